"""A series as one line of text, or a few."""

from __future__ import annotations

from spt_tui.runs.curves.envelope import Envelope, axis_scale, envelope
from spt_tui.runs.curves.scale import scale_of
from spt_tui.runs.curves.series import Extent, Series
from spt_tui.runs.curves.x_axis import step_track
from spt_tui.ui import theme
from spt_tui.ui.plots.canvas import Canvas, Layer
from spt_tui.ui.plots.glyphs import Glyphs
from spt_tui.ui.plots.paint import blank_cells
from spt_tui.ui.plots.raster import grid, raster

LEVELS = "▁▂▃▄▅▆▇█"


def sparkline(
    series: Series,
    width: int,
    height: int = 1,
    *,
    by_epoch: bool = False,
    log: bool = False,
    ends: Extent | None = None,
    glyphs: Glyphs = Glyphs.BRAILLE,
) -> list[str]:
    """`height` lines of `width` characters; the smallest and largest value of every dot column are in them."""
    kind = glyphs.value
    found = _envelope(series, width * kind.wide, by_epoch, ends)
    scale = scale_of(found.positive_extent if log else found.extent, log)
    layers = [Layer(raster(found, scale, grid(height, kind.high)), theme.CURVE)] if scale else []
    canvas = Canvas(layers, width, height, kind)
    for cell in blank_cells([found], kind.wide):
        canvas.put(height - 1, cell, kind.mark, theme.BAD)
    return ["".join(text for text, _ in line) for line in canvas.lines()]


def block_sparkline(
    series: Series, width: int, *, by_epoch: bool = False, log: bool = False, ends: Extent | None = None
) -> str:
    """One line of eighth blocks, for fonts without braille.

    A cell has one height: the smallest or the largest value of its column, whichever is farther from the cell before,
    so that a spike stands out downwards too.
    """
    found = _envelope(series, width, by_epoch, ends)
    scale = scale_of(found.positive_extent if log else found.extent, log)
    dots = raster(found, scale, grid(1, len(LEVELS)), touching=False) if scale else [0] * width
    line, before = "", None
    for column in dots:
        if not column:
            line += " "
            continue
        low, high = (column & -column).bit_length() - 1, column.bit_length() - 1
        before = high if before is None or high - before >= before - low else low
        line += LEVELS[before]
    blank, mark = blank_cells([found], 1), Glyphs.BRAILLE.value.mark
    return "".join(mark if cell in blank else character for cell, character in enumerate(line))


def _envelope(series: Series, columns: int, by_epoch: bool, ends: Extent | None) -> Envelope:
    track = step_track(series, by_epoch)
    return envelope(track, columns, axis_scale(ends or track.ends))
