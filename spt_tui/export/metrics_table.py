"""The metrics of a run as plain text and as JSON: what `spt-tui metrics` prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from spt_tui.export.aligned import cells_of
from spt_tui.export.table import path_text, plain_value
from spt_tui.runs.curves.series import Series, best_of
from spt_tui.runs.health.curve_verdict import step_text
from spt_tui.runs.health.eta import Eta
from spt_tui.runs.health.odd_values import OddValues
from spt_tui.runs.health.trend import trend
from spt_tui.runs.health.verdict import Verdict
from spt_tui.runs.metrics import Metrics
from spt_tui.runs.run import Run
from spt_tui.units import ABSENT, counted, duration_text, number_text

HEAD = ("metric", "last", "best", "", "trend", "values", "steps", "not finite")
_RIGHT = frozenset(("last", "best", "values"))
GAP = "  "


@dataclass(frozen=True, slots=True)
class MetricsReport:
    """What is said of a run."""

    run: Run
    metrics: Metrics
    listed: Sequence[Series]
    """Those of its metrics that were asked for."""
    verdicts: Sequence[Verdict]
    """The one on the run, then those on its metrics."""
    eta: Eta
    is_lower: Callable[[str], bool]
    """Whether a metric of this name is good when it is small."""


def text_lines(report: MetricsReport) -> list[str]:
    """The run, its health, and a line a metric: its best value is the smallest (`min`) or the largest (`max`)."""
    grid = [HEAD, *(_cells(series, report.is_lower(series.name)) for series in report.listed)]
    widths = [max(map(cells_of, column)) for column in zip(*grid, strict=True)]
    return [*_head_lines(report), "", *(_joined(row, widths) for row in grid)]


def _head_lines(report: MetricsReport) -> list[str]:
    run, (whole, *_) = report.run, report.verdicts
    facts = [
        run.name,
        run.state.value,
        counted(report.metrics.rows, "row"),
        counted(len(report.metrics.series), "metric"),
    ]
    lines = [" · ".join(facts), f"health: {whole.kind.value}, {whole.reason}"]
    if report.eta.seconds is not None:
        lines.append(f"left: about {duration_text(report.eta.seconds)}, to {report.eta.basis}")
    return lines


def _cells(series: Series, lower: bool) -> tuple[str, ...]:
    first, last = _step_extent(series)
    return (
        series.name,
        number_text(series.last),
        number_text(best_of(series, lower)),
        "min" if lower else "max",
        trend(series).value,
        f"{len(series.values):,}",
        step_text(first) if first == last else f"{step_text(first)} to {step_text(last)}",
        _marks_text(series) or ABSENT,
    )


def _marks_text(series: Series) -> str:
    """`78 NaN, 1 Inf, from step 12,400 on` or `first at step 12,400`; empty where all is finite."""
    odd = OddValues.of(series)
    if odd is None:
        return ""
    kinds = ((odd.nans, "NaN"), (odd.count - odd.nans, "Inf"))
    counts = ", ".join(f"{count:,} {kind}" for count, kind in kinds if count)
    first = step_text(series.steps[odd.first])
    if odd.since == odd.first:
        return f"{counts}, from step {first} on"
    end = "" if odd.since is None else f", none finite from step {step_text(series.steps[odd.since])} on"
    return f"{counts}, first at step {first}{end}"


def _step_extent(series: Series) -> tuple[float, float]:
    steps = series.steps[:]
    return min(steps), max(steps)


def _whole(number: float | None) -> float | None:
    """A step as the file has it: whole where it is."""
    return int(number) if number is not None and number.is_integer() else number


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    parts = []
    for title, text, width in zip(HEAD, cells, widths, strict=True):
        padding = " " * (width - cells_of(text))
        parts.append(padding + text if title in _RIGHT else text + padding)
    return GAP.join(parts).rstrip()


def report_object(report: MetricsReport, with_points: bool = False) -> dict[str, Any]:
    """The same as JSON-ready values, numbers in full; with the points of each metric if wanted.

    Points are three lists of one length, rows that a resumed run wrote anew left out. NaN and infinities are strings,
    as everywhere in this project's JSON.
    """
    run, metrics = report.run, report.metrics
    return {
        "run_id": run.id,
        "name": run.name,
        "run_dir": path_text(run.dir),
        "state": run.state.value,
        "rows": metrics.rows,
        "has_steps": metrics.has_steps,
        "problem": metrics.problem,
        "notes": list(metrics.notes),
        "health": _verdict_object(report.verdicts[0]),
        "unwell": [_verdict_object(verdict) for verdict in report.verdicts[1:]],
        "eta_seconds": plain_value(report.eta.seconds),
        "eta_basis": report.eta.basis,
        "metrics": {
            series.name: _series_object(series, report.is_lower(series.name))
            | (_points_object(series) if with_points else {})
            for series in report.listed
        },
    }


def _verdict_object(verdict: Verdict) -> dict[str, Any]:
    return {
        "kind": verdict.kind.value,
        "since_step": _whole(verdict.since_step),
        "reason": verdict.reason,
        "metric": verdict.metric,
    }


def _series_object(series: Series, lower: bool) -> dict[str, Any]:
    odd = OddValues.of(series)
    first, last = _step_extent(series)
    return {
        "last": plain_value(series.last),
        "best": best_of(series, lower),
        "direction": "min" if lower else "max",
        "trend": trend(series).value,
        "count": len(series.values),
        "first_step": _whole(first),
        "last_step": _whole(last),
        "nan_count": odd.nans if odd else 0,
        "inf_count": odd.count - odd.nans if odd else 0,
        "first_not_finite_step": _whole(series.steps[odd.first]) if odd else None,
        "not_finite_since_step": None if odd is None or odd.since is None else _whole(series.steps[odd.since]),
        "restarts": list(map(_whole, series.restarts())),
    }


def _points_object(series: Series) -> dict[str, Any]:
    kept = [slice(part.start, part.stop) for part in series.kept()]
    epochs = series.epochs
    return {
        "steps": [_whole(step) for part in kept for step in series.steps[part]],
        "epochs": None if epochs is None else [_whole(epoch) for part in kept for epoch in epochs[part]],
        "values": [plain_value(value) for part in kept for value in series.values[part]],
    }
