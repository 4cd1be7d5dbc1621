"""Which rows of a file without a column for the GPU are of one moment, and so of different GPUs."""

from __future__ import annotations

from collections import Counter

from spt_tui.hardware.summary.sample_clock import Pace

MOST_PLACES = 64
"""Rows of a moment that are told apart."""


class Moments:
    """Is told the time of each row in turn, and says which of its moment's rows it is."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._last: float | None = None
        self._rows = 0  # of the moment so far
        self._sizes: Counter[int] = Counter()  # of the moments that are over

    def place(self, time: float) -> int:
        """0 for the first row of a moment, 1 for the next; a clock that went backwards is another moment."""
        before, self._last = self._last, time
        if before is not None and 0 <= time - before <= self._pace.closeness:
            self._rows += 1
        else:
            self._sizes[self._rows] += 1
            self._rows = 1
        return min(self._rows, MOST_PLACES) - 1

    @property
    def sizes(self) -> tuple[int, int]:
        """The fewest and the most rows of a moment; the last may be torn, and counts only if it has more."""
        over = [size for size in self._sizes if size]
        return min(over, default=self._rows), max([*over, self._rows])

    @property
    def is_regular(self) -> bool:
        """Whether all moments have as many rows, so that a row's place says which GPU it is of."""
        fewest, most = self.sizes
        return fewest == most <= MOST_PLACES
