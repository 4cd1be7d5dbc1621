"""What one metric's history says of it: NaN, diverged, on a plateau."""

from __future__ import annotations

import math
from dataclasses import dataclass

from spt_tui.runs.curves.series import Series
from spt_tui.runs.health.divergence import distance_text, is_diverged
from spt_tui.runs.health.kept_rows import KeptRows
from spt_tui.runs.health.median import median
from spt_tui.runs.health.odd_values import OddValues
from spt_tui.runs.health.thresholds import Thresholds
from spt_tui.runs.health.verdict import Kind, Verdict
from spt_tui.units import number_text

_OPENING = 5
"""The median of so many first values is what a metric was at the start; of fewer where there are not ten times more."""


def not_finite(series: Series) -> Verdict | None:
    """NaN or infinite, if its newest value is so, and since when there was none that is finite."""
    odd = OddValues.of(series)
    if odd is None or odd.since is None:
        return None
    step = series.steps[odd.since]
    return Verdict(
        Kind.NAN, step, f"{series.name} is {number_text(series.last)} since step {step_text(step)}", series.name
    )


@dataclass(frozen=True, slots=True)
class Course:
    """The figures that a metric is judged by; all finite."""

    rows: KeptRows
    downwards: bool
    """Small is good."""
    began: float
    best: float
    now: float
    """The best of its newest values."""

    @classmethod
    def of(cls, series: Series, downwards: bool, limits: Thresholds) -> Course | None:
        """`None` for a metric with too few values to judge by; `downwards` if small is good."""
        rows = KeptRows.of(series)
        newest = max(limits.recent_values, int(len(rows) * limits.recent_share))
        if len(rows) < 2 * limits.recent_values:
            return None
        opening = rows.first(max(1, min(_OPENING, len(rows) // 10))).sampled(_OPENING)
        whole, recent = rows.extent, rows.last(newest).extent
        if not opening or whole is None or recent is None:
            return None
        side = 0 if downwards else 1
        return cls(rows, downwards, median(opening), whole[side], recent[side])

    @property
    def series(self) -> Series:
        """The metric."""
        return self.rows.series

    def step(self, place: int) -> float:
        """The step of a place in the series."""
        return self.series.steps[place]


def diverged(course: Course, limits: Thresholds) -> Verdict | None:
    """Diverged, if even the best of the newest values is; since the last one that was not."""
    best, downwards, series, rows = course.best, course.downwards, course.series, course.rows
    if not is_diverged(best, course.now, course.began, downwards, limits):
        return None
    at_best, good = rows.first_reaching(best, downwards), rows.last_reaching(_limit(course, limits), downwards)
    where = "" if at_best is None else f" at step {step_text(course.step(at_best))}"
    since = None if good is None else course.step(rows.after(good))
    reason = f"{series.name} {_loss_text(course)} ({number_text(best)}{where})"
    return Verdict(Kind.DIVERGED, since, reason, series.name)


def _limit(course: Course, limits: Thresholds) -> float:
    """Up to where it is well: the ratio to a best above 0, else what it was at the start."""
    if course.best <= 0:
        return course.began
    if course.downwards:
        return min(course.best * limits.diverged_ratio, course.now)
    return max(course.best / limits.diverged_ratio, course.now)


def _loss_text(course: Course) -> str:
    if course.best <= 0:
        return f"is {number_text(course.now)}, at its start it was {number_text(course.began)}, at its best"
    last = course.series.last
    return distance_text(last if math.isfinite(last) else course.now, course.best)


def plateau(course: Course, limits: Thresholds) -> Verdict | None:
    """On a plateau, if it came near to its best long ago, and has not become better since."""
    series, rows = course.series, course.rows
    least = limits.plateau_gain * min(2 * abs(course.began / 2 - course.best / 2), abs(course.best))
    near = course.best + least if course.downwards else course.best - least
    place = rows.first_reaching(near, course.downwards) if math.isfinite(near) else None
    if place is None:
        return None
    since, first, last = course.step(place), course.step(rows.stretches[0].start), series.steps[-1]
    if last - since < max(limits.plateau_steps, limits.plateau_share * (last - first)):
        return None
    text = f"{series.name} has not improved on {number_text(course.best)} for {step_text(last - since)} steps"
    return Verdict(Kind.PLATEAU, since, text, series.name)


def step_text(step: float) -> str:
    """A step in full: `12,400`."""
    return f"{step:,.0f}" if abs(step) < 1e15 else f"{step:.0e}"
