"""A curve without its noise: a moving average that later values pull at."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from itertools import pairwise

from spt_tui.runs.curves.growing import Growing
from spt_tui.runs.curves.series import Series

MOST_FACTOR = 0.999
FOLLOWED_AT_ONCE = 1 << 14
"""Values, two or three milliseconds of work."""


class Smoother:
    """Follows a series with its debiased exponential moving average.

    Of finite values x1, x2, ... the average is s(n) = s(n-1) + (x(n) - s(n-1)) (1 - f) / (1 - f^n), where f is the
    factor: the mean sum f^(n-i) x(i) / sum f^(n-i), in which the first values weigh no more than their share. NaN and
    infinities are left in place and do not touch the average. Where a run was resumed, the average goes on from
    the last row before, as if the rows that were written anew had never been.
    """

    def __init__(self, factor: float) -> None:
        self.factor = min(MOST_FACTOR, max(0.0, factor))
        self.behind = 0
        """Values of the series that are not smoothed yet."""
        self._rows = array("I")
        self._growing: Growing | None = None
        self._smoothed = array("d")
        self._done = 0
        self._average = 0.0
        self._power = 1.0
        """The factor to the power of how many values the average is of."""

    def follow(self, series: Series, most: int = FOLLOWED_AT_ONCE) -> Series | None:
        """Smooth `most` values more of `series`, and return what is smoothed of it; `None` where that is nothing.

        A series of the same file that is longer than the one before costs its new values only. Not for two threads.
        """
        if series.rows is not self._rows or len(series.values) < self._done:
            self._rows = series.rows
            self._start_over()
        stop = min(len(series.values), self._done + most)
        kept = series.kept()
        for number, (before, after) in enumerate(pairwise(kept), 1):
            if before.stop < after.start and self._done <= after.start < stop:
                self._take(series.values[self._done : after.start])
                self._done = after.start
                self._go_back(series, kept[:number])
        self._take(series.values[self._done : stop])
        self._done = stop
        self.behind = len(series.values) - stop
        return self._snapshot(series) if stop else None

    def _start_over(self) -> None:
        self._growing = None
        self._smoothed = array("d")
        self._done = 0
        self._average, self._power = 0.0, 1.0

    def _take(self, values: array[float]) -> None:
        average, power, factor = self._average, self._power, self.factor
        append = self._smoothed.append
        for value in values:
            if math.isfinite(value):
                power *= factor
                pull = (1.0 - factor) / (1.0 - power)
                average = average * (1.0 - pull) + value * pull
                append(average)
            else:
                append(value)
        self._average, self._power = average, power

    def _go_back(self, series: Series, kept: Sequence[range]) -> None:
        """Take the average up where it was after these rows."""
        places = (place for stretch in reversed(kept) for place in reversed(stretch))
        self._average = next((value for place in places if math.isfinite(value := self._smoothed[place])), 0.0)
        self._power = self.factor ** sum(_finite(series, stretch) for stretch in kept)

    def _snapshot(self, series: Series) -> Series:
        if self._growing is None:
            self._growing = Growing(series.name)
            self._growing.values, self._growing.rows = self._smoothed, series.rows
        self._growing.settle(series.axes)
        return self._growing.snapshot(series.axes, series.has_steps)


def _finite(series: Series, stretch: range) -> int:
    """How many finite values a stretch has."""
    marks = series.marks
    first, last = (marks.bisect(place, 0, len(marks)) for place in (stretch.start, stretch.stop))
    return len(stretch) - (last - first)
