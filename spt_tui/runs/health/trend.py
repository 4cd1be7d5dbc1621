"""Where a metric is going: a slope that single values do not turn."""

from __future__ import annotations

from enum import Enum

from spt_tui.runs.curves.series import Series
from spt_tui.runs.health.kept_rows import KeptRows
from spt_tui.runs.health.median import median

NEWEST_SHARE = 5
"""The newest one in so many values shows the trend,"""
LEAST_VALUES = 8
"""or so many where that is less."""
SAMPLES = 64
"""Values that are looked at."""
LEAST_SHARE = 0.02
"""A change by less of the whole metric's spread is none."""


class Trend(str, Enum):
    """Where a metric is going."""

    RISING = "rising"
    FALLING = "falling"
    FLAT = "flat"
    UNKNOWN = "unknown"
    """Too few finite values."""


def trend(series: Series) -> Trend:
    """The trend of the last fifth of the rows that were not overtaken.

    The medians of its first and its last third (Tukey's resistant line) must differ by more than twice what values
    usually differ from that line, and by a part of the whole metric's spread: noise is flat. Looks at 128 values or
    fewer.
    """
    rows = KeptRows.of(series)
    newest = rows.last(max(LEAST_VALUES, len(rows) // NEWEST_SHARE)).sampled(SAMPLES)
    if len(newest) < LEAST_VALUES // 2:
        return Trend.UNKNOWN
    largest = max(map(abs, (all_sampled := rows.sampled(SAMPLES)) + newest)) or 1.0
    # As parts of the largest: no difference overflows.
    change, noise = _line([value / largest for value in newest])
    if abs(change) <= max(2 * noise, LEAST_SHARE * _spread([value / largest for value in all_sampled])):
        return Trend.FLAT
    return Trend.RISING if change > 0 else Trend.FALLING


def _line(values: list[float]) -> tuple[float, float]:
    """The change from the middle of the first third to that of the last, and the usual distance from the line."""
    third = max(1, len(values) // 3)
    change = median(values[-third:]) - median(values[:third])
    slope = change / (len(values) - third)
    levels = [value - slope * place for place, value in enumerate(values)]
    level = median(levels)
    return change, median([abs(value - level) for value in levels])


def _spread(values: list[float]) -> float:
    """What the values span without their outer tenths, so that one spike counts for nothing."""
    ranked, tenth = sorted(values), len(values) // 10
    return ranked[-1 - tenth] - ranked[tenth]
