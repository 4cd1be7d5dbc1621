"""Moments that a run's own log names, on the picture of a plot."""

from __future__ import annotations

from collections.abc import Iterator

from spt_tui.export.drawing import Point, Shape, Stroke, Words
from spt_tui.ui.plots.curve import View
from spt_tui.ui.plots.drawn_frame import SMALL, SOFT, Box, cells_in
from spt_tui.ui.plots.event_marks import LEAST_NAME, LINE_SHARE, in_cells
from spt_tui.ui.plots.fitting import cut
from spt_tui.ui.plots.stage import Stage

_COLOUR = "#c9c9c9"
_BESIDE = 3.0
"""Pixels from a line to its name."""


def mark_shapes(stage: Stage, view: View, box: Box) -> Iterator[Shape]:
    """A dashed line for each in `box`, and its name as far as there is room; of very many, ticks at the top alone."""
    cells = max(1, cells_in(box.width, SMALL))
    marks = in_cells(view.marks, stage.kind, stage.x, cells)
    bottom = box.bottom if len(marks) * LINE_SHARE <= cells else box.top + SMALL
    ends = [*(mark.column for mark in marks[1:]), cells]
    for mark, following in zip(marks, ends, strict=False):
        x = box.left + stage.x.fraction(mark.events[0].x) * box.width
        yield Stroke((Point(x, box.top), Point(x, bottom)), _COLOUR, dashed=True)
        room = following - mark.column - 1
        if room >= LEAST_NAME:
            yield Words(Point(x + _BESIDE, box.top + SMALL), cut(mark.name, room), SOFT, SMALL)
