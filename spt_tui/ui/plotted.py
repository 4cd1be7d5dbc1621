"""Runs and the names of metrics -> the curves of a plot."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.compare.curve_group import ALL_BUT_SEED, group_runs
from spt_tui.runs.compare.group_band import Spread
from spt_tui.runs.compare.run_label import run_labels
from spt_tui.runs.curves.one_metric import read_metrics
from spt_tui.runs.curves.series import Series
from spt_tui.runs.curves.smoothing import Smoother
from spt_tui.runs.metric_name import interest
from spt_tui.runs.metrics import FILE_NAME, Metrics
from spt_tui.runs.run import Run
from spt_tui.runs.run_clock import run_clock
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.compare.group_curves import bands
from spt_tui.ui.plots.curve import AnyCurve, Curve, View, letter_of

BAND_COLUMNS = 200
"""Places along the axis at which the mean of a group is taken."""
SEED_WORD = "all-but-seed"
"""Groups by all hyper-parameters but the seed."""
MOST_NAMED = 8
"""Metrics that an error names before it only counts."""


class NothingToPlot(ValueError):
    """No run has such a metric or hyper-parameter; why, in one cleaned line."""


@dataclass(frozen=True, slots=True)
class Plotted:
    """What is plotted, and what it is called."""

    curves: Sequence[AnyCurve]
    title: str
    x_name: str
    """What steps are called: rows, where no file has steps."""
    places: Sequence[int] = ()
    """Of the run of each curve among the given ones; empty where curves are of groups."""
    notes: Sequence[str] = ()
    """What the files do not give, a cleaned line each."""


def plotted(runs: Sequence[Run], metrics: Sequence[str], smoothing: float = 0.0) -> Plotted:
    """The curves of some metrics of some runs.

    Without a metric it is the most telling one of the first run. Waits for the disk. Raises NothingToPlot.
    """
    first = read_metrics(os.path.join(runs[0].dir, FILE_NAME), metrics or None)
    names = list(metrics) or [_most_telling(first)]
    found = [first, *(read_metrics(os.path.join(run.dir, FILE_NAME), names) for run in runs[1:])]
    pairs = [
        (place, series)
        for name in names
        for place, each in enumerate(found)
        for series in each.series
        if series.name == name
    ]
    if not pairs:
        raise NothingToPlot(_why_nothing(runs[0], names))
    labels = run_labels(runs)
    title = " · ".join([", ".join(names), labels[0] if len(runs) == 1 else f"{len(runs)} runs"])
    x_name = "step" if any(each.has_steps for each in found) else "row"
    alone = [_curve(series, runs[place], found[place], smoothing) for place, series in pairs]
    texts = [_legend(labels[place], series.name, len(runs), len(names)) for place, series in pairs]
    notes = [f"{run.name}: {note}" for run, each in zip(runs, found, strict=True) for note in _notes(each, names)]
    return Plotted(_told_apart(alone, texts), title, x_name, [place for place, _ in pairs], notes)


def grouped(shown: Plotted, runs: Sequence[Run], by: str, view: View) -> Plotted:
    """Bands of groups by a hyper-parameter, or by `SEED_WORD`, in place of the curves of one metric, in this view.

    Raises NothingToPlot where no run has that hyper-parameter.
    """
    if by != SEED_WORD and not any(by in run.hparams for run in runs):
        raise NothingToPlot(_why_no_hparam(runs, by))
    catalog = Catalog()
    by_slot: dict[int, Curve] = {}
    for place, curve in zip(shown.places, shown.curves, strict=True):
        catalog.put(runs[place])
        slot = catalog.slot_of(runs[place])
        if slot is not None and isinstance(curve, Curve):
            by_slot[slot] = curve
    groups = group_runs(catalog, list(by_slot), ALL_BUT_SEED if by == SEED_WORD else by)
    found = bands(groups, by_slot, Spread.RANGE, view, BAND_COLUMNS)
    curves = [replace(one.curve, name=f"{one.label}  n={one.count}") for one in found.shown]
    return Plotted(curves, f"{shown.title} by {clean(by)}", shown.x_name, notes=shown.notes)


def _most_telling(metrics: Metrics) -> str:
    return min((series.name for series in metrics.series), key=interest, default="")


def _notes(metrics: Metrics, names: Sequence[str]) -> Iterator[str]:
    yield from metrics.notes
    if metrics.problem:
        yield metrics.problem
    elif lacking := [name for name in names if all(series.name != name for series in metrics.series)]:
        yield f"no {', '.join(lacking)}"


def _why_nothing(run: Run, names: Sequence[str]) -> str:
    known = [series.name for series in read_metrics(os.path.join(run.dir, FILE_NAME)).series]
    if not known:
        return f"{run.name} has no metrics"
    near = get_close_matches(names[0], known, n=3) or [name for name in known if names[0] in name][:3]
    if near:
        return f"no metric is named '{clean(names[0])}'; did you mean {' or '.join(near)}?"
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    return f"no metric is named '{clean(names[0])}'; {run.name} has {', '.join(known[:MOST_NAMED])}{more}"


def _why_no_hparam(runs: Sequence[Run], by: str) -> str:
    near = get_close_matches(by, sorted({key for run in runs for key in run.hparams}), n=3, cutoff=0.4)
    return f"no run has the hparam '{clean(by)}'" + (f"; did you mean {' or '.join(near)}?" if near else "")


def _curve(series: Series, run: Run, metrics: Metrics, smoothing: float) -> Curve:
    smoothed = Smoother(smoothing).follow(series, len(series.values)) if smoothing else None
    return Curve(series, smoothed=smoothed, clock=run_clock(run, metrics))


def _legend(run: str, metric: str, runs: int, metrics: int) -> str:
    return f"{run} {metric}" if runs > 1 and metrics > 1 else metric if metrics > 1 else run


def _told_apart(curves: Sequence[Curve], texts: Sequence[str]) -> list[AnyCurve]:
    """With names, letters and colours; a single curve needs none, the title has it."""
    if len(curves) == 1:
        return list(curves)
    return [
        replace(curve, name=text, letter=letter_of(number), style=theme.CURVES[number % len(theme.CURVES)])
        for number, (curve, text) in enumerate(zip(curves, texts, strict=True))
    ]
