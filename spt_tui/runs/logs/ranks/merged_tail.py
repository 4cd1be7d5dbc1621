"""A window on the logs of several ranks at once, as one log: opened at its end, followed, moved to what is earlier."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from spt_tui.runs.logs.ranks.merge import MergedLine, merged
from spt_tui.runs.logs.ranks.rank_tail import RankTail
from spt_tui.runs.logs.streams import LogStream
from spt_tui.runs.logs.tail import TailView

BLOCKS_IN_ALL = 524_288
"""Bytes that are read to open all files, within the limits of a rank's block."""
SMALLEST_BLOCK, LARGEST_BLOCK = 8_192, 131_072
"""Bytes that are read at once of one file."""

POLLS_AT_ONCE = 16
"""Files that one call looks at for what is new: 64 ranks are looked at in four."""
MOVES_AT_ONCE = 32
"""Blocks that one call reads of what is earlier or later."""
LINES_WANTED = 200
"""Lines that one call brings of what is earlier or later, if so many blocks have them."""

Prefix = Callable[[Sequence[int]], str]
"""What a line begins with, by the ranks that say it; as `spt_tui.ansi.fold` would give it."""


class MergedTail:
    """Reads windows of the logs of several ranks and merges them; not for use by two threads at a time.

    It answers as `LogTail` does, and like it keeps no file open. Lines stand in the order of their times as far as they
    carry any, see `RankLines`. Shown is what lies between the latest beginning and the earliest end of the windows:
    outside of that a rank's silence would not be one. Offsets and sizes are those of all files together.
    """

    def __init__(self, streams: Iterable[LogStream], prefix: Prefix, began: float | None = None) -> None:
        streams = [stream for stream in streams if stream.rank is not None]
        block = max(SMALLEST_BLOCK, min(LARGEST_BLOCK, BLOCKS_IN_ALL // max(1, len(streams))))
        self._ranks = [RankTail(stream.path, stream.rank or 0, block, began) for stream in streams]
        self._prefix = prefix
        self._shown: list[MergedLine] = []
        self._first = 0
        """The number of the first line that is shown."""
        self._generation = 0
        self._next = 0
        """The rank that is looked at next."""
        self._is_whole = False
        """All windows end where their files do, or did when they were last looked at."""

    def poll(self, follow: bool = True) -> TailView | None:
        """The lines after a look at some of the files, or `None` if nothing changed.

        If not `follow`, only the first look reads: late lines of early times would move what is read.
        """
        if not self._generation:
            self._look(self._ranks)
            return self._anew()
        if not follow:
            return None
        turn = [*self._ranks[self._next :], *self._ranks[: self._next]][:POLLS_AT_ONCE]
        self._next = (self._next + len(turn)) % max(1, len(self._ranks))
        changed = self._look(turn if self._is_whole else self._ranks)
        return self._moved_to_end() if changed or not self._is_whole else None

    def earlier(self) -> TailView | None:
        """More lines before the first one; `None` if there are none."""
        before, moved = self._begin(), 0
        while moved < MOVES_AT_ONCE and (latest := _latest_begin(self._ranks)) is not None:
            moved += 1
            if not latest.earlier():
                break
            gained = sum(len(rank.between(self._begin(), before)) for rank in self._ranks)
            if gained >= LINES_WANTED:
                break
        if not moved:
            return None
        self._is_whole = all(rank.view.at_end for rank in self._ranks)
        return self._moved(self._shown[0] if self._shown else None, 0)

    def later(self) -> TailView | None:
        """More lines behind the last one; `None` if there are none."""
        before, moved = self._end(), 0
        while moved < MOVES_AT_ONCE and (earliest := _earliest_end(self._ranks)) is not None:
            moved += 1
            if not earliest.later():
                break
            gained = sum(len(rank.between(before, self._end())) for rank in self._ranks)
            if gained >= LINES_WANTED:
                break
        if not moved and not self._look(self._ranks):
            return None
        return self._moved_to_end()

    def jump(self, offset: int) -> TailView | None:
        """The lines at `offset` bytes of all: each file at its share of that, the first of these places as `focus`."""
        size = sum(rank.size for rank in self._ranks)
        for rank in self._ranks:
            rank.jump(rank.size * max(0, offset) // max(1, size))
        view, sought = self._anew(), {rank.rank: rank.view.focus for rank in self._ranks}
        for number, line in enumerate(self._shown, self._first):
            if any(sought.get(each.rank) == each.number for each in line.lines):
                return replace(view, focus=number)
        return replace(view, focus=self._first + len(self._shown) // 2) if self._shown else view

    def _look(self, ranks: Iterable[RankTail]) -> bool:
        """Look at files for what is new; True if anything changed."""
        return sum(rank.poll() for rank in ranks) > 0

    def _begin(self) -> float:
        """From when on every window has all that its file has."""
        latest = _latest_begin(self._ranks)
        return latest.begin if latest is not None else float("-inf")

    def _end(self) -> float:
        earliest = _earliest_end(self._ranks)
        return earliest.end if earliest is not None else float("inf")

    def _merge(self) -> list[MergedLine]:
        begin, end = self._begin(), self._end()
        if begin > end:  # windows of different times have nothing in common: better all than nothing
            begin, end = float("-inf"), float("inf")
        return merged(line for rank in self._ranks for line in rank.between(begin, end))

    def _anew(self) -> TailView:
        """Other lines than before."""
        self._generation += 1
        self._is_whole = all(rank.view.at_end for rank in self._ranks)
        self._shown, self._first = self._merge(), 0
        return self._view()

    def _moved_to_end(self) -> TailView:
        self._is_whole = all(rank.view.at_end for rank in self._ranks)
        return self._moved(self._shown[-1] if self._shown else None, len(self._shown) - 1)

    def _moved(self, anchor: MergedLine | None, place: int) -> TailView:
        """The lines as they are now; `anchor`, which was at `place`, keeps its number."""
        shown = self._merge()
        now = _place_of(anchor, shown) if anchor is not None else None
        self._first = self._first + place - now if now is not None else 0
        self._shown = shown
        return self._view()

    def _view(self) -> TailView:
        views = [rank.view for rank in self._ranks]
        modified = [view.modified_at for view in views if view.modified_at is not None]
        return TailView(
            lines=tuple(self._prefix(line.ranks) + line.lines[0].text for line in self._shown),
            first=self._first,
            generation=self._generation,
            start=sum(view.start for view in views),
            end=sum(view.end for view in views),
            size=sum(rank.size for rank in self._ranks) if modified else None,
            modified_at=max(modified, default=None),
            note=self._note(),
        )

    def _note(self) -> str:
        """What happened to one of the files, and whose it is."""
        noted = [rank for rank in self._ranks if rank.view.note]
        if not noted:
            return ""
        others = f", and {len(noted) - 1} more" if len(noted) > 1 else ""
        return f"rank {noted[0].rank} {noted[0].view.note}{others}"


def _latest_begin(ranks: Iterable[RankTail]) -> RankTail | None:
    """Of those with more before their window, the one whose window begins last."""
    return max((rank for rank in ranks if rank.view.start > 0), key=lambda rank: rank.begin, default=None)


def _earliest_end(ranks: Iterable[RankTail]) -> RankTail | None:
    """Of those with more behind their window, the one whose window ends first."""
    return min((rank for rank in ranks if not rank.view.at_end), key=lambda rank: rank.end, default=None)


def _place_of(anchor: MergedLine, shown: Sequence[MergedLine]) -> int | None:
    """Where the first line of `anchor` is said now."""
    sought = anchor.lines[0]
    for place, line in enumerate(shown):
        if any(each.rank == sought.rank and each.number == sought.number for each in line.lines):
            return place
    return None
