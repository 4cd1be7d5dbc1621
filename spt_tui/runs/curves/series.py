"""One metric's history as a value."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spt_tui.runs.curves.axis import Axes, Axis
from spt_tui.runs.curves.number_column import NumberColumn
from spt_tui.runs.metric_name import lower_is_better

BLOCK = 64
"""Values of which the smallest and largest are kept, so that a plot of a million points looks at few of them."""
MOST_FALLS = 1_000
"""An axis that falls more often is not that of a resumed run, only in another order: no row is overtaken on it."""


class Extent(NamedTuple):
    """The smallest and the largest of some finite values."""

    low: float
    high: float


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
    has_steps: bool
    """Whether the file had given a step by then."""

    @property
    def last(self) -> float:
        """The newest value, whatever it is."""
        return self.values[-1]

    @property
    def best(self) -> float | None:
        """The smallest or largest of the kept finite values, by the metric's name; `None` when there is none."""
        return best_of(self, lower_is_better(self.name))

    @property
    def kept_extent(self) -> Extent | None:
        """Of the finite values that no later row has overtaken; `None` when there is none."""
        return self.extent_in(self.kept())

    def extent_in(self, stretches: Sequence[range]) -> Extent | None:
        """Of the finite values in some stretches of places that lie apart; `None` when there is none."""
        if sum(map(len, stretches)) == len(self.values):
            return self.extent
        return widest(self.extent_of(stretch.start, stretch.stop) for stretch in stretches)

    def extent_of(self, start: int, stop: int) -> Extent | None:
        """Smallest and largest of the finite `values[start:stop]`; `None` when there is none."""
        first, last = -(-start // BLOCK), stop // BLOCK
        if first >= last:
            return extent_of(self.values[start:stop])
        lows, highs = self.blocks
        edges = self.values[start : first * BLOCK] + self.values[last * BLOCK : stop]
        return extent_of(edges + lows[first:last] + highs[first:last])

    def is_ordered(self, by_epoch: bool = False) -> bool:
        """Whether the axis falls at most `MOST_FALLS` times; if not, no row can be looked for along it."""
        return self._count(self._axis(by_epoch).falls) <= MOST_FALLS

    def rising(self, by_epoch: bool) -> list[int]:
        """Places where the axis falls, with 0 first and the length last: between two of them it never does.

        Of an axis without an order those two alone.
        """
        length, falls = len(self.values), self._axis(by_epoch).falls
        known = falls[: self._count(falls)] if self.is_ordered(by_epoch) else ()
        places = {bisect_left(self.rows, row, 0, length) for row in known}
        return sorted(places | {0, length})

    def kept(self, by_epoch: bool = False) -> tuple[range, ...]:
        """The places of `values` that no later row has overtaken, in ranges in which the axis never falls.

        A resumed run goes on from a checkpoint: what it had logged from that step on is no part of how the model came
        about. The steps decide, on either axis; in a file that gives none the epochs do. A restart counts as soon as
        this metric has a row after it. None of the ranges is empty. An axis without an order neither overtakes nor
        parts them.
        """
        starts, column = dict(self._restarts()), self._column(self._epochs_decide)
        edges = sorted({*self.rising(self._epochs_decide), *starts})
        least, found = math.inf, []
        for start, stop in zip(reversed(edges[:-1]), reversed(edges[1:]), strict=True):
            found.append(range(start, column.bisect(least, start, stop)))
            least = min(least, starts.get(start, math.inf))
        cuts = self.rising(by_epoch) if by_epoch is not self._epochs_decide else []
        return tuple(piece for part in reversed(found) for piece in _cut(part, cuts) if piece)

    def restarts(self, by_epoch: bool = False) -> tuple[float, ...]:
        """Where on the axis the run was taken up again, in the order of the file: see `kept`."""
        if by_epoch is self._epochs_decide:
            return tuple(number for _, number in self._restarts())
        column = self._column(by_epoch)
        return tuple(column[place] for place, _ in self._restarts())

    @property
    def _epochs_decide(self) -> bool:
        return not self.has_steps and self.epochs is not None

    def _axis(self, by_epoch: bool) -> Axis:
        return self.axes.epochs if by_epoch else self.axes.steps

    def _count(self, rows: array[int]) -> int:
        """How many of some rising rows of the file are not behind the last one of this series."""
        return bisect_right(rows, self.rows[len(self.values) - 1]) if len(self.values) else 0

    def _column(self, by_epoch: bool) -> NumberColumn[float]:
        return self.epochs if by_epoch and self.epochs is not None else self.steps

    def _restarts(self) -> list[tuple[int, float]]:
        """Of each restart that this metric has rows before and after: the first place after it, and where it began.

        Of several without a row of this metric between them it is the one that began lowest.
        """
        axis = self._axis(self._epochs_decide)
        if not self.is_ordered(self._epochs_decide):
            return []
        length, found = len(self.values), dict[int, float]()
        for row in axis.restarts[: self._count(axis.restarts)]:
            place = bisect_left(self.rows, row, 0, length)
            if place:
                found[place] = min(axis.numbers[row], found.get(place, math.inf))
        return list(found.items())


def _cut(part: range, places: list[int]) -> Iterator[range]:
    """A range in pieces, a new one at each of the places that lie in it."""
    start = part.start
    for place in places[bisect_left(places, part.start + 1) : bisect_left(places, part.stop)]:
        yield range(start, place)
        start = place
    yield range(start, part.stop)


def best_of(series: Series, downwards: bool) -> float | None:
    """The smallest (`downwards`) or the largest of the kept finite values; `None` when there is none."""
    extent = series.kept_extent
    if extent is None:
        return None
    return extent.low if downwards else extent.high


def extent_of(values: Sequence[float]) -> Extent | None:
    """Smallest and largest finite value; `None` when there is none."""
    if not values:
        return None
    if not math.isfinite(sum(values)):
        values = list(filter(math.isfinite, values))
        if not values:
            return None
    return Extent(min(values), max(values))


def widest(extents: Iterable[Extent | None]) -> Extent | None:
    """The extent that covers all of these; `None` when there is none."""
    found = [each for each in extents if each is not None]
    if len(found) < 2:
        return found[0] if found else None
    lows, highs = zip(*found, strict=True)
    return Extent(min(lows), max(highs))
