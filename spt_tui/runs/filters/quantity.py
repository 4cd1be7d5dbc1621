"""What stands behind an operator: numbers, durations, dates.

Each covers a stretch, from where it begins to where the next of its kind does: `2d` the third day, `2026-11` a month, a
number only itself. `=` asks for the whole stretch and `<=` takes it in; `<` and `>` are about where it begins.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Protocol

from spt_tui.runs.record import Value

Stretch = tuple[float, float]
"""Where it begins, and where it ends, exclusive; a single number begins and ends at the same."""

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0, "y": 31_536_000.0}
_PART = re.compile(r"(\d{1,9})(?:\.(\d{1,9}))?([smhdwy])")
_DURATION = re.compile(rf"(?:{_PART.pattern})+")
_THOUSANDS = {"k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_MOST_PERCENT = 1e300
_WHOLE = re.compile(r"[+-]?[0-9]{1,1000}")
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d?)(?:-(\d\d?)(?:[T ](\d\d?)(?::(\d\d)(?::(\d\d))?)?)?)?)?",
    re.ASCII,
)
_LARGEST = (9999, 12, 31, 23, 59, 59)
_DAYS_AGO = {"today": 0, "yesterday": 1}


class Quantity(Protocol):
    """Something to compare numbers with."""

    def stretch(self, now: float) -> Stretch:
        """What it covers at `now`, in epoch seconds."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same at any time."""

    begin: float
    end: float

    def stretch(self, now: float) -> Stretch:
        """What it covers."""
        return self.begin, self.end


@dataclass(frozen=True, slots=True)
class Day:
    """A day by the local clock, so many days ago."""

    ago: int

    def stretch(self, now: float) -> Stretch:
        """From midnight to midnight, in epoch seconds."""
        year, month, day = time.localtime(now)[:3]
        return _moment(year, month, day - self.ago), _moment(year, month, day - self.ago + 1)


def number_in(value: Value) -> float | None:
    """The number that `value` is or spells, NaN and Inf among them; `None` for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if not isinstance(value, str):
        return value
    if _WHOLE.fullmatch(value):
        return int(value)  # a seed of 64 bits is no double
    try:
        return float(value)
    except ValueError:
        return None


def typed_number(text: str) -> float | None:
    """The number that was typed: as `number_in` reads it, or as `2k`, `1.5M`, `10%`; `None` if it is none."""
    number = number_in(text)
    if number is not None:
        return number
    scaled = number_in(text[:-1])
    if scaled is None or scaled != scaled:
        return None
    if text.endswith("%"):
        return scaled / 100 if abs(scaled) < _MOST_PERCENT else None
    factor = _THOUSANDS.get(text[-1:])
    return None if factor is None else scaled * factor


def number(text: str) -> Fixed | None:
    """The number that was typed; `None` for anything else, and for NaN, with which nothing compares."""
    found = typed_number(text)
    return None if found is None or found != found else Fixed(found, found)


def duration(text: str) -> Fixed | None:
    """The seconds of `90`, `2d`, `1h30m`, `1.5h`; units are s, m, h, d, w and y. `None` for anything else."""
    if text.isascii() and text.isdecimal() and len(text) < 16:
        return Fixed(int(text), int(text) + 1)
    if not (text.isascii() and _DURATION.fullmatch(text)):
        return None
    seconds = 0.0
    for whole, fraction, unit in _PART.findall(text):
        seconds += float(f"{whole}.{fraction or 0}") * _UNITS[unit]
        last = _UNITS[unit] / 10 ** len(fraction)
    return Fixed(seconds, seconds + last)


def date(text: str) -> Quantity | None:
    """The local time of `2026`, `2026-11`, `2026-11-01`, `2026-11-01T15:30`, `today`, `yesterday`, in epoch seconds."""
    if text.lower() in _DAYS_AGO:
        return Day(_DAYS_AGO[text.lower()])
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    parts = [int(part) for part in found.groups() if part is not None]
    following = [*parts[:-1], parts[-1] + 1]
    try:
        begin, end = _moment(*parts), _moment(*following)
        if any(part > most for part, most in zip(parts, _LARGEST, strict=False)):
            return None
        return Fixed(begin, end) if list(time.localtime(begin)[: min(3, len(parts))]) == parts[:3] else None
    except (OverflowError, ValueError, OSError):
        return None


def _moment(year: int, month: int = 1, day: int = 1, hour: int = 0, minute: int = 0, second: int = 0) -> float:
    return time.mktime((year, month, day, hour, minute, second, 0, 0, -1))
