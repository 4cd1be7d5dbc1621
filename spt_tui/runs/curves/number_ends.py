"""The ends of many stretches of numbers at once, with NumPy. Not a dependency: see `quick_numbers`."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np


def least_and_most(values: array[float], starts: array[int]) -> tuple[array[float], array[float]]:
    """Of each stretch of finite values from one of the rising `starts` (int64) to the next, or to the end."""
    numbers, places = np.frombuffer(values, np.float64), np.frombuffer(starts, np.int64)
    lows, highs = array("d"), array("d")
    lows.frombytes(np.minimum.reduceat(numbers, places).tobytes())
    highs.frombytes(np.maximum.reduceat(numbers, places).tobytes())
    return lows, highs


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
