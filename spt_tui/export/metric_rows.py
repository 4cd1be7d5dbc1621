"""The points of the metrics of many runs in long form, a run after the other: only one is held at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat

from spt_tui.runs.curves.one_metric import read_metrics
from spt_tui.runs.curves.series import Series
from spt_tui.runs.metric_filter import metric_filter
from spt_tui.runs.metrics import FILE_NAME
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run

HEAD = ("run_id", "metric", "step", "epoch", "value")
BATCH = 4_096
"""Rows that are taken out of the columns in one go."""

Row = tuple[Value, ...]


def metric_rows(
    runs: Iterable[Run], pattern: str | None, with_overtaken: bool, tell: Callable[[str], None]
) -> Iterator[Row]:
    """A row a point under `HEAD`, in the order of each file; `None` for an epoch that is not known.

    Only metrics in whose name the regular expression `pattern` is found. Rows that a resumed run wrote anew are left
    out unless wanted. What cannot be read is told in a line each. Raises MetricFilterError before the first row.
    """
    is_meant = metric_filter("" if pattern is None else f"/{pattern}/")

    def rows() -> Iterator[Row]:
        for run in runs:
            metrics = read_metrics(os.path.join(run.dir, FILE_NAME))
            for note in (*metrics.notes, *([metrics.problem] if metrics.problem else [])):
                tell(f"{run.name}: {note}")
            for place in is_meant([series.name for series in metrics.series]):
                yield from _points(run.id, metrics.series[place], with_overtaken)

    return rows()


def _points(run_id: str, series: Series, with_overtaken: bool) -> Iterator[Row]:
    parts = [range(len(series.values))] if with_overtaken else series.kept()
    for part in parts:
        for start in range(part.start, part.stop, BATCH):
            rows = slice(start, min(part.stop, start + BATCH))
            steps = map(_number, series.steps[rows])
            epochs = repeat(None) if series.epochs is None else map(_number, series.epochs[rows])
            yield from zip(repeat(run_id), repeat(series.name), steps, epochs, series.values[rows], strict=False)


def _number(number: float) -> Value:
    """A step as the file has it: whole without a point."""
    return int(number) if number.is_integer() and abs(number) < 1 << 53 else number
