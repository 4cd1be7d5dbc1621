"""Numbers in as few digits as they are worth for a line of JSON, and values of JSON that can be anything."""

from __future__ import annotations

import math
from dataclasses import dataclass

from spt_tui.text import clean

_HIGHEST = 1e18
"""No counter of any device gets there: what is higher is damage."""


@dataclass(frozen=True, slots=True)
class Unit:
    """How a number is written: in units of `size`, to `digits` decimals."""

    size: int = 1
    digits: int = 0
    is_whole: bool = True
    """It is an `int` again when it is read."""

    def pack(self, value: float | None) -> float | None:
        """The number to write; `None` where there is none, or none that is finite."""
        if value is None or not math.isfinite(value) or abs(value) > _HIGHEST:
            return None
        packed = round(value / self.size, self.digits) if self.digits else round(value / self.size)
        return int(packed) if packed == int(packed) else packed

    def unpack(self, packed: object) -> float | None:
        """The number that was written; `None` for anything else."""
        if (value := number(packed)) is None:
            return None
        if self.is_whole:
            return value * self.size if type(value) is int else round(value * self.size)
        return float(value * self.size)


WHOLE = Unit()
ROUNDED = Unit(is_whole=False)
TENTHS = Unit(digits=1, is_whole=False)
HUNDREDTHS = Unit(digits=2, is_whole=False)
MEBIBYTES = Unit(1 << 20)
KIBIBYTES_A_SECOND = Unit(1 << 10, is_whole=False)
MEBIBYTES_A_SECOND = Unit(1 << 20, is_whole=False)
TENTHS_OF_MEBIBYTE = Unit(1 << 20, digits=1, is_whole=False)


def number(value: object) -> float | None:
    """`value` if it is a number that a device could have told. True and False are none."""
    if type(value) is int or type(value) is float:
        return value if -_HIGHEST <= value <= _HIGHEST else None
    return None


def whole(value: object) -> int | None:
    """`value` as a whole number, if it is a number."""
    found = number(value)
    return None if found is None else int(found)


def text(value: object) -> str:
    """`value` cleaned if it is text, else empty."""
    return clean(value) if isinstance(value, str) else ""


_LEVELS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PERCENT = {character: round(level / 0.35, 1) for level, character in enumerate(_LEVELS)}


def pack_percents(percents: tuple[float, ...]) -> str:
    """One character each, in 36 steps from 0 to 100: `0` is none, `z` is all."""
    return "".join(_LEVELS[round(min(100.0, max(0.0, percent)) * 0.35)] for percent in percents)


def unpack_percents(packed: object) -> tuple[float, ...]:
    """What `pack_percents` wrote, each to the nearest three percent; empty for anything else."""
    if not isinstance(packed, str):
        return ()
    percents = [_PERCENT[character] for character in packed if character in _PERCENT]
    return tuple(percents) if len(percents) == len(packed) else ()
