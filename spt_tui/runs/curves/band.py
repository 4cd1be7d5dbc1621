"""Several runs as one curve: their mean, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """The mean of some runs at each place of a common grid, with its low and high edge.

    All fields have one length. Where no run has a finite value, `low`, `mean` and `high` are NaN and `count` is 0.
    """

    x: Sequence[float]
    """Rising, in the unit of the axis that the band is drawn along: steps, epochs or seconds."""
    low: Sequence[float]
    """The smallest value, or the mean less a standard deviation."""
    mean: Sequence[float]
    high: Sequence[float]
    """The largest value, or the mean and a standard deviation."""
    count: Sequence[int]
    """Runs that the mean at this place is of."""
