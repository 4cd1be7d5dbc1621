"""One line of the run table: a run's cells, or the head of a sweep. Pure."""

from __future__ import annotations

from rich.style import Style

from spt_tui import units
from spt_tui.runs.arrange import Group
from spt_tui.runs.column import Column
from spt_tui.runs.run import Run
from spt_tui.runs.run_texts import DIVERGED_MARK, NAN_MARK
from spt_tui.ui import theme
from spt_tui.ui.widgets.line_view import Parts
from spt_tui.ui.widgets.table_layout import Layout, fit

_NOT_FINITE = ("NaN", "Inf", "-Inf")


def run_parts(run: Run, layout: Layout, now: float, name_style: Style) -> Parts:
    """The cells of a run, a blank after each; dim until the run has been compared with what is on the disk."""
    for column, cells in layout.columns:
        text = column.text(run, now)
        style = _style(column, run, text, name_style)
        shown = fit(text, cells, column.right)
        if column.id == "state" and shown[1] in (NAN_MARK, DIVERGED_MARK):
            yield shown[0], style if run.verified else theme.faded(style)
            yield shown[1], theme.BAD_BOLD if run.verified else theme.faded(theme.BAD_BOLD)
            shown = shown[2:]
        yield shown, style if run.verified else theme.faded(style)
        yield " ", theme.TEXT


def _style(column: Column, run: Run, text: str, name_style: Style) -> Style:
    if column.id == "state":
        return theme.STATE_STYLE[run.state]
    if column.id == "name":
        return name_style
    if text == units.ABSENT:
        return theme.DIM
    if column.id == "health":
        return theme.HEALTH_STYLE.get(text.rpartition(" ")[2], theme.TEXT)
    return theme.BAD if text in _NOT_FINITE else theme.TEXT


def group_parts(group: Group, name_style: Style) -> Parts:
    """The head of a sweep: its name, how its runs stand, and the best of the sorted metric."""
    yield "▸ " if group.collapsed else "▾ ", theme.DIM
    yield (f"sweep {group.sweep}" if group.sweep else "no sweep"), name_style
    yield f"  {units.counted(group.size, 'run')}", theme.TEXT
    for state, number in group.counts:
        yield f"  {number} {state.value}", theme.STATE_STYLE[state]
    if group.best is not None:
        yield f"  best {units.number_text(group.best)}", theme.INFO
