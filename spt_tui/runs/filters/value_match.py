"""What a filter asks of a recorded value: numbers and truths compare as such, whatever the sidecar stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from operator import ne
from typing import Protocol

from spt_tui.runs.filters.interval import Interval
from spt_tui.runs.filters.mask import every, some
from spt_tui.runs.filters.match import equal_to
from spt_tui.runs.filters.quantity import number_in, typed_number
from spt_tui.runs.record import Value
from spt_tui.runs.vectors.number_vector import Numbers
from spt_tui.runs.vectors.vector import Vector

_TRUTHS = {"true": True, "false": False}
_IS_NUMBER = bytes(kind in (1, 2) for kind in range(256))
"""Of `Numbers.kinds`."""


class NumberTest(Protocol):
    """A test of numbers: `Interval` is one."""

    def holds(self, number: float) -> bool:
        """Whether a number passes."""

    def mask(self, numbers: Sequence[float]) -> bytes:
        """A byte a number, 1 for one that passes."""


class IsNan:
    """The numbers that are none."""

    def holds(self, number: float) -> bool:
        """Whether it is NaN."""
        return number != number

    def mask(self, numbers: Sequence[float]) -> bytes:
        """A byte a number, 1 for NaN."""
        if not isnan(sum(numbers)):  # one NaN makes all of it NaN; so do two infinities, which costs a little time
            return bytes(len(numbers))
        return bytes(map(ne, numbers, numbers))


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """A test of a value that is there."""

    numbers: NumberTest | None
    """The numbers that pass; `None`: those whose spelling does."""
    others: Callable[[Value], bool]
    """A test of what is no number, or of all if numbers are told by their spelling."""

    def __call__(self, value: Value) -> bool:
        """Whether `value` passes."""
        if self.numbers is not None:
            number = number_in(value)
            if number is not None:
                return self.numbers.holds(number)
        return self.others(value)

    def mask(self, vector: Vector, size: int) -> bytes:
        """A byte a slot for the first `size`, 1 where there is a value that passes."""
        store = vector.store
        if self.numbers is None or not isinstance(store, Numbers):
            return vector.mask(self, size)
        are_in = self.numbers.mask(store.values[:size]).ljust(size, b"\0")
        are_numbers = bytes(store.kinds[:size]).translate(_IS_NUMBER).ljust(size, b"\0")
        odd = bytearray(size)
        for slot, value in store.odd.items():
            if slot < size:
                odd[slot] = self(value)
        return some([every([are_in, are_numbers], size), bytes(odd)], size)


def value_equal_to(typed: str, is_quoted: bool) -> ValueMatch:
    """Accepts the values that are, or are spelled, as was typed; quoted, only as they are spelled."""
    number = None if is_quoted else typed_number(typed)
    if number is not None and number != number:
        return NAN
    return ValueMatch(None if number is None else _exactly(number), _spelled(typed, is_quoted))


def other_value(typed: str, is_quoted: bool) -> ValueMatch:
    """Accepts all other values but NaN."""
    number = None if is_quoted else typed_number(typed)
    is_same = _spelled(typed, is_quoted)
    outside = None if number is None else _exactly(number)._replace(is_outside=True)
    return ValueMatch(outside, lambda value: not (NAN(value) or is_same(value)))


def number_within(interval: NumberTest) -> ValueMatch:
    """Accepts the numbers in an interval, and nothing else."""
    return ValueMatch(interval, _nothing)


def _nothing(value: Value) -> bool:
    return False


NAN = ValueMatch(IsNan(), _nothing)
"""Accepts NaN, and texts that spell it."""


def _exactly(number: float) -> Interval:
    return Interval(number, number, has_high=True)


def _spelled(typed: str, is_quoted: bool) -> Callable[[Value], bool]:
    text = equal_to(typed, is_quoted)
    truth = None if is_quoted else _TRUTHS.get(typed.lower())
    if truth is not None:
        return lambda value: value is truth or (isinstance(value, str) and _TRUTHS.get(value.lower()) is truth)
    return lambda value: any(map(text, _spellings(value)))


def _spellings(value: Value) -> tuple[str, ...]:
    """How `value` may be typed: as JSON writes it, or as Python does."""
    if value is None:
        return ("null", "None", "none")
    if isinstance(value, bool):
        return (str(value), str(value).lower())
    return (str(value),)
