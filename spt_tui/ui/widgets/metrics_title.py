"""What the title line of the metrics pane says, for a list of metrics and for the plot of some."""

from __future__ import annotations

from rich.cells import cell_len

from spt_tui.runs.curves.series import Series
from spt_tui.runs.metrics import Metrics
from spt_tui.ui import theme
from spt_tui.ui.plots.view_state import ViewState
from spt_tui.ui.widgets.metric_line import Parts, best_part, cut_middle, last_part
from spt_tui.units import bytes_text, counted

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


def list_note(metrics: Metrics, listed: int, width: int, drawn: str = "") -> Parts:
    """How many metrics a filter leaves, and how much of the file is read; nothing where there is no metric.

    `drawn` says before it along what axis, and on which scale, metrics are drawn where they do not say it themselves.
    """
    total = len(metrics.series)
    if not total:
        return ()
    count = counted(total, "metric") if listed == total else f"{listed} of {total}"
    rows = f", {counted(metrics.rows, 'row')}" if width >= WIDTH_WITH_ROWS else ""
    unread = f", {bytes_text(metrics.behind)} to read" if metrics.behind else ""
    return ((f"{drawn}{count}{rows}{unread} ", theme.DIM),)


def plot_title(series: Series, lower: bool, width: int) -> Parts:
    """The metric under the cursor, its last value and its best one."""
    facts: Parts = (
        ("  last ", theme.DIM),
        last_part(series),
        ("  best ", theme.DIM),
        best_part(series, lower),
    )
    room = width - len(" 2  ") - _length(facts)
    return ((cut_middle(series.name, max(LEAST_NAME, room)), theme.TITLE), *facts)


def plot_note(axis: str, state: ViewState) -> Parts:
    """What the plot is drawn along, on which scale, and how it was smoothed."""
    scales = "log" if state.view.log else "linear"
    smoothed = f", smoothed {state.smoothing:g}" if state.smoothing else ""
    part = ", a part" if state.view.window else ""
    return ((f"{axis}{' log' if state.view.log_x else ''}, {scales}{smoothed}{part} ", theme.DIM),)


def _length(parts: Parts) -> int:
    return sum(cell_len(text) for text, _ in parts)
