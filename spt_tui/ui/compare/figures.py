"""The best and last values of runs, as far as they were read, put together run by run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spt_tui.runs.compare.best_table import BestRow, best_table, winners
from spt_tui.runs.metric_name import interest, lower_is_better
from spt_tui.runs.metrics import Metrics
from spt_tui.runs.natural import natural_key
from spt_tui.ui.widgets.metric_order import is_schedule

RunFigures = Mapping[str, "tuple[float | None, float | None]"]
"""Metric -> its best and its last value of one run."""


def run_figures(metrics: Metrics) -> RunFigures:
    """The figures of one run, so that its series need not be kept."""
    rows = best_table([{series.name: series for series in metrics.series}])
    return {row.metric: (row.best[0], row.last[0]) for row in rows}


def joined(figures: Sequence[RunFigures]) -> tuple[BestRow, ...]:
    """A row for each metric, the more telling ones first, with a place for each run."""
    names = {name for each in figures for name in each if name != "epoch"}
    return tuple(_row(name, figures) for name in sorted(names, key=lambda name: (interest(name), natural_key(name))))


def _row(name: str, figures: Sequence[RunFigures]) -> BestRow:
    pairs = [each.get(name, (None, None)) for each in figures]
    best, last = tuple(best for best, _ in pairs), tuple(last for _, last in pairs)
    lower = lower_is_better(name)
    if is_schedule(name):  # what a run was told to do is neither good nor bad
        return BestRow(name, lower, (None,) * len(pairs), last, frozenset(), frozenset())
    return BestRow(name, lower, best, last, winners(best, lower), winners(last, lower))
