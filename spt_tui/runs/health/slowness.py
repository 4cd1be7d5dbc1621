"""Whether a run is slower than the others of its sweep."""

from __future__ import annotations

from spt_tui.runs.health.rate import rate_text
from spt_tui.runs.health.thresholds import Thresholds
from spt_tui.runs.health.verdict import Kind, Verdict


def is_slow(rate: float, usual_rate: float, limits: Thresholds) -> bool:
    """Both in steps per second."""
    return rate < limits.slow_ratio * usual_rate


def slow_verdict(rate: float, usual_rate: float | None, limits: Thresholds) -> Verdict | None:
    """Slow, if a run's steps per second are a small part of its sweep's median."""
    if usual_rate is None or not is_slow(rate, usual_rate, limits):
        return None
    return Verdict(Kind.SLOW, None, f"{rate_text(rate)}, the median of its sweep is {rate_text(usual_rate)}")
