"""What a filter asks of a recorded value: numbers and truths compare as such, whatever the sidecar stored."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import ne
from typing import Protocol

from spt_tui.runs.filters.interval import Interval
from spt_tui.runs.filters.mask import every, some
from spt_tui.runs.filters.match import TextMatch, equal_to
from spt_tui.runs.filters.quantity import number_in, typed_number
from spt_tui.runs.record import Value
from spt_tui.runs.vectors.number_vector import Numbers
from spt_tui.runs.vectors.vector import Vector

_TRUTHS = {"true": True, "false": False}
_HIGHEST_BYTE = 7 if sys.byteorder == "little" else 0
_MAY_BE_NAN = bytes(byte & 0x7F == 0x7F for byte in range(256))
"""By the highest byte of a double: the exponent of one that is NaN is all ones."""
_WHOLE = 2
_IS_NUMBER = bytes(kind in (1, _WHOLE) for kind in range(256))
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
        if isinstance(numbers, array) and 1 not in numbers.tobytes()[_HIGHEST_BYTE::8].translate(_MAY_BE_NAN):
            return bytes(len(numbers))
        return bytes(map(ne, numbers, numbers))


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """A test of a value that is there."""

    numbers: NumberTest | None
    """The numbers that pass; `None`: those whose spelling does."""
    others: Callable[[Value], bool]
    """A test of what is no number, or of all if numbers are told by their spelling."""
    spelling: TextMatch | None = None
    """What `others` asks of the spelling of a number; `None`: something else."""

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
        if not isinstance(store, Numbers) or (self.numbers is None and self.spelling is None):
            return vector.mask(self, size)
        are_in = self._of_numbers(store, size).ljust(size, b"\0")
        are_numbers = bytes(store.kinds[:size]).translate(_IS_NUMBER).ljust(size, b"\0")
        odd = bytearray(size)
        for slot, value in store.odd.items():
            if slot < size:
                odd[slot] = self(value)
        return some([every([are_in, are_numbers], size), bytes(odd)], size)

    def _of_numbers(self, store: Numbers, size: int) -> bytes:
        if self.numbers is not None:
            return self.numbers.mask(store.values[:size])
        assert self.spelling is not None
        return self.spelling.mask(_spelled_numbers(store, size))


def _spelled_numbers(store: Numbers, size: int) -> list[str]:
    kinds = store.kinds[:size]
    if kinds.count(_WHOLE):
        return [str(int(value) if kind == _WHOLE else value) for kind, value in zip(kinds, store.values, strict=False)]
    return list(map(repr, store.values[:size]))


def value_equal_to(typed: str, is_quoted: bool) -> ValueMatch:
    """Accepts the values that are, or are spelled, as was typed; quoted, only as they are spelled."""
    number = None if is_quoted else typed_number(typed)
    if number is not None and number != number:
        return NAN
    test = None if number is None else _exactly(number)
    return ValueMatch(test, _spelled(typed, is_quoted), equal_to(typed, is_quoted))


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
