"""When a loss has run away from its best, or a score has fallen from it."""

from __future__ import annotations

from spt_tui.runs.health.thresholds import Thresholds
from spt_tui.units import number_text


def is_diverged(best: float, now: float, began: float, downwards: bool, limits: Thresholds) -> bool:
    """Whether a metric that was `best` and is `now` is lost; finite values, `downwards` if small is good.

    `began` says what it was at the start: what is lost must be a good part of what was gained since. A ratio to a best
    of 0 or below says nothing: there, more than all of the gain must be lost. The unit of the values does not matter.
    """
    largest = max(map(abs, (best, now, began)))
    if not largest:
        return False
    # As parts of the largest: their differences are finite and differ from 0.
    best, now, began = best / largest, now / largest, began / largest
    lost, gained = (now - best, began - best) if downwards else (best - now, best - began)
    gained = max(0.0, gained)
    if lost <= 0 or lost < limits.diverged_share * gained:
        return False
    if best > 0:
        return now >= limits.diverged_ratio * best if downwards else now * limits.diverged_ratio <= best
    return lost >= (limits.diverged_ratio - 1) * max(gained, -best)


def distance_text(now: float, best: float) -> str:
    """How far a metric is from its best, which is more than 0: `is 6.2 times its best`, `fell to 0.12 of its best`."""
    ratio = now / best
    if ratio < 1:
        return f"fell to {max(0.0, ratio):.2f} of its best"
    return f"is {f'{ratio:,.1f}' if ratio < 1e5 else number_text(ratio)} times its best"
