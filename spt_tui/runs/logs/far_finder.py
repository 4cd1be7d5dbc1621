"""Finding lines in processes of their own, which can be ended, and of which several work at a time."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence

from spt_tui.runs.curves.grid_crew import VARIABLE, crew_size, usable_cores
from spt_tui.runs.logs.file_cell import FileCell
from spt_tui.runs.logs.match_child import MatchChild
from spt_tui.runs.logs.search_query import SearchQuery

CELLS_EACH = 4
"""Given to a process at a time: fewer, and each question costs more than it need."""


class TooSlow(OSError):
    """A cell takes longer than anybody waits."""

    def __init__(self) -> None:
        super().__init__(errno.ETIME, "takes too long")


class FarFinder:
    """Finds what `finder_of` the query finds, and lets other threads run meanwhile.

    There is one process at first, and one more each time that cells are counted, up to `most`. Its methods raise
    OSError where no process can be started, and `TooSlow`, from then on at once.
    """

    context = 0

    def __init__(self, query: SearchQuery, most: int | None = None) -> None:
        self._typed, self._is_pattern = query.typed, query.is_pattern
        self._most = max(1, process_limit() if most is None else most)
        self._children: list[MatchChild] = []
        self._is_too_slow = False

    @property
    def at_once(self) -> int:
        """See `LineFinder`."""
        return CELLS_EACH * max(1, len(self._children))

    @property
    def processes(self) -> list[int]:
        """Numbers of the processes that there are."""
        return [child.number for child in self._children]

    def starts(self, cell: FileCell) -> list[int]:
        """See `LineFinder`."""
        return self._asked([[cell]], counts_only=False)

    def count(self, cell: FileCell) -> int:
        """See `LineFinder`."""
        return self.counts([cell])[0]

    def counts(self, cells: Sequence[FileCell]) -> list[int]:
        """See `LineFinder`."""
        shares = [cells[place : place + CELLS_EACH] for place in range(0, len(cells), CELLS_EACH)]
        counts: list[int] = []
        while shares:
            now, shares = shares[: max(1, len(self._children))], shares[max(1, len(self._children)) :]
            counts += self._asked(now, counts_only=True)
        if len(self._children) < self._most:
            self._add_child()
        return counts

    def rest(self) -> None:
        """See `LineFinder`: one process is enough for what comes."""
        del self._children[1:]

    def _add_child(self) -> None:
        try:
            self._children.append(self._started())
        except OSError:  # this user has processes enough
            self._most = len(self._children)

    def _asked(self, shares: Sequence[Sequence[FileCell]], counts_only: bool) -> list[int]:
        """What each of the first children says of its share."""
        if self._is_too_slow:
            raise TooSlow
        if not self._children:
            self._children.append(self._started())
        children = self._children[: len(shares)]
        try:
            for child, share in zip(children, shares, strict=True):
                child.ask(share, counts_only)
            return [number for child in children for number in child.answer()]
        except (EOFError, ValueError, OSError) as error:
            self._is_too_slow = True
            self._children.clear()
            raise TooSlow from error

    def _started(self) -> MatchChild:
        return MatchChild(self._typed, self._is_pattern)


def process_limit() -> int:
    """Processes that search at a time at most; 0: none but where only a process can be ended."""
    return crew_size(os.environ.get(VARIABLE), usable_cores())
