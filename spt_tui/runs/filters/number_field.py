"""Fields that are a number of a run: a count, a duration, a time."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import ne

from spt_tui.runs.catalog import NO_NUMBER, Catalog
from spt_tui.runs.filters.condition import Condition
from spt_tui.runs.filters.expression import ANY, Ask
from spt_tui.runs.filters.interval import Comparison, Interval
from spt_tui.runs.filters.mask import every
from spt_tui.runs.filters.quantity import Quantity
from spt_tui.runs.filters.query_error import QueryError, shown
from spt_tui.runs.run import Run


@dataclass(frozen=True, slots=True)
class Measure:
    """How what stands behind an operator is read."""

    read: Callable[[str], Quantity | None]
    noun: str
    """What it is called, with examples."""


@dataclass(frozen=True, slots=True)
class NumberField:
    """A number of a run."""

    name: str
    number: Callable[[Run, float], float | None]
    """The run's value at a time in epoch seconds; `None` if it has none."""
    numbers: Callable[[Catalog, float], Sequence[float]]
    """The same of all runs, by slot: NaN or `NO_NUMBER` where there is none."""
    measure: Measure
    help: str

    @property
    def has_order(self) -> bool:
        """Numbers are less or more than others."""
        return True

    def condition(self, ask: Ask, key: str) -> Condition:
        """What is asked."""
        if ask.asks_for_any:
            return NumberHolds(self, None)
        quantity = self.measure.read(ask.value)
        if quantity is None:
            message = f"{shown(ask.value)} is no {self.measure.noun}"
            raise QueryError(message, ask.value_start, ask.end, unfinished=True)
        return NumberHolds(self, Comparison("=" if ask.operator == ANY else ask.operator, quantity))


_ANY_NUMBER = Interval(is_outside=True, high=float("-inf"))


@dataclass(frozen=True, slots=True)
class NumberHolds:
    """The number of a field is there and compares so; without a comparison any does."""

    field: NumberField
    comparison: Comparison | None

    def matches(self, run: Run, now: float) -> bool:
        """Whether it holds of `run`."""
        number = self.field.number(run, now)
        return number is not None and self._interval(now).holds(number)

    def among(self, catalog: Catalog) -> Condition:
        """The same: what a run counts does not depend on others."""
        return self

    def mask(self, catalog: Catalog, now: float) -> bytes:
        """Where it holds."""
        numbers = self.field.numbers(catalog, now)
        are_in = self._interval(now).mask(numbers)
        if isinstance(numbers, array) and numbers.typecode == "d":
            return are_in  # no NaN is
        return every([are_in, bytes(map(partial(ne, NO_NUMBER), numbers))], len(are_in))

    def _interval(self, now: float) -> Interval:
        return _ANY_NUMBER if self.comparison is None else self.comparison.interval(now)
