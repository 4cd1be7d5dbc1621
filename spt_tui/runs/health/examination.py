"""A run judged by its metrics.csv: the verdict on the run, and on each of its metrics that is not well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spt_tui.runs.curves.series import Series
from spt_tui.runs.health.curve_verdict import Course, diverged, not_finite, plateau
from spt_tui.runs.health.liveness import is_silent, may_write, newest_row_at, silence_text
from spt_tui.runs.health.segment import Segment
from spt_tui.runs.health.slowness import slow_verdict
from spt_tui.runs.health.thresholds import DEFAULT, Thresholds
from spt_tui.runs.health.verdict import UNKNOWN, Kind, Verdict, worst
from spt_tui.runs.metric_directions import IsLower
from spt_tui.runs.metric_name import interest, is_evaluation, is_objective, lower_is_better
from spt_tui.runs.metrics import Metrics
from spt_tui.runs.run import Run, State

LEAST_ROWS = 5
"""Rows of a segment before the time between two of them says anything."""
_UNREAD = Verdict(Kind.UNKNOWN, None, "its metrics are not read to their end")
_FINE = Verdict(Kind.OK, None, "no metric is NaN, diverged or on a plateau, and rows come as usual")
_FINE_ENDED = Verdict(Kind.OK, None, "no metric is NaN or diverged")


def examine(
    metrics: Metrics,
    run: Run,
    now: float,
    usual_rate: float | None = None,
    is_lower: IsLower = lower_is_better,
) -> tuple[Verdict, ...]:
    """The verdict on the run, then those on its metrics, the worst and most telling first; well ones are left out.

    `now` in epoch seconds; `usual_rate` in steps per second is the median of the run's sweep; `is_lower` tells of a
    metric whether small is good. NaN counts in every metric, divergence and plateaus only in losses and scores. A run
    is on a plateau when all its evaluations are, or, where it has none, all its losses and scores. An ended run is on
    none, and neither stalled nor slow. While the file is not read to its end nothing is said. The cost is that of the
    blocks of values, not of the values.
    """
    if not metrics.is_whole:
        return (_UNREAD,)
    own = [found for series in metrics.series for found in _of_metric(series, run, is_lower, DEFAULT)]
    own.sort(key=lambda verdict: _place(verdict.kind, verdict.metric or ""))
    if not metrics.series:
        whole = UNKNOWN
    else:
        wrong = [verdict for verdict in own if verdict.kind is not Kind.PLATEAU]
        wrong += _of_plateaus(own, metrics.series)
        wrong += _of_time(metrics, run, now, DEFAULT, usual_rate)
        whole = worst([*wrong, _FINE_ENDED if run.ended else _FINE])
    return (whole, *own)


def _place(kind: Kind, metric: str) -> tuple[int, bool, int, str]:
    return kind.severity, not is_objective(metric), interest(metric), metric


def _of_metric(series: Series, run: Run, is_lower: IsLower, limits: Thresholds) -> Iterable[Verdict]:
    found = not_finite(series)
    if found is None and is_objective(series.name):
        course = Course.of(series, is_lower(series.name), limits)
        if course is not None:
            found = diverged(course, limits)
            if found is None and not run.ended:
                found = plateau(course, limits)
    return () if found is None else (found,)


def _of_plateaus(own: Sequence[Verdict], series: Sequence[Series]) -> Iterable[Verdict]:
    """The newest of the plateaus, if no metric that tells has one."""
    objectives = [each.name for each in series if is_objective(each.name)]
    telling = set(filter(is_evaluation, objectives)) or set(objectives)
    flat = [verdict for verdict in own if verdict.kind is Kind.PLATEAU and verdict.metric in telling]
    if not flat or len(flat) < len(telling):
        return ()
    return (max(flat, key=lambda verdict: verdict.since_step or 0.0),)


def _of_time(
    metrics: Metrics,
    run: Run,
    now: float,
    limits: Thresholds,
    usual_rate: float | None,
) -> Iterable[Verdict]:
    until = newest_row_at(run)
    if until is None or not may_write(run.state):
        return
    segment = Segment.of(metrics, run)
    usual = segment.seconds_a_row if segment is not None and segment.rows >= LEAST_ROWS else None
    if is_silent(now - until, usual, limits):
        yield Verdict(Kind.STALLED, None, silence_text(now - until, usual))
    if segment is not None and run.state is State.RUNNING and segment.seconds >= limits.slow_seconds:
        slow = slow_verdict(segment.steps_a_second, usual_rate, limits)
        if slow is not None:
            yield slow
