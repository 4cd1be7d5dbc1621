"""The numbers of a block of lines, all at once, with NumPy.

Each is the same to the last bit as `float()` gives. A cell of digits with a point or without is read eight digits at a
time (the byte-wise sums of "SIMD within a register") as a whole number below 2^63, which is then divided by a power of
ten in 80-bit arithmetic. Both of these are exact, so the quotient is rounded once to 64 bits, and again to 53. That is
not what one rounding gives only where the first lands halfway between two doubles: such a cell, and every other that
does not look like that, is left to `float()`. One in 2,000 lands there.

Not a dependency: `grid_engine` uses it for large files where NumPy is installed and its long double has 64 bits.
"""

from __future__ import annotations

import sys
from array import array
from typing import Any, NamedTuple

import numpy as np

from spt_tui.runs.curves.cell import number_in

Array = Any
"""An `ndarray`; mypy has to do without NumPy."""

IS_EXACT = np.finfo(np.longdouble).nmant == 63 and sys.byteorder == "little"
"""Whether the numbers are those of `float()` here."""

_COMMA, _LF, _CR, _MINUS = b",\n\r-"
_WORD = 8
"""Digits read at a time."""
_MOST_FRACTION, _MOST_DIGITS = 20, 18
_MOST_LEADING = 900
"""Of 20 digits behind the point, the first four at most: below 2^63 with the others."""
_PADDING = 3 * _WORD
_ONES = np.uint64(0x0101010101010101)
_ZEROS, _POINTS = _ONES * np.uint64(0x30), _ONES * np.uint64(0x2E)
_POWERS = np.array([10**exponent for exponent in range(_MOST_DIGITS + 1)], np.uint64)
_DIVISORS = np.cumprod(np.array([1] + [10] * _MOST_FRACTION, np.longdouble))
_TO_HUNDREDS = (np.uint64(10 << 8 | 1), np.uint64(8), np.uint64(0x00FF00FF00FF00FF))
_TO_TEN_THOUSANDS = (np.uint64(100 << 16 | 1), np.uint64(16), np.uint64(0x0000FFFF0000FFFF))
_TO_MORE_THAN_127 = np.uint64(0x7676767676767676)
"""What a byte above 9 is carried above 127 by."""
_HIGH_BITS = _ONES * np.uint64(0x80)
_TO_WHOLE = (np.uint64(10_000 << 32 | 1), np.uint64(32), np.uint64(0xFFFFFFFF))


class _Cells(NamedTuple):
    """Places in a block, one row of them for each column that is wanted."""

    starts: Array
    ends: Array


class NumberGrid:
    """The cells of some lines, of which the columns that are wanted have been read."""

    def __init__(self, block: bytes, places: list[int], cells: _Cells, first: int) -> None:
        self._block = block
        self._places = {place: number for number, place in enumerate(places)}
        self._first = first
        self._length = cells.starts.shape[1]
        self._starts, self._ends = cells.starts, cells.ends
        filled = cells.ends > cells.starts
        self._filled = np.flatnonzero(filled)
        self._stops = np.concatenate(([0], np.cumsum(np.count_nonzero(filled, axis=1))))
        self._values, odd = _read(block, *(each.ravel()[self._filled] for each in cells))
        self._texts: set[int] = set()
        for cell in np.flatnonzero(odd).tolist():
            self._read_alone(cell)

    def __len__(self) -> int:
        return int(self._length)

    def column(self, place: int) -> list[bytes]:
        """The cells of one column, from top to bottom."""
        number = self._places[place]
        ends = zip(self._starts[number].tolist(), self._ends[number].tolist(), strict=True)
        return [self._block[start:end] for start, end in ends]

    def numbers(self, place: int) -> tuple[array[float], array[int]] | None:
        """The numbers of a column and their rows; `None` when one of its cells holds something else."""
        number = self._places[place]
        if number in self._texts:
            return None
        values, rows = array("d"), array("I")
        values.frombytes(self._values_of(number).tobytes())
        rows.frombytes((self._rows_of(number) + self._first).astype(np.uint32).tobytes())
        return values, rows

    def axis(self, place: int) -> array[float]:
        """A number for each row; NaN where the cell holds none, or one that is not finite."""
        number = self._places[place]
        numbers = np.full(self._length, np.nan)
        numbers[self._rows_of(number)] = self._values_of(number)
        numbers[np.isinf(numbers)] = np.nan
        found = array("d")
        found.frombytes(numbers.tobytes())
        return found

    def _values_of(self, number: int) -> Array:
        return self._values[self._stops[number] : self._stops[number + 1]]

    def _rows_of(self, number: int) -> Array:
        return self._filled[self._stops[number] : self._stops[number + 1]] - number * self._length

    def _read_alone(self, cell: int) -> None:
        place = self._filled[cell]
        value = number_in(self._block[self._starts.flat[place] : self._ends.flat[place]])
        self._values[cell] = np.nan if value is None else value
        if value is None:
            self._texts.add(int(place // self._length))


def grid_in(block: bytes, width: int, places: list[int], first: int) -> NumberGrid | None:
    """The grid of whole lines without quotes, `places` of it rising; `None` if one has not `width` cells (two or more).

    `first` is the number of the first line's row. `None`, too, where no place is wanted: there is nothing to gain.
    """
    if not places:
        return None
    text = np.frombuffer(block, np.uint8)
    is_line_end = text == _LF
    ends = np.flatnonzero(is_line_end | (text == _COMMA))
    lines = np.count_nonzero(is_line_end)
    if len(ends) != lines * width or not is_line_end[ends[width - 1 :: width]].all():
        return None
    starts = np.concatenate(([0], ends[:-1] + 1))
    cells = _Cells(_columns(starts, width, places), _columns(ends, width, places))
    if places[-1] == width - 1:
        _leave_out_cr(text, _Cells(cells.starts[-1], cells.ends[-1]))
    return NumberGrid(block, places, cells, first)


def block_ends(values: array[float], size: int) -> tuple[array[float], array[float]]:
    """Smallest and largest finite number of each whole block of `size`, (inf, -inf) where none is finite."""
    blocks = np.frombuffer(values, np.float64, len(values) // size * size).reshape(-1, size)
    finite = np.isfinite(blocks)
    lows, highs = array("d"), array("d")
    lows.frombytes(np.where(finite, blocks, np.inf).min(axis=1).tobytes())
    highs.frombytes(np.where(finite, blocks, -np.inf).max(axis=1).tobytes())
    return lows, highs


def _columns(cells: Array, width: int, places: list[int]) -> Array:
    return np.ascontiguousarray(cells.reshape(-1, width).T[places])


def _leave_out_cr(text: Array, cells: _Cells) -> None:
    """One carriage return at the end of a line is none of its last cell."""
    cells.ends[...] -= (cells.ends > cells.starts) & (text[cells.ends - 1] == _CR)


def _read(block: bytes, starts: Array, ends: Array) -> tuple[Array, Array]:
    """The number in each of some cells, none of them empty; and whether that has to be read in another way."""
    padded = b"".join((b"\0" * _PADDING, block, b"\0" * _WORD))
    words = np.ndarray(len(padded) - _WORD + 1, "<u8", padded, strides=(1,))
    heads = words[starts + _PADDING]
    is_negative = heads.astype(np.uint8) == _MINUS
    lengths, first = ends - starts, _first_point(heads)
    points = np.minimum(starts + first, ends)
    wholes, fractions = points - starts - is_negative, np.maximum(ends - points - 1, 0)
    whole, odd = _digits(words[points + (_PADDING - _WORD)], wholes)
    odd |= (wholes < 1) | (fractions > _MOST_FRACTION) | (first == _WORD) & (lengths > _WORD)
    odd |= (whole != 0) & (wholes + fractions > _MOST_DIGITS)
    fractions = np.minimum(fractions, _MOST_FRACTION)
    digits = whole * _POWERS[np.minimum(fractions, _MOST_DIGITS)]
    for number in range(3):
        count = np.clip(fractions - number * _WORD, 0, _WORD)
        part, is_odd = _digits(words[ends + (_PADDING - (number + 1) * _WORD)], count)
        odd |= is_odd
        digits += part * _POWERS[number * _WORD]
    odd |= part >= _MOST_LEADING
    quotients = digits.astype(np.longdouble) / _DIVISORS[fractions]
    odd |= quotients.view(np.uint64)[::2] & np.uint64(0x7FF) == 0x400
    values = quotients.astype(np.float64)
    np.negative(values, out=values, where=is_negative)
    return values, odd


def _first_point(words: Array) -> Array:
    """The place of the first point among eight bytes; 8 where there is none."""
    words = words ^ _POINTS
    points = (words - _ONES) & ~words & _HIGH_BITS
    lowest = (points & (~points + np.uint64(1))) >> np.uint64(7)
    return (((lowest - np.uint64(1)) & _ONES) * _ONES >> np.uint64(56)).astype(np.int64)


def _digits(words: Array, counts: Array) -> tuple[Array, Array]:
    """The number that the last `counts` of eight bytes are, and whether one of them is no digit."""
    shifts = (_WORD * (_WORD - counts)).astype(np.uint64)
    words = (words ^ _ZEROS) >> shifts << shifts
    odd = (words + _TO_MORE_THAN_127 | words) & _HIGH_BITS != 0
    for factor, shift, mask in (_TO_HUNDREDS, _TO_TEN_THOUSANDS, _TO_WHOLE):
        words = words * factor >> shift & mask
    return words, odd
