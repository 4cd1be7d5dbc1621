"""Smallest and largest numbers of many stretches at once, with NumPy. Not a dependency: see `quick_numbers`."""

from __future__ import annotations

from array import array

import numpy as np


def least_and_most(values: array[float], starts: array[int]) -> tuple[array[float], array[float]]:
    """Of each stretch of finite values from one of the rising `starts` (int64) to the next, or to the end."""
    numbers, places = np.frombuffer(values, np.float64), np.frombuffer(starts, np.int64)
    lows, highs = array("d"), array("d")
    lows.frombytes(np.minimum.reduceat(numbers, places).tobytes())
    highs.frombytes(np.maximum.reduceat(numbers, places).tobytes())
    return lows, highs
