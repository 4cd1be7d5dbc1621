"""Points in a frame as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from spt_tui.export.drawing import Drawing, Point, Shape, Stroke, Words
from spt_tui.runs.curves.scale import Scale, scale_of
from spt_tui.runs.curves.series import extent_of
from spt_tui.ui.plots.axis import X_TICK_CELLS, number_ticks, y_ticks
from spt_tui.ui.plots.drawn_frame import (
    CELL,
    FONT,
    HEIGHT,
    INK,
    MARGIN,
    SOFT,
    TITLE_HEIGHT,
    WIDTH,
    Box,
    axes,
    heading,
    lines_in,
    ticks_room,
)
from spt_tui.ui.plots.plot_drawing import COLOURS
from spt_tui.ui.plots.points import Cloud

POINT = 5.0
"""Pixels across."""


def cloud_drawing(cloud: Cloud, title: str) -> Drawing:
    """The picture of some points; `title` is cleaned. The cursor is left out."""
    x, y = scale_of(extent_of(cloud.xs), cloud.log_x), scale_of(extent_of(cloud.ys), cloud.log_y)
    shapes: list[Shape] = [*heading(title, WIDTH)]
    if x is None or y is None:
        shapes.append(Words(Point(WIDTH / 2, HEIGHT / 2), "no run has both", SOFT, FONT, "middle"))
    else:
        shapes += _plotted(cloud, x, y)
    return Drawing(WIDTH, HEIGHT, title, tuple(shapes))


def _plotted(cloud: Cloud, x: Scale, y: Scale) -> Iterator[Shape]:
    top, bottom = MARGIN + TITLE_HEIGHT + 1.5 * FONT, HEIGHT - MARGIN - 3 * FONT
    up = y_ticks(y, lines_in(bottom - top))
    box = Box(MARGIN + up.width * CELL * FONT + 6, top, WIDTH - MARGIN, bottom)
    yield from axes(box, number_ticks(x, max(2, ticks_room(box.width) // X_TICK_CELLS)), up)
    for across, height in zip(cloud.xs, cloud.ys, strict=True):
        place = Point(box.left + x.fraction(across) * box.width, box.bottom - y.fraction(height) * box.height)
        yield Stroke((place,), COLOURS[0], POINT)
    yield Words(Point(MARGIN, top - 0.6 * FONT), _named(cloud.y_name, cloud.log_y), INK, FONT)
    yield Words(
        Point((box.left + box.right) / 2, bottom + 2.9 * FONT), _named(cloud.x_name, cloud.log_x), INK, FONT, "middle"
    )


def _named(name: str, log: bool) -> str:
    return f"{name}, log" if log else name
