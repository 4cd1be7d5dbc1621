"""Points in a frame: two figures of many runs over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style

from spt_tui.runs.curves.scale import Scale, scale_of
from spt_tui.runs.curves.series import extent_of
from spt_tui.ui import theme
from spt_tui.ui.plots.axis import X_TICK_CELLS, number_ticks, y_ticks
from spt_tui.ui.plots.canvas import Canvas, Layer, Line
from spt_tui.ui.plots.fitting import fitted
from spt_tui.ui.plots.frame import BORDERS_HIGH, BORDERS_WIDE, framed
from spt_tui.ui.plots.glyphs import Glyphs
from spt_tui.ui.plots.plot import LEAST_HEIGHT, LEAST_WIDTH, message
from spt_tui.ui.plots.raster import grid, row_finder

POINT = "◆"
"""The point at the cursor; `@` where that is not sure to be shown."""
FEW = 300
"""Points of which each has a cell, where a dot would be overlooked."""
SINGLE = "•"
"""Such a point; `o` where that is not sure to be shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Cloud:
    """Points to draw."""

    xs: Sequence[float]
    """Finite, and above 0 where the axis is logarithmic; so are `ys`."""
    ys: Sequence[float]
    x_name: str
    """Cleaned, as `y_name` is."""
    y_name: str
    log_x: bool = False
    log_y: bool = False
    cursor: int | None = None
    """The place of the point that stands out."""
    style: Style = theme.CURVE


def points(cloud: Cloud, width: int, height: int, glyphs: Glyphs = Glyphs.BRAILLE) -> list[Line]:
    """The points as exactly `height` lines of exactly `width` cells; the last line says what the axes are."""
    x, y = scale_of(extent_of(cloud.xs), cloud.log_x), scale_of(extent_of(cloud.ys), cloud.log_y)
    characters = glyphs.value
    if x is None or y is None:
        return message("no run has both", width, height, characters)
    left = y_ticks(y, height - 1 - BORDERS_HIGH)
    inner = width - left.width - BORDERS_WIDE
    if width < LEAST_WIDTH or height < LEAST_HEIGHT or inner < 1:
        return _canvas(cloud, x, y, width, height, glyphs).lines()
    canvas = _canvas(cloud, x, y, inner, height - 1 - BORDERS_HIGH, glyphs)
    below = number_ticks(x, max(2, inner // X_TICK_CELLS))
    frame = framed(canvas.lines(), inner, below, left, {}, characters)
    names = f"{' ' * (left.width + 1)}{_named(cloud.x_name, cloud.log_x)}   up: {_named(cloud.y_name, cloud.log_y)}"
    return [*frame, fitted([(names, theme.TEXT)], width, characters.ellipsis)]


def _canvas(cloud: Cloud, x: Scale, y: Scale, width: int, height: int, glyphs: Glyphs) -> Canvas:
    characters = glyphs.value
    cells = grid(height, characters.high)
    row_of, last = row_finder(y, cells), width * characters.wide - 1
    dots = [0] * (last + 1)
    places = [
        (max(0, min(last, int(x.fraction(across) * last + 0.5))), row_of(up))
        for across, up in zip(cloud.xs, cloud.ys, strict=True)
    ]
    for column, row in places:
        dots[column] |= cells.bar(row, row)
    canvas = Canvas([Layer(dots, cloud.style)], width, height, characters)
    for column, row in places if len(places) <= FEW else ():
        sign = "o" if glyphs is Glyphs.ASCII else SINGLE
        canvas.put(height - 1 - row // characters.high, column // characters.wide, sign, cloud.style)
    if cloud.cursor is not None:
        column, row = places[cloud.cursor]
        sign = "@" if glyphs is Glyphs.ASCII else POINT
        canvas.put(height - 1 - row // characters.high, column // characters.wide, sign, theme.CURSOR)
    return canvas


def _named(name: str, log: bool) -> str:
    return f"{name}, log" if log else name
