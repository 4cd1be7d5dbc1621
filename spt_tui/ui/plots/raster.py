"""Curves as dots: one integer a dot column.

A byte of the integer is one cell, the lowest byte the lowest cell, and holds the dots of the cell in its lowest bits.
So the cells of a column are the integer's bytes, and shifts and masks work on all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from spt_tui.runs.curves.envelope import Envelope
from spt_tui.runs.curves.scale import Scale
from spt_tui.runs.curves.series import Extent

Dots = list[int]


@dataclass(frozen=True, slots=True)
class Grid:
    """The dot rows of some cells."""

    height: int
    """In cells."""
    high: int
    """Dot rows of a cell."""
    bits: tuple[int, ...]
    """Of each dot row from below: its bit in the integer of a column."""
    every: int
    """All bits."""

    @property
    def rows(self) -> int:
        """Dot rows."""
        return self.height * self.high

    def bar(self, low: int, high: int) -> int:
        """The dots from one dot row up to another."""
        return ((2 << self.bits[high]) - (1 << self.bits[low])) & self.every


@lru_cache(maxsize=32)
def grid(height: int, high: int) -> Grid:
    """The grid of `height` cells with `high` dots each."""
    bits = tuple(8 * cell + dot for cell in range(height) for dot in range(high))
    return Grid(height, high, bits, sum(1 << bit for bit in bits))


def raster(envelope: Envelope, scale: Scale, cells: Grid) -> Dots:
    """The dots of a curve: each column from its smallest to its largest value, lines between columns.

    A line breaks where a column holds nothing but NaN or infinities.
    """
    row_of, bar, spans = row_finder(scale, cells), cells.bar, envelope.spans
    dots = [0] * len(spans)
    left, end = -1, 0
    if envelope.entry is not None:
        end = row_of(envelope.entry)
    for column, span in enumerate(spans):
        if span is None:
            continue
        low = high = first = last = row_of(span.low)
        if span.high > span.low:
            high, first, last = row_of(span.high), row_of(span.first), row_of(span.last)
        dots[column] |= bar(low, high)
        if left >= 0:
            if envelope.marks.isdisjoint(range(left + 1, column)):
                _draw_line(dots, cells, left, end, column, first)
        elif envelope.entry is not None and envelope.marks.isdisjoint(range(column)):
            _draw_line(dots, cells, 0, end, column, first)
        left, end = column, last
    joined = left >= 0 or envelope.entry is not None
    if joined and envelope.exit is not None and envelope.marks.isdisjoint(range(left + 1, len(spans))):
        _draw_line(dots, cells, max(0, left), end, len(spans) - 1, row_of(envelope.exit))
    return dots


def fill(extents: list[Extent | None], scale: Scale, cells: Grid) -> Dots:
    """Every fourth dot from low to high of each column: light enough to see a curve on it."""
    row_of = row_finder(scale, cells)
    sparse = [sum(1 << cells.bits[row] for row in range(first, cells.rows, 4)) for first in (0, 2)]
    return [
        cells.bar(row_of(extent.low), row_of(extent.high)) & sparse[column % 2] if extent else 0
        for column, extent in enumerate(extents)
    ]


def row_finder(scale: Scale, cells: Grid) -> Callable[[float], int]:
    """Value -> dot row; values beyond the scale lie at its ends."""
    top = cells.rows - 1
    if scale.log:
        return lambda value: max(0, min(top, int(scale.fraction(value) * top + 0.5)))
    low, length = scale.low / 2, scale.high / 2 - scale.low / 2

    def row_of(value: float) -> int:
        row = int((value / 2 - low) / length * top + 0.5)
        return 0 if row < 0 else top if row > top else row

    return row_of


def _draw_line(dots: Dots, cells: Grid, left: int, low: int, right: int, high: int) -> None:
    """Join (left, low) and (right, high); each column has the part of the line that lies over it."""
    bar = cells.bar
    if right - left == 1:
        middle = (low + high) // 2
        dots[left] |= bar(low, middle) if low < middle else bar(middle, low)
        dots[right] |= bar(middle, high) if middle < high else bar(high, middle)
        return
    if right == left:
        dots[left] |= bar(min(low, high), max(low, high))
        return
    slope = (high - low) / (right - left)
    edges = [low, *(round(low + slope * (place + 0.5)) for place in range(right - left)), high]
    for column, (begin, end) in enumerate(pairwise(edges), left):
        dots[column] |= bar(min(begin, end), max(begin, end))
