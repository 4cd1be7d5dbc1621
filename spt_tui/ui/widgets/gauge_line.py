"""One line of a grid of gauges: label, bar, percentage, details, word, histories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style

from spt_tui.ui import theme
from spt_tui.ui.widgets import gauge
from spt_tui.ui.widgets.gauge_grid import GAP, PERCENT, Grid
from spt_tui.ui.widgets.table_layout import fit
from spt_tui.units import percent_text

Line = tuple["tuple[str, Style]", ...]
"""One row as (text, style) pairs."""

SPACE = (" " * GAP, theme.TEXT)


@dataclass(frozen=True, slots=True)
class Gauge:
    """What a line says; the grid says how wide."""

    label: tuple[str, Style]
    percent: float | None
    details: Line
    """As wide as the grid's details."""
    word: tuple[str, Style] = ("", theme.TEXT)
    histories: Sequence[str] = ()
    """As many as the grid has, or fewer."""
    style: Style = theme.CURVE
    """Of the bar and the histories."""
    plain: Style = theme.TEXT
    """Of the percentage."""


def gauge_line(shown: Gauge, grid: Grid) -> Line:
    """The line, in `grid.cells` cells, or fewer where histories are missing."""
    filled, empty = gauge.bar(shown.percent, grid.bar)
    parts = [(fit(shown.label[0], grid.label), shown.label[1]), SPACE]
    parts += [(filled, shown.style), (empty, theme.RULE), SPACE] if grid.bar else []
    parts += [(percent_text(shown.percent).rjust(PERCENT), shown.plain), SPACE, *shown.details]
    parts += [SPACE, (fit(shown.word[0], grid.word), shown.word[1])] if grid.word else []
    for text in shown.histories[: grid.histories]:
        parts += [SPACE, (text, shown.style)]
    return tuple(parts)


def indented(grid: Grid, *parts: tuple[str, Style]) -> Line:
    """A line that begins where the bars do."""
    return ((" " * (grid.label + GAP), theme.TEXT), *parts)
