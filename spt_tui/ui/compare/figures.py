"""The best and last values of runs, as far as they were read, put together run by run."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spt_tui.natural import natural_key
from spt_tui.runs.compare.best_table import BestRow, RunFigures, best_row, unjudged
from spt_tui.runs.metric_name import interest, lower_is_better
from spt_tui.ui.widgets.metric_order import is_schedule


def joined(figures: Sequence[RunFigures], is_lower: Callable[[str], bool] = lower_is_better) -> tuple[BestRow, ...]:
    """A row for each metric, the more telling ones first, with a place for each run."""
    names = {name for each in figures for name in each if name != "epoch"}
    rows = [best_row(name, figures, is_lower(name)) for name in names]
    rows.sort(key=lambda row: (interest(row.metric), natural_key(row.metric)))
    return tuple(unjudged(row) if is_schedule(row.metric) else row for row in rows)
