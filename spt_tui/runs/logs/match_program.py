"""The process that matches a regular expression for another one: cells of a log come in, offsets go out on stdout.

`re` lets no other thread run and cannot be stopped, and some expressions take for ever. This process opens no file, and
ends when stdin does, or when one cell takes too long. A cell lies in a file that both hold open, which is twice as
quick as a pipe.
"""

from __future__ import annotations

import marshal
import os
import signal
import sys
from array import array

from spt_tui.runs.logs.file_cell import FileCell
from spt_tui.runs.logs.line_finder import finder_of
from spt_tui.runs.logs.search_query import parse_query

CELL_SECONDS = 1.0
"""Time of a processor that one cell may take; it needs a hundredth of that."""


def main() -> None:
    """Answer until nobody asks: first what is searched is told, then one cell after the other."""
    desk = int(sys.argv[1])
    with open(0, "rb") as questions, open(os.dup(1), "wb") as answers:
        try:
            finder = finder_of(parse_query(marshal.load(questions)))
            while finder is not None:
                size, at, begin, end = marshal.load(questions)
                raw = os.pread(desk, size, 0)
                signal.setitimer(signal.ITIMER_VIRTUAL, CELL_SECONDS)  # ends the process
                starts = array("q", finder.starts(FileCell(raw, at, begin, end)))
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
                marshal.dump(starts.tobytes(), answers)
                answers.flush()
        except (EOFError, BrokenPipeError):
            return
