"""Round numbers along an axis, and how they are written."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise

from spt_tui.units import number_text

_UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k"))


def round_ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` multiples of 1, 2 or 5 times a power of ten from `low` to `high`; both ends where none is."""
    rough = (high / 2 - low / 2) / max(2, most - 1) * 2
    if not 1e-300 < rough < math.inf:
        return [low, high] if low < high else [low]
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((power * factor for factor in (1, 2, 5) if power * factor >= rough * 0.999), power * 10)
    if step == math.inf:  # the next round number lies beyond the largest float
        return [low, high]
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [tick * step for tick in range(first, last + 1)][: max(3, most)] or [low, high]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Powers of ten between `10**low` and `10**high`, or round numbers where there are no two of them."""
    high = min(high, sys.float_info.max_10_exp)  # an axis can end a little above the largest float
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    if last > first:
        return [10.0**power for power in range(first, last + 1, -(-(last - first + 1) // max(2, most)))]
    bottom, top = 10.0**low, 10.0**high
    return [tick for tick in round_ticks(bottom, top, most) if tick > 0] or [bottom]


def tick_texts(ticks: list[float]) -> list[str]:
    """The shortest texts that tell the ticks apart to a hundredth of their distance, all in one notation."""
    gap = min((abs(b - a) for a, b in pairwise(ticks)), default=abs(ticks[0]) / 1000)
    for write, read in _notations(max(map(abs, ticks))):
        texts = [write(tick) for tick in ticks]
        if all(abs(read(text) - tick) <= gap / 100 for text, tick in zip(texts, ticks, strict=True)):
            return [_tidy(text) for text in texts]
    return [number_text(tick) for tick in ticks]


def log_tick_texts(ticks: list[float]) -> list[str]:
    """Each tick for itself: they span many orders of magnitude."""
    return [number_text(float(f"{tick:.6g}")) for tick in ticks]


def _notations(largest: float) -> Iterator[tuple[Callable[[float], str], Callable[[str], float]]]:
    """Ways to write numbers up to `largest`, and to read them back, the shortest first."""
    if largest == 0 or 1e-3 <= largest < 1e15:
        unit, sign = next(((unit, sign) for unit, sign in _UNITS if largest >= unit), (1.0, ""))
        unit = 1e3 if sign == "k" else unit
        for digits in range(7):
            yield (
                lambda tick, digits=digits: f"{tick / unit:.{digits}f}{sign}",  # type: ignore[misc]
                lambda text: float(text.removesuffix(sign)) * unit,
            )
    for digits in range(8):
        yield lambda tick, digits=digits: f"{tick:.{digits}e}", float  # type: ignore[misc]


def _tidy(text: str) -> str:
    if not any(digit in text for digit in "123456789"):
        return "0"
    return text.replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")
