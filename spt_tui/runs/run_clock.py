"""When a run was at its steps, as its times and its metrics tell."""

from __future__ import annotations

from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.health.segment import Segment
from spt_tui.runs.metrics import Metrics
from spt_tui.runs.run import Run


def run_clock(run: Run, metrics: Metrics) -> StepClock | None:
    """The clock through the last start of a run and its newest row; `None` if its files do not tell them.

    What lies before the last start is placed as if the run had always been as fast: times are approximate.
    """
    segment = Segment.of(metrics, run)
    if segment is None or run.created_at is None:
        return None
    start = segment.newest_step + 1 - segment.steps
    return StepClock.of([(start, run.created_at), (segment.newest_step, run.created_at + segment.seconds)])
