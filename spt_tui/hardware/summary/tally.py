"""Figures of a quantity, kept up value by value: what is held does not grow with their number."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from itertools import accumulate

_BINS = 1001
"""One for each tenth of a percent."""
_HIGH_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Spread:
    """How a quantity was spread over its samples, in the quantity's own unit."""

    mean: float
    max: float
    count: int
    """Samples that had a value."""
    p95: float | None = None
    """19 of 20 samples are no higher, to a tenth of a percent; `None` of what is no percentage."""


class Tally:
    """Counts and adds up finite values; `None` is no value."""

    __slots__ = ("count", "max", "total")

    def __init__(self) -> None:
        self.count = 0
        self.total = 0.0
        self.max = -math.inf

    def add(self, value: float | None) -> None:
        """One more sample's value."""
        if value is not None:
            self.count += 1
            self.total += value
            if value > self.max:
                self.max = value

    def add_all(self, other: Tally) -> None:
        """All values of another tally."""
        self.count += other.count
        self.total += other.total
        self.max = max(self.max, other.max)

    def spread(self) -> Spread | None:
        """The figures so far; `None` without a value."""
        if not self.count:
            return None
        mean = min(self.max, self.total / self.count)  # of equal values the quotient can be a rounding error higher
        return Spread(mean, self.max, self.count, self._p95())

    def _p95(self) -> float | None:
        return None


class PercentTally(Tally):
    """Counts percentages by tenths as well. They have to be 0 to 100."""

    __slots__ = ("_bins",)

    def __init__(self) -> None:
        super().__init__()
        self._bins = array("Q", bytes(8 * _BINS))

    def add(self, value: float | None) -> None:
        """One more sample's value."""
        if value is not None:
            Tally.add(self, value)
            self._bins[int(10 * value + 0.5)] += 1

    def add_all(self, other: Tally) -> None:
        """All values of another tally."""
        super().add_all(other)
        if isinstance(other, PercentTally):
            self._bins = array("Q", map(int.__add__, self._bins, other._bins))

    def _p95(self) -> float:
        wanted = _HIGH_SHARE * self.count
        return next(place for place, below in enumerate(accumulate(self._bins)) if below >= wanted) / 10
