"""The mark on a line of a log with which the job began again."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip

from spt_tui.ui import theme

SIGN = "↺"
LEFT_OF_LINE = 16
"""Cells that a line keeps at least; where there are too few, the mark is its sign alone."""


def with_restart(strip: Strip, reason: str, width: int) -> Strip:
    """A row of `width` cells, with why the job began again at its end; `…` before it says that it hides some text."""
    words = f"{SIGN} {reason}"
    if width - len(words) - 2 < LEFT_OF_LINE:
        words = SIGN
    room = max(0, width - len(words) - 2)
    hidden = strip.crop(room).text.strip()
    mark = [Segment("… " if hidden else "  ", theme.DIM), Segment(words, theme.WARN)]
    return Strip.join([strip.crop(0, room), Strip(mark)]).adjust_cell_length(width)
