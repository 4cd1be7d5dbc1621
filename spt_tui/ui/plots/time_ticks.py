"""Ticks along an axis of times."""

from __future__ import annotations

import math
import time

from spt_tui.ui.plots.ticks import round_ticks, tick_texts

MINUTE, HOUR, DAY = 60, 3_600, 86_400
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(MINUTE * many for many in (1, 2, 5, 10, 15, 30)),
    *(HOUR * many for many in (1, 2, 3, 6, 12)),
    *(DAY * many for many in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)),
)


def elapsed_ticks(low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    """At most `most` round durations from `low` to `high` seconds, and their texts: `45m`, `1h30m`, `2d`."""
    step = _step(low, high, most)
    if step is None:
        ticks = round_ticks(low, high, most)
        return ticks, [f"{text}s" if text != "0" else text for text in tick_texts(ticks)]
    ticks = _multiples(low, high, step)
    return ticks, [_duration(int(tick)) for tick in ticks]


def wall_ticks(low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    """At most `most` round times of day from `low` to `high` (seconds since 1970, shown in the local time zone)."""
    step = _step(low, high, most)
    try:
        offset = time.localtime(low).tm_gmtoff
        if step is None or time.localtime(high).tm_year > 9999:
            raise ValueError
        ticks = [tick - offset for tick in _multiples(low + offset, high + offset, step)]
        return ticks, [_moment(tick, step, high - low) for tick in ticks]
    except (ValueError, OverflowError, OSError):  # no time of day, or too short a time to have one
        ticks = round_ticks(low, high, most)
        return ticks, tick_texts(ticks)


def _step(low: float, high: float, most: int) -> int | None:
    rough = (high - low) / max(2, most)
    return None if not rough >= 0.5 else next((step for step in _STEPS if step >= rough), None)


def _multiples(low: float, high: float, step: int) -> list[float]:
    return [float(number * step) for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _duration(seconds: int) -> str:
    sign, rest, text = "-" if seconds < 0 else "", abs(seconds), ""
    for unit, size in (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", 1)):
        count, rest = divmod(rest, size)
        text += f"{count}{unit}" if count else ""
    return sign + text or "0"


def _moment(seconds: float, step: int, length: float) -> str:
    moment = time.localtime(seconds)
    if step >= DAY or (length > DAY and moment.tm_hour == moment.tm_min == 0):
        return time.strftime("%Y-%m-%d" if length > 300 * DAY else "%m-%d", moment)
    return time.strftime("%H:%M:%S" if step < MINUTE else "%H:%M", moment)
