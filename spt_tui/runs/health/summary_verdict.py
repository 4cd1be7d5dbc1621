"""A run judged by what is known of every run: its newest values, step and times. A guess that costs nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable

from spt_tui.runs.bests import bests, lost_metric
from spt_tui.runs.health.divergence import distance_text
from spt_tui.runs.health.liveness import is_silent, may_write, newest_row_at, silence_text
from spt_tui.runs.health.rate import seconds_a_row, steps_a_second
from spt_tui.runs.health.slowness import slow_verdict
from spt_tui.runs.health.thresholds import DEFAULT
from spt_tui.runs.health.verdict import Kind, Verdict, worst
from spt_tui.runs.metric_directions import IsLower
from spt_tui.runs.metric_name import interest, is_objective, lower_is_better
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run, State
from spt_tui.runs.summary_figures import COUNTERS, LOG_EVERY
from spt_tui.units import number_text

_FINE = Verdict(Kind.OK, None, "the newest values are finite")


def summary_verdict(
    run: Run, now: float, usual_rate: float | None = None, is_lower: IsLower = lower_is_better
) -> Verdict:
    """What is said of a run; `now` in epoch seconds, `usual_rate` the sweep's median in steps per second.

    `is_lower` tells of a metric whether small is good. Whether the run is on a plateau only its metrics.csv can tell,
    and better whether it diverged: `examination.examine`. What may be lost was found when summary.json was read.
    """
    return worst(_found(run, now, usual_rate, is_lower))


def _found(run: Run, now: float, usual_rate: float | None, is_lower: IsLower) -> Iterable[Verdict]:
    odd = [name for name, value in run.summary.items() if isinstance(value, float) and not math.isfinite(value)]
    if odd:
        yield _not_finite(run, odd)
    lost = lost_metric(run, is_lower)
    if lost is not None:
        yield Verdict(Kind.DIVERGED, None, _distance(run, lost, is_lower), lost)
    at = newest_row_at(run)
    if at is not None and may_write(run.state):
        rate = steps_a_second(run.step, run.created_at, at, run.resumed_at)
        usual = seconds_a_row(rate, run.hparams.get(LOG_EVERY))
        if is_silent(now - at, usual, DEFAULT):
            yield Verdict(Kind.STALLED, None, silence_text(now - at, usual))
        if rate and run.state is State.RUNNING and at - (run.created_at or 0.0) >= DEFAULT.slow_seconds:
            slow = slow_verdict(rate, usual_rate, DEFAULT)
            if slow is not None:
                yield slow
    if run.summary.keys() - COUNTERS:
        yield _FINE


def _not_finite(run: Run, names: list[str]) -> Verdict:
    names.sort(key=lambda name: (not is_objective(name), interest(name), name))
    value = run.summary[names[0]]
    text = f"{names[0]} is {number_text(value if isinstance(value, float) else None)}"
    if len(names) > 1:
        text += f", and {len(names) - 1} more"
    return Verdict(Kind.NAN, None, text, names[0])


def _distance(run: Run, metric: str, is_lower: IsLower) -> str:
    now, best = _finite(run.summary.get(metric)), _finite(bests(run, is_lower).get(metric))
    if now is None or best is None or best <= 0:
        return f"{metric} is far from its best"
    return f"{metric} {distance_text(now, best)} ({number_text(best)})"


def _finite(value: Value) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None
