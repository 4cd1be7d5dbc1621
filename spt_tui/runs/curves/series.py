"""One metric's history as a value, and the growing arrays behind it."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from operator import le
from typing import NamedTuple

from spt_tui.runs.curves.number_column import NumberColumn, PickedColumn
from spt_tui.runs.metric_name import lower_is_better

BLOCK = 64
"""Values of which the smallest and largest are kept, so that a plot of a million points looks at few of them."""


class Extent(NamedTuple):
    """The smallest and the largest of some finite values."""

    low: float
    high: float


class Axis:
    """Where the rows of a file lie on one axis: one number a row, appended to only."""

    __slots__ = ("_before", "falls", "gaps", "numbers")

    def __init__(self) -> None:
        self.numbers = array("d")
        self.falls = array("L")
        """The rows whose number is smaller than the last known one before: where a run was resumed."""
        self.gaps = False
        """True once a row had none."""
        self._before = -math.inf

    def extend(self, numbers: array[float]) -> None:
        """The next rows' numbers; NaN for a row that has none."""
        if not numbers:
            return
        rising = numbers[0] >= self._before and all(map(le, numbers, numbers[1:]))
        if not rising:
            self._find_falls(numbers)
        self.numbers.extend(numbers)
        self._before = numbers[-1] if rising else next(filter(_known, reversed(numbers)), self._before)
        self.gaps = self.gaps or (not rising and any(map(math.isnan, numbers)))

    def _find_falls(self, numbers: array[float]) -> None:
        before = self._before
        for row, number in enumerate(numbers, len(self.numbers)):
            if number < before:
                self.falls.append(row)
            before = before if math.isnan(number) else number


def _known(number: float) -> bool:
    return not math.isnan(number)


class Axes(NamedTuple):
    """The axes that all metrics of a file share."""

    steps: Axis
    epochs: Axis


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One metric: the rows that have a value for it, in the order of the file."""

    name: str
    """Cleaned. Two metrics whose names differ in unprintable characters only can share it."""
    values: NumberColumn[float]
    """As `float()` reads them: NaN and infinities are values."""
    steps: NumberColumn[float]
    """The row's step; the row's number where the file gives none."""
    epochs: NumberColumn[float] | None
    """The row's epoch; `None` when a row of this metric has none."""
    marks: NumberColumn[int]
    """Places in `values` that hold NaN or an infinity, rising."""
    nans: int
    """How many of the marks are NaN."""
    extent: Extent | None
    """Of the finite values; `None` when there is none."""
    blocks: tuple[array[float], array[float]]
    """Smallest and largest finite value of each whole block of `BLOCK` values, (inf, -inf) where none is finite."""
    rows: array[int]
    """Row of the file for each value; appended to only, like what follows."""
    axes: Axes

    @property
    def last(self) -> float:
        """The newest value, whatever it is."""
        return self.values[-1]

    @property
    def best(self) -> float | None:
        """The smallest or largest finite value, by the metric's name; `None` when there is none."""
        if self.extent is None:
            return None
        return self.extent.low if lower_is_better(self.name) else self.extent.high

    def extent_of(self, start: int, stop: int) -> Extent | None:
        """Smallest and largest of the finite `values[start:stop]`; `None` when there is none."""
        first, last = -(-start // BLOCK), stop // BLOCK
        if first >= last:
            return extent_of(self.values[start:stop])
        lows, highs = self.blocks
        # The values outside whole blocks, of both ends in one go.
        edges = extent_of(self.values[start : first * BLOCK] + self.values[last * BLOCK : stop])
        within = Extent(min(lows[first:last]), max(highs[first:last]))
        return widest((edges, within if within.low <= within.high else None))

    def rising(self, by_epoch: bool) -> list[int]:
        """Places where the axis falls, with 0 first and the length last: between two of them it never does."""
        axis = self.axes.epochs if by_epoch else self.axes.steps
        length = len(self.values)
        places = {bisect_left(self.rows, row, 0, length) for row in axis.falls[:]}
        return sorted(places | {0, length})


def extent_of(values: array[float]) -> Extent | None:
    """Smallest and largest finite value; `None` when there is none."""
    if not values:
        return None
    if not math.isfinite(sum(values)):
        values = array("d", filter(math.isfinite, values))
        if not values:
            return None
    return Extent(min(values), max(values))


def widest(extents: Iterable[Extent | None]) -> Extent | None:
    """The extent that covers all of these; `None` when there is none."""
    found = [each for each in extents if each is not None]
    return Extent(min(each.low for each in found), max(each.high for each in found)) if found else None


class Growing:
    """The arrays of one series, filled by one thread: `add` values, then `settle`, then take a `snapshot`."""

    __slots__ = ("_blocks", "_epochless", "_extent", "_marks", "_nans", "_seen", "name", "rows", "values")

    def __init__(self, name: str) -> None:
        self.name = name
        self.values = array("d")
        self.rows = array("L")
        self._marks = array("L")
        self._blocks = (array("d"), array("d"))
        self._extent: Extent | None = None
        self._nans = 0
        self._seen = 0
        self._epochless = False

    def settle(self, axes: Axes) -> None:
        """Take note of the values that were added since the last call; `axes` has their rows."""
        start, stop = self._seen, len(self.values)
        if start == stop:
            return
        added = self.values[start:stop]
        if not math.isfinite(sum(added)):
            self._mark(added, start)
        extent = extent_of(added)
        self._extent = widest(each for each in (self._extent, extent) if each is not None)
        if axes.epochs.gaps and not self._epochless:
            self._epochless = any(map(math.isnan, PickedColumn(axes.epochs.numbers, self.rows, stop)[start:]))
        self._seen = stop
        self._fill_blocks()

    def snapshot(self, axes: Axes) -> Series:
        """The series as it is now."""
        length = self._seen
        return Series(
            name=self.name,
            values=NumberColumn(self.values, length),
            steps=PickedColumn(axes.steps.numbers, self.rows, length),
            epochs=None if self._epochless else PickedColumn(axes.epochs.numbers, self.rows, length),
            marks=NumberColumn(self._marks, len(self._marks)),
            nans=self._nans,
            extent=self._whole_extent(),
            blocks=self._blocks,
            rows=self.rows,
            axes=axes,
        )

    def _mark(self, added: array[float], start: int) -> None:
        for place, value in enumerate(added, start):
            if not math.isfinite(value):
                self._marks.append(place)
                self._nans += math.isnan(value)

    def _fill_blocks(self) -> None:
        lows, highs = self._blocks
        blocks = range(len(lows), self._seen // BLOCK)
        extents = [extent_of(self.values[block * BLOCK : (block + 1) * BLOCK]) for block in blocks]
        lows.extend(extent.low if extent else math.inf for extent in extents)
        highs.extend(extent.high if extent else -math.inf for extent in extents)
        self._extent = widest((self._extent, *extents))

    def _whole_extent(self) -> Extent | None:
        tail = self.values[len(self._blocks[0]) * BLOCK :]
        return widest((self._extent, extent_of(tail)))
