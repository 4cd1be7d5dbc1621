"""Log lines as rows of cells: wrapped or not, searched, in their own colours."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, compress
from typing import TypeVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from spt_tui.ansi import plain, spans
from spt_tui.sgr import Colour, Sgr
from spt_tui.ui import theme
from spt_tui.ui.widgets.line_cells import LineCells, breaks, cell_before
from spt_tui.ui.widgets.line_pattern import LinePattern

Derived = TypeVar("Derived")


class LogLines:
    """Lines with consecutive numbers, and the rows they take. Updating costs only the lines that are new."""

    def __init__(self) -> None:
        self.folded: Sequence[str] = ()
        self.first = 0
        """Number of the first line."""
        self.width: int | None = None
        """Cells of a row that lines are wrapped to; `None` gives each line one row."""
        self.pattern: LinePattern | None = None
        """What is searched."""
        self.matching: list[int] = []
        """Numbers of the lines that match, rising."""
        self.key: Hashable = None
        """Tells these lines from others with the same numbers."""
        self._plain: list[str] = []
        self._heights: list[int] = []
        self._starts: list[int] = [0]

    @property
    def row_count(self) -> int:
        """Rows of all lines."""
        return len(self.folded) if self.width is None else self._starts[-1]

    def update(self, key: Hashable, folded: Sequence[str], first: int = 0) -> None:
        """Hold `folded`, numbered from `first`. Lines of the same `key` and number are mostly the same: the last one of
        a file may have been written to, and any one of merged files."""
        begin, end = max(first, self.first), min(first + len(folded), self.first + len(self.folded))
        if key != self.key:
            end = begin
        elif begin < end and self.folded[end - 1 - self.first] != folded[end - 1 - first]:
            end -= 1
        if self.folded[begin - self.first : end - self.first] != folded[begin - first : end - first]:
            end = begin

        def derive(make: Callable[[str], Derived], source: Sequence[str], old: list[Derived]) -> list[Derived]:
            if begin >= end:
                return [make(line) for line in source]
            kept = old[begin - self.first : end - self.first]
            return [*map(make, source[: begin - first]), *kept, *map(make, source[end - first :])]

        self._plain = derive(plain, folded, self._plain)
        if self.width is not None:
            width = self.width
            self._heights = derive(lambda text: len(breaks(text, width)), self._plain, self._heights)
        known = set(self.matching)
        self.key, self.folded, self.first = key, folded, first
        self._starts = [0, *accumulate(self._heights)]
        if self.pattern is not None:
            kept = range(begin, end) or range(first, first)
            old = [number for number in kept if number in known]
            behind = range(kept.stop, first + len(folded))
            self.matching = [*self._matching(range(first, kept.start)), *old, *self._matching(behind)]

    def wrap(self, width: int | None) -> None:
        """Wrap lines to `width` cells, or not at all."""
        width = None if width is None else max(2, width)
        if width != self.width:
            self.width = width
            self._heights = [] if width is None else [len(breaks(text, width)) for text in self._plain]
            self._starts = [0, *accumulate(self._heights)]

    def search(self, pattern: LinePattern | None) -> None:
        """Look for `pattern` in every line."""
        self.pattern = pattern
        self.matching = self._matching(range(self.first, self.first + len(self.folded)))

    def texts_from(self, number: int, count: int) -> Sequence[str]:
        """The text of at most `count` lines from line `number` on, without colours."""
        place = number - self.first
        return self._plain[place : place + count]

    def locate(self, row: int) -> tuple[int, int]:
        """The number of the line at `row`, and which of the line's rows that is."""
        if self.width is None:
            return self.first + row, 0
        place = max(0, min(bisect_right(self._starts, row), len(self.folded)) - 1)
        return self.first + place, row - self._starts[place]

    def row_of(self, number: int, part: int = 0) -> int:
        """The row at which line `number` begins, or its nearest; the reverse of `locate`."""
        place = max(0, min(number - self.first, len(self.folded)))
        if self.width is None:
            return place
        rows = self._heights[place] if place < len(self._heights) else 1
        return self._starts[place] + min(part, rows - 1)

    def source(self, row: int) -> tuple[str, int] | None:
        """All that the look of `row` depends on, or `None` behind the last row."""
        if not 0 <= row < self.row_count:
            return None
        number, part = self.locate(row)
        return self.folded[number - self.first], part

    def cells(self, row: int) -> int:
        """Cells that the line at `row` takes."""
        text = self._plain[self.locate(row)[0] - self.first]
        return cell_before(text, len(text))

    def match_cell(self, number: int) -> int:
        """The cell at which the first match in line `number` begins."""
        text = self._plain[number - self.first]
        found = self.pattern.spans_in(text) if self.pattern else []
        return cell_before(text, found[0][0]) if found else 0

    def strip(self, row: int, width: int, left: int, match: Style) -> Strip:
        """`row` as `width` cells, from cell `left` on if lines are not wrapped; matches in style `match`."""
        number, part = self.locate(row)
        whole = line_cells(self.folded[number - self.first], self.pattern, match)
        if self.width is None:
            return window(whole, left, width)
        edges = breaks(self._plain[number - self.first], self.width)
        end = edges[part + 1] if part + 1 < len(edges) else whole.length
        return whole.crop(edges[part], end).adjust_cell_length(width)

    def _matching(self, numbers: range) -> list[int]:
        if self.pattern is None or not numbers:
            return []
        texts = self._plain[numbers.start - self.first : numbers.stop - self.first]
        return [*compress(numbers, self.pattern.is_in(texts))]


def window(line: LineCells, left: int, width: int) -> Strip:
    """`width` cells of `line` from cell `left` on; an ellipsis at each end behind which there is more."""
    shown = line.crop(left, left + width).adjust_cell_length(width)
    more = Strip([Segment("…", theme.DIM)], 1)
    if left > 0 and line.length > 0 and width > 0:
        shown = Strip.join([more, shown.crop(1)])
    if line.length > left + width and width > 1:
        shown = Strip.join([shown.crop(0, width - 1), more])
    return shown


@lru_cache(maxsize=512)
def line_cells(folded: str, pattern: LinePattern | None, match: Style) -> LineCells:
    """A whole line in its own colours, with what `pattern` finds in style `match`."""
    parts = [(span.text, style_of(span.sgr)) for span in spans(folded)]
    return LineCells(_highlighted(parts, pattern.spans_in(plain(folded)), match) if pattern is not None else parts)


def _highlighted(
    parts: Sequence[tuple[str, Style]], ranges: Sequence[tuple[int, int]], match: Style
) -> Iterator[tuple[str, Style]]:
    edges = [edge for each in ranges for edge in each]
    at = 0
    for text, style in parts:
        end = at + len(text)
        while at < end:
            passed = bisect_right(edges, at)
            until = min(end, edges[passed]) if passed < len(edges) else end
            yield text[len(text) - (end - at) : len(text) - (end - until)], match if passed % 2 else style
            at = until


@lru_cache(maxsize=4096)
def style_of(sgr: Sgr) -> Style:
    """The look of a span as a style; attributes that are off are left to what is underneath."""
    return Style(
        color=_color(sgr.fg),
        bgcolor=_color(sgr.bg),
        bold=sgr.bold or None,
        dim=sgr.dim or None,
        italic=sgr.italic or None,
        underline=sgr.underline or None,
        reverse=sgr.reverse or None,
        strike=sgr.strike or None,
    )


def _color(colour: Colour | None) -> Color | None:
    if colour is None:
        return None
    return Color.from_ansi(colour) if isinstance(colour, int) else Color.from_rgb(*colour)
