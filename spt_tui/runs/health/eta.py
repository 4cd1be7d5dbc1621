"""How long a run still takes."""

from __future__ import annotations

from dataclasses import dataclass

from spt_tui.runs.health.liveness import newest_row_at
from spt_tui.runs.health.rate import rate_text, steps_a_second
from spt_tui.runs.health.segment import Segment
from spt_tui.runs.health.target import (
    MAX_EPOCHS,
    MAX_STEPS,
    MOST_COUNTED,
    Target,
    epoch_steps_in,
    guessed_epoch_steps,
    limit_in,
    seconds_to,
    target_of,
)
from spt_tui.runs.metrics import Metrics
from spt_tui.runs.run import Run, State
from spt_tui.units import counted


@dataclass(frozen=True, slots=True)
class Eta:
    """What is left of a run, as of its newest row. Always approximate."""

    seconds: float | None
    """`None`: that cannot be said, `basis` says why."""
    rate: float | None
    """Steps per second."""
    basis: str
    """What it follows from, or why there is none; a few words, cleaned."""


def remaining(run: Run, metrics: Metrics | None = None, target_steps: float | None = None) -> Eta:
    """What is left of a run that is alive, up to `target_steps`, or else to the limit that its trainer was given.

    With `metrics` at the rate of the segment since the last start; without them a guess from the newest step and the
    start, which is too good for a resumed run unless it is known where it went on.
    """
    if metrics is not None and not metrics.is_whole:
        metrics = None  # its newest row is not yet known
    if run.state is not State.RUNNING:
        return Eta(None, None, f"the run is {run.state.value}")
    step, rate = _step_and_rate(run, metrics)
    if step is None:
        return Eta(None, rate, "its step is not known")
    target = _target(run, metrics, step, target_steps)
    if target is None:
        return Eta(None, rate, _why_no_target(run))
    seconds = seconds_to(target.steps, step, rate)
    pace, is_told = "", metrics is not None or run.resumed_at is not None
    if rate:
        pace = f", {rate_text(rate)}" + (" since its last start" if is_told else " if it was never resumed")
        pace += "" if seconds is not None else ": more than a hundred years"
    return Eta(seconds, rate, target.basis + pace)


def _step_and_rate(run: Run, metrics: Metrics | None) -> tuple[float | None, float | None]:
    segment = Segment.of(metrics, run) if metrics is not None else None
    if segment is not None:
        return segment.newest_step, segment.steps_a_second
    return run.step, None if metrics is not None else steps_a_second(
        run.step, run.created_at, newest_row_at(run), run.resumed_at
    )


def _target(run: Run, metrics: Metrics | None, step: float, wanted: float | None) -> Target | None:
    if wanted is not None:
        return Target(min(wanted, MOST_COUNTED), f"{counted(int(wanted), 'step')} as asked")
    epoch_steps = guessed_epoch_steps(step, run.epoch) if metrics is None else epoch_steps_in(metrics)
    return target_of(limit_in(run.hparams, MAX_STEPS), limit_in(run.hparams, MAX_EPOCHS), epoch_steps)


def _why_no_target(run: Run) -> str:
    if limit_in(run.hparams, MAX_EPOCHS) is not None:
        return "the steps of an epoch are not known before the first has ended"
    return "its trainer has no limit"
