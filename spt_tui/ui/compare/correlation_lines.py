"""How hyper-parameters go with a metric, as lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from spt_tui.runs.column import HPARAM
from spt_tui.runs.compare.rank_correlation import HparamCorrelation
from spt_tui.ui import theme
from spt_tui.ui.plots.canvas import Line
from spt_tui.ui.plots.fitting import fitted
from spt_tui.ui.widgets.metric_line import cut_middle

HEADING = "rank correlation, not a cause"
LEAST_LIST = 4
"""Lines in which a list has room."""
STRONG = 0.5
"""A correlation as far from 0 as this is set off."""


def correlation_lines(found: Sequence[HparamCorrelation], x: str, metric: str, width: int, height: int) -> list[Line]:
    """`height` lines of `width` cells: what is said, then the strongest; `x` is the column that is plotted.

    `metric` is empty where none is upwards: then there is nothing to correlate with.
    """
    if height < 1:
        return []
    if height < LEAST_LIST:
        return _briefly(found, x, width, height)
    if not found:
        reason = "no hyper-parameter with three different runs" if metric else "there is none on the y axis"
        shown: list[Line] = [[(f" {reason}", theme.DIM)]]
    else:
        room = height - 2
        shown = [_line(one, HPARAM + one.hparam == x, width) for one in found[: max(0, room)]]
        if len(found) > room > 0:
            shown[-1] = [(f" +{len(found) - room + 1} more", theme.DIM)]
    head: list[Line] = [
        [(f" {HEADING}", theme.BOLD)],
        [(f" of each hyper-parameter with {metric or 'a metric'}", theme.DIM)],
    ]
    lines = [*head, *shown][:height]
    return [fitted(line, width) for line in (*lines, *([[]] * (height - len(lines))))]


def _briefly(found: Sequence[HparamCorrelation], x: str, width: int, height: int) -> list[Line]:
    """That of the plotted hyper-parameter alone."""
    plotted = next((one for one in found if HPARAM + one.hparam == x), None)
    text = f" {HEADING}: {plotted.rho:+.2f}" if plotted else ""
    runs = f"  n={plotted.n:,}" if plotted else ""
    text += runs if len(text) + len(runs) <= width else ""
    return [fitted([(text, theme.TEXT)], width), *(fitted([], width) for _ in range(height - 1))]


def _line(one: HparamCorrelation, is_plotted: bool, width: int) -> Line:
    figures = f" {one.rho:+.2f}  n={one.n:<6,} "
    style = theme.TEXT if abs(one.rho) >= STRONG else theme.DIM
    name = cut_middle(one.hparam, max(1, width - len(figures) - 2))
    return [("▸" if is_plotted else " ", theme.BOLD), (figures, style), (name, theme.BOLD if is_plotted else style)]
