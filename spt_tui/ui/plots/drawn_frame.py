"""What every picture of a plot has: its size, its title, a frame with ticks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len

from spt_tui.export.drawing import Point, Shape, Stroke, Words
from spt_tui.ui.plots.fitting import cut
from spt_tui.ui.plots.frame import Ticks

WIDTH, HEIGHT = 900, 540
LEAST_WIDTH, LEAST_HEIGHT = 320, 200
"""A smaller picture has no room for its axes."""
INK, SOFT, GRID = "#222222", "#666666", "#e3e3e3"
MARGIN = 14.0
FONT, SMALL = 12.0, 11.0
TITLE = 15.0
TITLE_HEIGHT = TITLE + 10
CELL = 0.6
"""Width of a character as a share of the font's size: more than most have."""
PIXELS_A_CELL, PIXELS_A_LINE = 8, 17
"""For the number of ticks: as many as in a terminal of that size."""


class Box(NamedTuple):
    """A rectangle, in pixels from the left and from the top."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels down."""
        return self.bottom - self.top


def heading(title: str, width: float) -> Iterator[Shape]:
    """The title at the top of a page, if there is one."""
    if title:
        text = cut(title, cells_in(width - 2 * MARGIN, TITLE))
        yield Words(Point(MARGIN, MARGIN + TITLE), text, INK, TITLE, bold=True)


def axes(box: Box, x: Ticks, y: Ticks) -> Iterator[Shape]:
    """Grid lines with their texts, and the frame."""
    for fraction, text in _on_axis(x):
        place = box.left + fraction * box.width
        yield Stroke((Point(place, box.top), Point(place, box.bottom)), GRID)
        last = box.right + MARGIN - cell_len(text) * CELL * FONT / 2  # where it still ends on the page
        yield Words(Point(min(place, last), box.bottom + 1.4 * FONT), text, SOFT, FONT, "middle")
    for fraction, text in _on_axis(y):
        place = box.bottom - fraction * box.height
        yield Stroke((Point(box.left, place), Point(box.right, place)), GRID)
        yield Words(Point(box.left - 5, place + 0.35 * FONT), text, SOFT, FONT, "end")
    corners = (
        Point(box.left, box.top),
        Point(box.right, box.top),
        Point(box.right, box.bottom),
        Point(box.left, box.bottom),
    )
    yield Stroke((*corners, corners[0]), SOFT)


def _on_axis(ticks: Ticks) -> Iterator[tuple[float, str]]:
    for fraction, text in zip(ticks.fractions, ticks.texts, strict=True):
        if -1e-6 <= fraction <= 1 + 1e-6:
            yield min(1.0, max(0.0, fraction)), text


def cells_in(width: float, size: float) -> int:
    """Characters of a font size that fit into some pixels."""
    return int(width / (CELL * size))


def ticks_room(width: float) -> int:
    """Cells of a terminal that are as wide as some pixels."""
    return int(width / PIXELS_A_CELL)


def lines_in(height: float) -> int:
    """Lines of a terminal that are as high as some pixels."""
    return int(height / PIXELS_A_LINE)
