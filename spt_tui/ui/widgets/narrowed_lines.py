"""Of the lines that are held only those that match: for logs of several files, which no search goes through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spt_tui.ansi import plain
from spt_tui.runs.logs.search_query import Lines, SearchQuery
from spt_tui.ui.widgets.line_pattern import LinePattern


class NarrowedLines:
    """Numbers the lines that are left, so that a line keeps its number while others come before it or behind it."""

    def __init__(self) -> None:
        self.lines: tuple[str, ...] = ()
        """What is left."""
        self.first = 0
        """The number of the first one."""
        self.hidden = 0
        """How many are left out."""
        self._query = SearchQuery()
        self._pattern: LinePattern | None = None
        self._kept: dict[int, str] = {}
        """By the numbers that they have among all."""

    def take(self, query: SearchQuery, lines: Sequence[str], first: int) -> None:
        """Hold those of `lines`, numbered from `first`, that `query` leaves."""
        if query != self._query:
            self._query, self._kept, self.first = query, {}, 0
            self._pattern = LinePattern(query.pattern) if query.pattern is not None else None
        kept = {first + place: lines[place] for place in self._staying(lines)}
        before = next(iter(self._kept), None)
        if before is not None:
            self.first += sum(number < first for number in self._kept) - sum(number < before for number in kept)
        self._kept, self.lines, self.hidden = kept, tuple(kept.values()), len(lines) - len(kept)

    def _staying(self, lines: Sequence[str]) -> Iterator[int]:
        if self._pattern is None or self._query.lines is Lines.ALL:
            yield from range(len(lines))
            return
        for place, is_in in enumerate(self._pattern.is_in(map(plain, lines))):
            if is_in is (self._query.lines is Lines.MATCHING):
                yield place


def narrows(query: SearchQuery) -> bool:
    """Whether `query` leaves lines out."""
    return query.pattern is not None and query.lines is not Lines.ALL
