"""The window on the log of one rank of several, with the times of its lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter

from spt_tui.runs.logs.ranks.rank_lines import RankLine, RankLines
from spt_tui.runs.logs.tail import LogTail, TailView

_AT = attrgetter("at")


class RankTail:
    """Moves a window on one log; each call says whether that changed its lines."""

    def __init__(self, path: str, rank: int, block: int, began: float | None) -> None:
        self.rank = rank
        self._tail = LogTail(path, block)
        self._lines = RankLines(rank, began)

    @property
    def view(self) -> TailView:
        """What the window shows."""
        return self._lines.view

    @property
    def size(self) -> int:
        """Bytes of the file, 0 if it cannot be looked at."""
        return self.view.size or 0

    @property
    def begin(self) -> float:
        """The time of the first line in the window."""
        lines = self._lines.lines
        return lines[0].at if lines else float("-inf")

    @property
    def end(self) -> float:
        """The time of the last line in the window."""
        lines = self._lines.lines
        return lines[-1].at if lines else float("inf")

    def between(self, begin: float, end: float) -> list[RankLine]:
        """The lines from `begin` to `end`, both included."""
        lines = self._lines.lines
        return lines[bisect_left(lines, begin, key=_AT) : bisect_right(lines, end, key=_AT)]

    def poll(self) -> bool:
        """Look for what is new at the end."""
        return self._take(self._tail.poll())

    def earlier(self) -> bool:
        """One block up."""
        return self._take(self._tail.earlier())

    def later(self) -> bool:
        """One block down."""
        return self._take(self._tail.later())

    def jump(self, offset: int) -> bool:
        """To the line that holds byte `offset`."""
        return self._take(self._tail.jump(offset))

    def _take(self, view: TailView | None) -> bool:
        if view is not None:
            self._lines.take(view)
        return view is not None
