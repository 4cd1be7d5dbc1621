"""The median, without the modules that `statistics` loads."""

from __future__ import annotations

from collections.abc import Iterable


def median(values: Iterable[float]) -> float:
    """The middle one of some values, or the mean of the two; ValueError if there are none."""
    ranked = sorted(values)
    if not ranked:
        raise ValueError("no values")
    high = len(ranked) // 2
    return ranked[high] if len(ranked) % 2 else ranked[high - 1] / 2 + ranked[high] / 2
