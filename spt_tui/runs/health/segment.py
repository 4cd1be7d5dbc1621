"""The part of a run that goes on now: since it was started, or resumed, the last time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from spt_tui.runs.health.liveness import newest_row_at
from spt_tui.runs.metrics import Metrics
from spt_tui.runs.run import Run


@dataclass(frozen=True, slots=True)
class Segment:
    """Its rows and its time."""

    rows: int
    newest_step: float
    steps: float
    """Steps that it made."""
    seconds: float
    """From its start, the waiting for data and workers included, to its newest row."""

    @classmethod
    def of(cls, metrics: Metrics, run: Run) -> Segment | None:
        """The last segment of a run; `None` if its file gives no steps, or the run no times.

        A resumed run's `created_at` is that of its last start, and its steps fall back to the checkpoint. Where they do
        not, `Run.resumed_at` says from which step on it is this segment.
        """
        series = max(metrics.series, key=lambda each: each.rows[len(each.values) - 1], default=None)
        until = newest_row_at(run)
        if series is None or not metrics.has_steps or run.created_at is None or until is None:
            return None
        newest, numbers = series.rows[len(series.values) - 1], series.axes.steps.numbers
        restarts = series.axes.steps.restarts
        restart = bisect_right(restarts, newest) if series.is_ordered() else 0
        first = restarts[restart - 1] if restart else 0
        if run.resumed_at is not None:
            first = min(bisect_left(numbers, run.resumed_at, first, newest + 1), newest)
        steps, seconds = numbers[newest] - numbers[first] + 1, until - run.created_at
        return cls(newest - first + 1, numbers[newest], steps, seconds) if seconds > 0 and steps > 0 else None

    @property
    def steps_a_second(self) -> float:
        """Its rate."""
        return self.steps / self.seconds

    @property
    def seconds_a_row(self) -> float:
        """The usual time between two rows."""
        return self.seconds / self.rows
