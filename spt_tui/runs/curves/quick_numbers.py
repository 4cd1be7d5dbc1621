"""What NumPy does faster with the numbers of curves, where it is there already or worth its import."""

from __future__ import annotations

from array import array
from types import ModuleType

LEAST_VALUES = 1 << 11
"""Of a curve from which on NumPy finds the ends of its columns faster."""

_numbers: ModuleType | None = None


def least_and_most(values: array[float], starts: array[int]) -> tuple[array[float], array[float]] | None:
    """Smallest and largest of each stretch of finite values; `starts` rise from 0, and a stretch ends where the next
    begins. `None` where there is no fast way.
    """
    if _numbers is None or len(values) < LEAST_VALUES:
        return None
    ends: tuple[array[float], array[float]] = _numbers.least_and_most(values, starts)
    return ends
