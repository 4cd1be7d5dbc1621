"""Where the rows of a metrics file lie: the axes that all its metrics share."""

from __future__ import annotations

import math
import sys
from array import array
from operator import le
from typing import NamedTuple


class Axis:
    """One number a row, appended to only."""

    __slots__ = ("_before", "falls", "gaps", "latest", "numbers", "restarts")

    def __init__(self) -> None:
        self.numbers = array("d")
        self.falls = array("I")
        """The rows whose number is smaller than the last known one before: between two of them the axis rises."""
        self.restarts = array("I")
        """Those of the falls where the file itself says both numbers: where a run was resumed."""
        self.gaps = False
        """True once a row had none."""
        self.latest = math.nan
        """The last number that the file gave; NaN when it gave none."""
        self._before = -math.inf

    @property
    def nbytes(self) -> int:
        """Memory that the numbers take."""
        return sum(map(sys.getsizeof, (self.numbers, self.falls, self.restarts)))

    def extend(self, numbers: array[float], given: array[float] | None = None) -> None:
        """The next rows' numbers; NaN for a row that has none.

        `given` has NaN, too, for each row whose number is not the file's own; without it all of them are.
        """
        if not numbers:
            return
        rising = numbers[0] >= self._before and all(map(le, numbers, numbers[1:]))
        if not rising:
            self._find_falls(numbers, self._before, self.falls)
            self.gaps = self.gaps or any(map(math.isnan, numbers))
        told = given or numbers
        # What came before may be no number of the file, and so rises to one at which the run went on.
        if given is not None or not rising or told[0] < self.latest:
            self._find_falls(told, self.latest, self.restarts)
        self.latest = _last_known(told, self.latest)
        self._before = _last_known(numbers, self._before)
        self.numbers.extend(numbers)

    def _find_falls(self, numbers: array[float], before: float, falls: array[int]) -> None:
        for row, number in enumerate(numbers, len(self.numbers)):
            if number < before:
                falls.append(row)
            before = before if math.isnan(number) else number


def _last_known(numbers: array[float], before: float) -> float:
    return next((number for number in reversed(numbers) if not math.isnan(number)), before)


class Axes(NamedTuple):
    """The axes of a file."""

    steps: Axis
    epochs: Axis

    @property
    def nbytes(self) -> int:
        """Memory that they take."""
        return self.steps.nbytes + self.epochs.nbytes
