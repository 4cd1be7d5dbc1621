"""Comparing numbers with a quantity: one number, or those of all runs at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq, ge, gt, le, lt
from typing import NamedTuple

from spt_tui.runs.filters.mask import every, inverse
from spt_tui.runs.filters.quantity import Quantity


class Interval(NamedTuple):
    """The numbers between two, or all others; NaN is neither. At least one of the two is there."""

    low: float | None = None
    high: float | None = None
    has_low: bool = True
    """The lowest number is one of them."""
    has_high: bool = False
    is_outside: bool = False
    """The others are meant."""

    def holds(self, number: float) -> bool:
        """Whether a number is one of them."""
        return number == number and self.is_outside is not all(test(number) for test in self._tests())

    def mask(self, numbers: Sequence[float]) -> bytes:
        """A byte a number, 1 for one of them. A hundred thousand take 3 to 9 ms."""
        inside = every([bytes(map(test, numbers)) for test in self._tests()], len(numbers))
        return every([inverse(inside), bytes(map(eq, numbers, numbers))], len(numbers)) if self.is_outside else inside

    def _tests(self) -> Iterator[Callable[[float], bool]]:
        # No step of these is Python's own, and whole numbers of any size compare as they are.
        if self.low is not None:
            yield partial(le if self.has_low else lt, self.low)
        if self.high is not None:
            yield partial(ge if self.has_high else gt, self.high)


@dataclass(frozen=True, slots=True)
class Comparison:
    """An operator and what stands behind it."""

    operator: str
    quantity: Quantity

    def interval(self, now: float) -> Interval:
        """The numbers that pass at `now`, in epoch seconds."""
        begin, end = self.quantity.stretch(now)
        is_point = begin == end
        if self.operator == "<":
            return Interval(high=begin)
        if self.operator == "<=":
            return Interval(high=end, has_high=is_point)
        if self.operator in (">", ">="):
            return Interval(low=begin, has_low=self.operator == ">=")
        return Interval(begin, end, has_high=is_point, is_outside=self.operator == "!=")
