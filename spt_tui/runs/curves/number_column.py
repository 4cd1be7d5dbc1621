"""The columns of a metrics file in memory: one thread appends to them while others read what was there."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeVar, overload

Number = TypeVar("Number", int, float)


class NumberColumn(Sequence[Number]):
    """The first `length` numbers of a growing array.

    The array is only ever appended to, so that what a column shows never changes although nothing is copied. It takes
    no memoryview of the array: that would forbid the appends.
    """

    __slots__ = ("_length", "_numbers")

    _numbers: array[Number]

    def __init__(self, numbers: array[Number], length: int) -> None:
        self._numbers = numbers
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> Number: ...
    @overload
    def __getitem__(self, place: slice) -> array[Number]: ...
    def __getitem__(self, place: int | slice) -> Number | array[Number]:
        if isinstance(place, slice):
            start, stop, step = place.indices(self._length)
            return self._numbers[start:stop:step]
        return self._numbers[_inside(place, self._length)]

    def bisect(self, number: Number, low: int, high: int) -> int:
        """The first place from `low` to `high` that holds `number` or more; the column rises between the two."""
        return bisect_left(self._numbers, number, low, high)


class PickedColumn(NumberColumn[float]):
    """A column that is some rows of another: number i is `numbers[rows[i]]`.

    Metrics of one file share the steps of its rows; each keeps the numbers of its rows only.
    """

    __slots__ = ("_rows",)

    def __init__(self, numbers: array[float], rows: array[int], length: int) -> None:
        super().__init__(numbers, length)
        self._rows = rows

    @overload
    def __getitem__(self, place: int) -> float: ...
    @overload
    def __getitem__(self, place: slice) -> array[float]: ...
    def __getitem__(self, place: int | slice) -> float | array[float]:
        if isinstance(place, slice):
            start, stop, step = place.indices(self._length)
            return array("d", map(self._numbers.__getitem__, self._rows[start:stop:step]))
        return self._numbers[self._rows[_inside(place, self._length)]]

    def bisect(self, number: float, low: int, high: int) -> int:
        """The first place from `low` to `high` that holds `number` or more; the column rises between the two."""
        return bisect_left(self._rows, number, low, high, key=self._numbers.__getitem__)


def _inside(place: int, length: int) -> int:
    if place < 0:
        place += length
    if not 0 <= place < length:
        raise IndexError(place)
    return place
