"""The best values of a metric: those that the runs are judged by, as a column of all runs."""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat

from spt_tui.runs.bests import bests
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import Column
from spt_tui.runs.column_keys import Keys
from spt_tui.runs.metric_directions import AS_NAMED
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run
from spt_tui.runs.run_texts import value_text

BEST = "best."
"""What the id of such a column begins with; the metric follows."""


@lru_cache(maxsize=4_096)
def best_column(metric: str) -> Column:
    """The best finite value since a run's last start, of the few losses and scores for which it is kept."""
    return _best_column(metric, None)


def best_keys(catalog: Catalog, metric: str, lower: bool) -> Keys:
    """Slot -> the smallest value if small is good, `lower`, else the largest."""
    records = catalog.lows if lower else catalog.highs
    vector, size = records.by_key.get(metric), len(catalog.states)
    return [*repeat(None, size)] if vector is None else vector.keys(size)


def _best_column(metric: str, catalog: Catalog | None) -> Column:
    directions = AS_NAMED if catalog is None else catalog.directions

    def value(run: Run, now: float) -> Value:
        return bests(run, directions.is_lower).get(metric)

    return Column(
        BEST + metric,
        BEST + metric,
        12,
        value,
        lambda catalog, now: best_keys(catalog, metric, catalog.directions.is_lower(metric)),
        lambda run, now: value_text(value(run, now)),
        right=True,
        beside=(lambda catalog: _best_column(metric, catalog)) if catalog is None else None,
    )
