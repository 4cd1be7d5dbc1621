"""The ends of many stretches of numbers at once, with NumPy. Not a dependency: see `quick_numbers`."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np


def column_ends(values: array[float], places: Sequence[int]) -> tuple[array[int], list[array[float]]]:
    """The columns that have values, and the first, last, smallest and largest value of each.

    Column i has the finite values from the i-th of the rising places up to the next one; `values` begin at the first.
    """
    numbers, edges = np.frombuffer(values, np.float64), np.asarray(places, np.int64) - places[0]
    columns = np.flatnonzero(edges[:-1] < edges[1:])
    starts, stops = edges[columns], edges[columns + 1]
    lows, highs = np.minimum.reduceat(numbers, starts), np.maximum.reduceat(numbers, starts)
    found = array("i")
    found.frombytes(columns.astype(np.int32).tobytes())
    return found, [_array(each) for each in (numbers[starts], numbers[stops - 1], lows, highs)]


def _array(numbers: Any) -> array[float]:
    found = array("d")
    found.frombytes(numbers.tobytes())
    return found


def reach(ends: Sequence[array[float]], low: float, length: float, top: int) -> tuple[list[int], list[int]]:
    """The lowest and the highest row of each column, with its share of the lines to the columns beside it.

    `ends` are the first, last, smallest and largest values of columns side by side. A value lies in row
    `(value / 2 - low) / length * top`, rounded, and from 0 to `top` in any case.
    """
    rows = (np.frombuffer(each, np.float64) / 2 for each in ends)
    firsts, lasts, lows, highs = (np.clip((row - low) / length * top + 0.5, 0, top).astype(np.int64) for row in rows)
    middles = (lasts[:-1] + firsts[1:]) // 2
    for side in (slice(None, -1), slice(1, None)):
        np.minimum(lows[side], middles, out=lows[side])
        np.maximum(highs[side], middles, out=highs[side])
    return lows.tolist(), highs.tolist()


def places(rising: array[float], numbers: Sequence[float], first: int) -> list[int]:
    """For each of some numbers the first place in `rising` that holds so much or more; `first` is that of its first."""
    found: list[int] = (
        np.frombuffer(rising, np.float64).searchsorted(np.asarray(numbers, np.float64)) + first
    ).tolist()
    return found
