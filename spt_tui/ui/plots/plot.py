"""The full plot as text: curves in a frame with ticks, their legend outside of it, and a line of notes below.

Nothing but the curves is needed to draw one, so that a pane, a command and an export show the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.style import Style

from spt_tui.ui import theme
from spt_tui.ui.plots.axis import x_ticks, y_ticks
from spt_tui.ui.plots.canvas import Line
from spt_tui.ui.plots.curve import AnyCurve, BandCurve, Curve, View, letter_of
from spt_tui.ui.plots.event_marks import border_with_names, cursor_note
from spt_tui.ui.plots.fitting import cut, fitted
from spt_tui.ui.plots.frame import BORDERS_HIGH, BORDERS_WIDE, Ticks, framed
from spt_tui.ui.plots.glyphs import Glyphs, GlyphSet
from spt_tui.ui.plots.legend import SHARE_BELOW, below, beside, entries_of, width_beside
from spt_tui.ui.plots.notes import notes
from spt_tui.ui.plots.paint import Painted, cell_marks, cursor_cell, paint
from spt_tui.ui.plots.sketch import Sketches
from spt_tui.ui.plots.stage import Stage, set_stage, x_ends

__all__ = ["BandCurve", "Curve", "Glyphs", "Line", "Sketches", "View", "letter_of", "plot", "x_ends"]

LEAST_WIDTH, LEAST_HEIGHT = 24, 7
"""A smaller plot has no axes."""
PLAIN = View()
LEAST_INNER = 8
"""Cells of the canvas beside which the texts of the y axis still have room."""


def plot(
    curves: Sequence[AnyCurve],
    width: int,
    height: int,
    x_name: str = "step",
    view: View = PLAIN,
    sketches: Sketches | None = None,
    front: AnyCurve | None = None,
) -> list[Line]:
    """The plot of some curves as exactly `height` lines of exactly `width` cells.

    `x_name` is what steps are called; `sketches` are those of the plot before, which this one begins from.
    `front` is one of the curves in another style, drawn over all of them. The last line says what the x axis is, what
    is NaN or infinite, and what a logarithmic scale cannot show.
    """
    glyphs, sketches = view.glyphs.value, sketches or Sketches()
    without_cursor = replace(view, cursor=None)
    stage = sketches.once("stage", (tuple(curves), without_cursor), lambda: set_stage(curves, view))
    if stage is None:
        return message("no rows to draw", width, height, glyphs)
    entries = entries_of(curves)
    side = width_beside(entries, width)
    under = [] if side else below(entries, width, min(height // SHARE_BELOW, height - LEAST_HEIGHT), glyphs.ellipsis)
    y = y_ticks(stage.y, height - 1 - len(under) - BORDERS_HIGH)
    if width < LEAST_WIDTH or height < LEAST_HEIGHT or width - side - y.width - BORDERS_WIDE < LEAST_INNER:
        return bare(stage, width, height, view, sketches, front)
    frame = _frame(stage, y, width - side, height - 1 - len(under), view, sketches, front)
    if side:
        legend = beside(entries, side, len(frame), glyphs.ellipsis)
        frame = [[*line, *entry] for line, entry in zip(frame, legend, strict=True)]
    indent = " " * (y.width + 1)
    said = sketches.once("notes", (stage, x_name, without_cursor), lambda: notes(stage, x_name, view))
    inner = width - side - y.width - BORDERS_WIDE
    at_cursor = cursor_note(cell_marks(stage, inner, view, sketches), cursor_cell(stage, inner, view), glyphs)
    return [*frame, *under, fitted([(indent, theme.TEXT), *said[:1], *at_cursor, *said[1:]], width, glyphs.ellipsis)]


def bare(
    stage: Stage, width: int, height: int, view: View, sketches: Sketches, front: AnyCurve | None = None
) -> list[Line]:
    """The curves alone; where nothing is finite a mark on the lowest line says so."""
    painted = paint(stage, width, height, view, sketches, front)
    for cell in painted.blank:
        painted.canvas.put(height - 1, cell, view.glyphs.value.mark, theme.BAD)
    return painted.canvas.lines()


def _frame(
    stage: Stage, y: Ticks, width: int, height: int, view: View, sketches: Sketches, front: AnyCurve | None
) -> list[Line]:
    inner = width - y.width - BORDERS_WIDE
    painted = paint(stage, inner, height - BORDERS_HIGH, view, sketches, front)
    x = x_ticks(stage.x, stage.kind, inner)
    glyphs = view.glyphs.value
    events = cell_marks(stage, inner, view, sketches)
    upper = border_with_names(events, inner, glyphs) if events else None
    return framed(painted.canvas.lines(), inner, x, y, _axis_marks(painted, glyphs), glyphs, upper)


def _axis_marks(painted: Painted, glyphs: GlyphSet) -> dict[int, tuple[str, Style]]:
    marks = dict.fromkeys(painted.restarts, (glyphs.restart, theme.WARN))
    return marks | dict.fromkeys(painted.marked, (glyphs.mark, theme.BAD))


def message(text: str, width: int, height: int, glyphs: GlyphSet) -> list[Line]:
    """A line of text in the middle of an empty plot."""
    blank: list[Line] = [[(" " * width, theme.TEXT)] for _ in range(height)]
    blank[height // 2] = [(cut(text, width, glyphs.ellipsis).center(width), theme.DIM)]
    return blank
