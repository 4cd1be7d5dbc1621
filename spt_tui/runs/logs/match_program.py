"""The process that searches cells of a log for another one: they come in, counts or offsets go out on stdout.

`re` lets no other thread run and cannot be stopped, and some expressions take for ever. This process opens no file, and
ends when stdin does, or when one cell takes too long. Cells lie in a file that both hold open, which is twice as
quick as a pipe.
"""

from __future__ import annotations

import marshal
import os
import signal
import sys
from array import array
from collections.abc import Iterator, Sequence

from spt_tui.runs.logs.file_cell import FileCell
from spt_tui.runs.logs.line_finder import LineFinder, finder_of
from spt_tui.runs.logs.search_query import query_of

CELL_SECONDS = 0.5
"""Time of a processor that one cell may take; it needs a fiftieth of that."""

NICENESS = 5
"""Added to this process's: who types, and whatever else a login node does, goes first."""


def main() -> None:
    """Answer until nobody asks: first what is searched is told, then cells, some at a time."""
    desk = int(sys.argv[1])
    os.nice(NICENESS)
    with open(0, "rb") as questions, open(os.dup(1), "wb") as answers:
        try:
            finder = finder_of(query_of(*marshal.load(questions)))
            while finder is not None:
                counts_only, told = marshal.load(questions)
                found = array("q", _found(finder, counts_only, desk, told))
                marshal.dump(found.tobytes(), answers)
                answers.flush()
        except (EOFError, BrokenPipeError):
            return


def _found(
    finder: LineFinder, counts_only: bool, desk: int, told: Sequence[tuple[int, int, int, int, int]]
) -> Iterator[int]:
    """The count of each cell, or all offsets; a cell that takes too long ends the process."""
    for place, size, at, begin, end in told:
        cell = FileCell(os.pread(desk, size, place), at, begin, end)
        signal.setitimer(signal.ITIMER_VIRTUAL, CELL_SECONDS)
        if counts_only:
            yield finder.count(cell)
        else:
            yield from finder.starts(cell)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
