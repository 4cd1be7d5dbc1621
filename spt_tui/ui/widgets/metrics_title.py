"""What the title line of the metrics pane says, for a list of metrics and for the plot of one."""

from __future__ import annotations

import math

from spt_tui.runs.curves.series import Series
from spt_tui.runs.metrics import Metrics
from spt_tui.ui import theme
from spt_tui.ui.widgets.metric_line import Parts, best_style, best_text, cut_middle
from spt_tui.units import bytes_text, counted, number_text

RULE_WIDTH = 3
"""Cells between the title and what stands at its right end, at least."""
WIDTH_WITH_ROWS = 56
"""The title of a narrower pane, in cells, does not count the rows."""
LEAST_NAME = 8
"""Cells that the name of a plotted metric has, however narrow the pane."""


def list_title(run_name: str, width: int, note: Parts) -> Parts:
    """The name of the run, cut to what `note` leaves of `width` cells; `run_name` is empty without a run."""
    room = width - len(" 2 metrics ── ") - (_length(note) + RULE_WIDTH if note else 0)
    named: Parts = ((" ── ", theme.RULE), (cut_middle(run_name, max(1, room)), theme.TEXT)) if run_name else ()
    return (("metrics", theme.TITLE), *named)


def list_note(metrics: Metrics, listed: int, width: int) -> Parts:
    """How many metrics a filter leaves, and how much of the file is read; nothing where there is no metric."""
    total = len(metrics.series)
    if not total:
        return ()
    count = counted(total, "metric") if listed == total else f"{listed} of {total}"
    rows = f", {counted(metrics.rows, 'row')}" if width >= WIDTH_WITH_ROWS else ""
    unread = f", {bytes_text(metrics.behind)} to read" if metrics.behind else ""
    return ((f"{count}{rows}{unread} ", theme.DIM),)


def plot_title(series: Series, width: int) -> Parts:
    """The plotted metric, its last value and its best one, in `width` cells."""
    facts: Parts = (
        ("  last ", theme.DIM),
        (number_text(series.last), theme.TEXT if math.isfinite(series.last) else theme.BAD),
        ("  best ", theme.DIM),
        (best_text(series), best_style(series)),
    )
    room = width - len(" 2  ") - _length(facts)
    return ((cut_middle(series.name, max(LEAST_NAME, room)), theme.TITLE), *facts)


def plot_note(axis: str, log: bool) -> Parts:
    """What the plot is drawn along, and on which scale."""
    return ((f"{axis}, {'log' if log else 'linear'} ", theme.DIM),)


def _length(parts: Parts) -> int:
    return sum(len(text) for text, _ in parts)
