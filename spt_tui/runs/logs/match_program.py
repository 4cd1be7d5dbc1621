"""The process that matches a regular expression for another one: cells of a log come in on stdin, offsets go out.

`re` lets no other thread run and cannot be stopped, and some expressions take for ever. This process opens no file, and
ends when stdin does, or when one cell takes too long.
"""

from __future__ import annotations

import marshal
import os
import signal
from array import array

from spt_tui.runs.logs.file_cell import FileCell
from spt_tui.runs.logs.line_finder import finder_of
from spt_tui.runs.logs.search_query import parse_query

CELL_SECONDS = 1.0
"""Time of a processor that one cell may take; it needs a hundredth of that."""


def main() -> None:
    """Answer until nobody asks: first what is searched is told, then one cell after the other."""
    with open(0, "rb") as questions, open(os.dup(1), "wb") as answers:
        try:
            finder = finder_of(parse_query(marshal.load(questions)))
            while finder is not None:
                raw, at, begin, end = marshal.load(questions)
                signal.setitimer(signal.ITIMER_VIRTUAL, CELL_SECONDS)  # ends the process
                starts = array("q", finder.starts(FileCell(raw, at, begin, end)))
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
                marshal.dump(starts.tobytes(), answers)
                answers.flush()
        except (EOFError, BrokenPipeError):
            return
