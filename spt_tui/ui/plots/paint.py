"""Curves on a canvas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spt_tui.runs.curves.envelope import Envelope
from spt_tui.ui import theme
from spt_tui.ui.plots.canvas import Canvas
from spt_tui.ui.plots.curve import AnyCurve, View
from spt_tui.ui.plots.event_marks import CellMark, draw_marks, in_cells
from spt_tui.ui.plots.raster import grid, row_finder
from spt_tui.ui.plots.sketch import Sketch, Sketches, first_lines
from spt_tui.ui.plots.stage import Stage, placed_curves

LETTERS_APART = 12
"""Cells at least between two letters of a curve."""
LETTER_STRIDE = 7
"""Cells by which the letters of the next curve are shifted."""


@dataclass(frozen=True, slots=True)
class Painted:
    """A canvas with its curves, and what lies on it where."""

    canvas: Canvas
    blank: frozenset[int]
    """Columns of cells in which a series is NaN or infinite, and none is finite or a stretch of such values begins."""
    marked: frozenset[int]
    """Columns of cells in which a series is NaN or infinite."""
    restarts: frozenset[int]
    """Columns of cells in which a run was resumed."""


def paint(
    stage: Stage, width: int, height: int, view: View, sketches: Sketches, front: AnyCurve | None = None
) -> Painted:
    """The curves of `stage` on `width` by `height` cells, `front` over them."""
    key = (stage, width, height, view.glyphs)
    below = sketches.once("below", key, lambda: _below_cursor(stage, width, height, view, sketches))
    if sketches.behind:
        sketches.forget("below")
    canvas = below.canvas.copy()
    shown = () if front is None or stage.y is None else placed_curves([front], stage.kind)[1]
    for placed in shown:
        drawn = sketches.alone(placed, stage, width * view.glyphs.value.wide, grid(height, view.glyphs.value.high))
        canvas.lay(drawn.over)
        _write_letters(canvas, drawn, stage, 0, view)
    draw_marks(canvas, cell_marks(stage, width, view, sketches), view.glyphs.value)
    _draw_cursor(canvas, stage, view)
    return replace(below, canvas=canvas)


def cell_marks(stage: Stage, width: int, view: View, sketches: Sketches) -> list[CellMark]:
    """The moments that the run's log names, by the columns of a canvas of `width` cells."""
    if view.marks is None:
        return []
    return sketches.once("marks", (stage, width, view.marks), lambda: in_cells(view.marks, stage.kind, stage.x, width))


def cursor_cell(stage: Stage, width: int, view: View) -> int | None:
    """The column of the cursor on a canvas of `width` cells; `None` without one, or where it is not shown."""
    return None if view.cursor is None else _cell(stage, view.cursor, width)


def _below_cursor(stage: Stage, width: int, height: int, view: View, sketches: Sketches) -> Painted:
    glyphs = view.glyphs.value
    drawn = sketches.take(stage, width * glyphs.wide, grid(height, glyphs.high))
    layers = [*(layer for each in drawn for layer in each.under), *(each.over for each in drawn)]
    canvas = Canvas(layers if stage.y else (), width, height, glyphs)
    if stage.y is None:
        text = "nothing above 0 to draw" if view.log else "no finite value to draw"
        canvas.write(height // 2, max(0, (width - len(text)) // 2), text, theme.DIM)
    else:
        for number, each in enumerate(drawn):
            _write_letters(canvas, each, stage, number, view)
    firsts = first_lines(drawn)
    restarts = (x for each in stage.placed for track in each.tracks[:1] for x in track.restarts)
    return Painted(
        canvas,
        blank_cells(firsts, glyphs.wide),
        frozenset(column // glyphs.wide for line in firsts for column in line.marks),
        frozenset(cell for x in restarts if (cell := _cell(stage, x, width)) is not None),
    )


def blank_cells(lines: Iterable[Envelope], wide: int) -> frozenset[int]:
    """Cells of `wide` columns that have marks and nothing finite, and those in which a stretch of marks begins."""
    lines = list(lines)
    marked = {column // wide for line in lines for column in line.marks}
    finite = {column // wide for line in lines for column in line.columns} if marked else set()
    return frozenset(cell for cell in marked if cell not in finite or cell - 1 not in marked)


def _write_letters(canvas: Canvas, sketch: Sketch, stage: Stage, number: int, view: View) -> None:
    """The curve's letter here and there where it is seen, and at its end."""
    letter, glyphs = sketch.curve.letter, view.glyphs.value
    if not letter or stage.y is None:
        return
    row_of = row_finder(stage.y, grid(canvas.height, glyphs.high))
    for column, value in _letter_places(sketch.columns.lines[-1], canvas.width, glyphs.wide, number):
        row, cell = canvas.height - 1 - row_of(value) // glyphs.high, column // glyphs.wide
        if canvas.style_at(row, cell) is sketch.curve.style:
            canvas.put(row, cell, letter, sketch.curve.style)


def _letter_places(line: Envelope, width: int, wide: int, number: int) -> Iterator[tuple[int, float]]:
    """Columns with a value of the line in them, the last one among them."""
    apart = max(LETTERS_APART, width // 3)
    wanted = number * LETTER_STRIDE % apart
    for column, last in zip(line.columns, line.lasts, strict=True):
        if column // wide >= wanted or column == line.columns[-1]:
            wanted += apart * ((column // wide - wanted) // apart + 1)
            yield column, last


def _draw_cursor(canvas: Canvas, stage: Stage, view: View) -> None:
    cell = cursor_cell(stage, canvas.width, view)
    if cell is None:
        return
    for row in range(canvas.height):
        if canvas.style_at(row, cell) is None:
            canvas.put(row, cell, view.glyphs.value.vertical, theme.RULE)


def _cell(stage: Stage, x: float, width: int) -> int | None:
    """The column of cells that a place on the x axis lies in; `None` where it is not shown."""
    fraction = stage.x.fraction(x)
    return min(width - 1, int(fraction * width)) if 0 <= fraction <= 1 else None
