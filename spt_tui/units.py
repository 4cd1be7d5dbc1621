"""Numbers as text: bytes, durations, ages, counts, metric values. `None` is always `-`."""

from __future__ import annotations

import math

ABSENT = "-"


def number_text(value: float | None, width: int = 8) -> str:
    """A metric value in at most `width` (7 or more) characters: `0.2314`, `12.4k`, `1.2e-05`, `NaN`, `-Inf`.

    As many significant digits as fit, at most five; integers stay whole while they fit.
    """
    if value is None:
        return ABSENT
    if isinstance(value, int) and len(str(value)) <= width:
        return str(value)
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    if value.is_integer() and abs(value) < 10 ** min(width - 2, 6):
        return str(int(value))
    return next(text for digits in (5, 4, 3, 2, 1) if len(text := _significant(value, digits)) <= width or digits == 1)


def _significant(value: float, digits: int) -> str:
    text = f"{value:.{digits - 1}e}" if 0 < abs(value) < 1e-3 else f"{value:.{digits}g}"
    mantissa, e, exponent = text.partition("e")
    if not e:
        return text
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"


def count_text(value: float | None) -> str:
    """A step or a count in five characters or fewer: `999`, `12.4k`, `1.25M`."""
    if value is None or not math.isfinite(value):
        return ABSENT
    if abs(value) < 10_000:
        return f"{value:.0f}"
    for unit in ("k", "M", "G", "T"):
        value /= 1_000
        if abs(value) >= 999.5 and unit == "T":
            return f"{value * 1e12:.0e}".replace("e+", "e")
        if abs(value) < 999.5:
            digits = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
            return f"{value:.{digits}f}{unit}"
    raise AssertionError("unreachable")


def bytes_text(value: float | None) -> str:
    """Bytes in powers of 1024, five characters or fewer: `512B`, `1.3M`, `61.0G`, `812G`."""
    if value is None:
        return ABSENT
    if value < 1000:
        return f"{value:.0f}B"
    for unit in ("K", "M", "G", "T", "P"):
        value /= 1024
        if value < 999.5 or unit == "P":
            return f"{value:.1f}{unit}" if value < 99.95 else f"{value:.0f}{unit}"
    raise AssertionError("unreachable")


def duration_text(seconds: float | None) -> str:
    """A duration in its two largest units, six characters or fewer: `41s`, `3m20s`, `2h05m`, `3d4h`, `412d`."""
    if seconds is None or not math.isfinite(seconds):
        return ABSENT
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}s"
    if whole < 86_400:
        return f"{whole // 3600}h{whole % 3600 // 60:02d}m"
    days = whole // 86_400
    return f"{days}d{whole % 86_400 // 3600}h" if days < 100 else f"{days}d"


def age_text(seconds: float | None) -> str:
    """An age in its largest unit, four characters or fewer: `now`, `41s`, `3m`, `2h`, `12d`, `3y`.

    A small negative age is a clock that differs from this machine's, and shown as `now`; a large one as `-`.
    """
    if seconds is None or not math.isfinite(seconds) or seconds < -86_400:
        return ABSENT
    if seconds < 1:
        return "now"
    for unit, size in (("s", 60), ("m", 60), ("h", 48), ("d", 1000)):
        if seconds < size:
            return f"{int(seconds)}{unit}"
        seconds /= {"s": 60, "m": 60, "h": 24, "d": 365}[unit]
    return f"{int(seconds)}y"


def counted(number: int, noun: str) -> str:
    """A number and what it counts: `1 run`, `2,204 runs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def percent_text(value: float | None) -> str:
    """A percentage without decimals: `97%`."""
    return ABSENT if value is None or not math.isfinite(value) else f"{value:.0f}%"
