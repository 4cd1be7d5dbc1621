"""Curves as dots: one integer a dot column.

A byte of the integer is one cell, the lowest byte the lowest cell, and holds the dots of the cell in its lowest bits.
So the cells of a column are the integer's bytes, and shifts and masks work on all of them at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf, log10

from spt_tui.runs.curves.envelope import Envelope
from spt_tui.runs.curves.quick_numbers import is_quick, reach
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
    bottoms: tuple[int, ...]
    """Of each dot row: its bit alone."""
    tops: tuple[int, ...]
    """Of each dot row: the bit above it."""

    @property
    def rows(self) -> int:
        """Dot rows."""
        return self.height * self.high

    def bar(self, low: int, high: int) -> int:
        """The dots from one dot row up to another."""
        return (self.tops[high] - self.bottoms[low]) & self.every


@lru_cache(maxsize=32)
def grid(height: int, high: int) -> Grid:
    """The grid of `height` cells with `high` dots each."""
    bits = tuple(8 * cell + dot for cell in range(height) for dot in range(high))
    bottoms, tops = tuple(1 << bit for bit in bits), tuple(2 << bit for bit in bits)
    return Grid(height, high, bits, sum(bottoms), bottoms, tops)


def raster(envelope: Envelope, scale: Scale, cells: Grid) -> Dots:
    """The dots of a curve: each column from its smallest to its largest value, lines between columns.

    A line breaks where a column holds nothing but NaN or infinities.
    """
    tops, bottoms, every = cells.tops, cells.bottoms, cells.every
    rows = _quick_reach(envelope, scale, cells) or _reach(envelope, row_finder(scale, cells))
    return [tops[high] - bottoms[low] & every if high >= 0 else 0 for low, high in zip(*rows, strict=True)]


def _quick_reach(envelope: Envelope, scale: Scale, cells: Grid) -> tuple[list[int], list[int]] | None:
    """The same as `_reach` for a curve without gaps; `None` where that is not faster."""
    columns = envelope.columns
    has_ends = envelope.entry is not None or envelope.exit is not None
    if has_ends or not is_quick(len(columns)) or columns[-1] - columns[0] >= len(columns):
        return None
    ends = [envelope.firsts, envelope.lasts, envelope.lows, envelope.highs]
    if scale.log:
        logarithm = log10 if min(envelope.lows) > 0 else _logarithm
        ends = [array("d", list(map(logarithm, values))) for values in ends]
    found = reach(ends, scale.low / 2, scale.high / 2 - scale.low / 2, cells.rows - 1)
    before, after = [-1] * columns[0], [-1] * (envelope.width - 1 - columns[-1])
    lows, highs = ([*before, *rows, *after] for rows in found)
    return lows, highs


def _logarithm(value: float) -> float:
    """Not NumPy's, which may differ in the last bit; what is not above 0 lies below any scale."""
    return log10(value) if value > 0 else -inf


def _reach(envelope: Envelope, row_of: Callable[[float], int]) -> tuple[list[int], list[int]]:
    """From which dot row up to which a curve reaches in each column: what it has there is in one piece. -1: nowhere."""
    lows, highs = [-1] * envelope.width, [-1] * envelope.width
    marks, left, end, free = envelope.marks, 0, -1, 0
    if envelope.entry is not None:
        end = row_of(envelope.entry)
    numbers = zip(envelope.columns, envelope.firsts, envelope.lasts, envelope.lows, envelope.highs, strict=True)
    for column, first, last, low, high in numbers:
        start = stop = lows[column] = highs[column] = row_of(low)
        if high > low:
            start, stop, highs[column] = row_of(first), row_of(last), row_of(high)
        if end >= 0 and not (marks and any(map(marks.__contains__, range(free, column)))):
            _join(lows, highs, left, end, column, start)
        left, end, free = column, stop, column + 1
    if end >= 0 and envelope.exit is not None and marks.isdisjoint(range(free, envelope.width)):
        _join(lows, highs, left, end, envelope.width - 1, row_of(envelope.exit))
    return lows, highs


def _join(lows: list[int], highs: list[int], left: int, start: int, right: int, stop: int) -> None:
    """Draw the line from dot row `start` of the column `left` to `stop` of `right`; each column has its part of it."""
    if right - left == 1:
        middle = (start + stop) // 2
        _widen(lows, highs, left, start, middle)
        _widen(lows, highs, right, middle, stop)
        return
    slope = (stop - start) / (right - left) if right > left else 0.0
    edges = [start, *(round(start + slope * (place + 0.5)) for place in range(right - left)), stop]
    for column, (begin, end) in enumerate(pairwise(edges), left):
        _widen(lows, highs, column, begin, end)


def _widen(lows: list[int], highs: list[int], column: int, one: int, other: int) -> None:
    """Let a column reach from one dot row to another, too."""
    if one > other:
        one, other = other, one
    if one < lows[column] or highs[column] < 0:
        lows[column] = one
    if other > highs[column]:
        highs[column] = other


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
