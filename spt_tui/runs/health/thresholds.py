"""The one table of the limits between well and unwell."""

from __future__ import annotations

from dataclasses import dataclass

from spt_tui.runs.run import ALIVE_SECONDS


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on a run is diverged, on a plateau, stalled or slow."""

    diverged_ratio: float = 3.0
    """A loss is so many times its best, or the best of a score is so many times what it is now."""
    diverged_share: float = 0.25
    """And so much of what was gained since the start is lost: the noise round a best near 0 is no divergence."""
    batch_share: float = 0.5
    """And so much of all that it ever was, where only its newest value is known, and that is of a single batch."""
    recent_share: float = 0.1
    """The newest values are this share of all: the best of them counts as what a metric is now."""
    recent_values: int = 3
    """But at least so many, and no metric with fewer than twice as many is judged."""
    plateau_share: float = 0.3
    """Not improved for this share of the run's steps,"""
    plateau_steps: float = 500.0
    """and for so many steps."""
    plateau_gain: float = 0.01
    """An improvement by less than this share of what was gained since the start, or of the best itself, is none."""
    stalled_ratio: float = 5.0
    """No new row for so many times the usual time between two of them,"""
    quiet_seconds: float = ALIVE_SECONDS
    """and for so many seconds."""
    slow_ratio: float = 0.5
    """Fewer than this share of the steps per second that the runs of its sweep have in the median."""
    slow_seconds: float = 600.0
    """Shorter runs are not compared: their start weighs too much."""
    slow_peers: int = 3
    """Runs of a sweep that can be compared, at least, the slow one among them."""


DEFAULT = Thresholds()
"""What the table and the panes judge by."""
