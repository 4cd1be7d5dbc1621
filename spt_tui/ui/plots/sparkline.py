"""A series as one line of text."""

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


def sparkline(
    series: Series,
    width: int,
    *,
    by_epoch: bool = False,
    log: bool = False,
    ends: Extent | None = None,
    glyphs: Glyphs = Glyphs.BRAILLE,
) -> str:
    """`width` characters; the smallest and largest value of every dot column are in them."""
    kind = glyphs.value
    found = _envelope(series, width * kind.wide, by_epoch, ends)
    scale = scale_of(found.positive_extent if log else found.extent, log)
    layers = [Layer(raster(found, scale, grid(1, kind.high)), theme.CURVE)] if scale else []
    canvas = Canvas(layers, width, 1, kind)
    for cell in blank_cells([found], kind.wide):
        canvas.put(0, cell, kind.mark, theme.BAD)
    return "".join(text for text, _ in canvas.lines()[0])


def _envelope(series: Series, columns: int, by_epoch: bool, ends: Extent | None) -> Envelope:
    track = step_track(series, by_epoch)
    return envelope(track, columns, axis_scale(ends or track.ends))
