"""A comparison as text: the plot, with what is said of its curves beside or below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.runs.compare.curve_group import Grouping
from spt_tui.runs.curves.open_runs import LIMIT
from spt_tui.ui import theme
from spt_tui.ui.compare.best_lines import BestFigures
from spt_tui.ui.compare.comparison import Comparison
from spt_tui.ui.compare.shown import Shown
from spt_tui.ui.compare.side_lines import (
    LEAST_COLUMN,
    LEAST_WIDTH_BESIDE,
    SHARE_BELOW,
    AtCursor,
    by_value,
    side_lines,
    widest,
)
from spt_tui.ui.plots.canvas import Line
from spt_tui.ui.plots.curve import View
from spt_tui.ui.plots.fitting import fitted
from spt_tui.ui.plots.place_text import place_text
from spt_tui.ui.plots.plot import message, plot
from spt_tui.ui.plots.readout import values_at
from spt_tui.ui.plots.stage import placed_curves
from spt_tui.units import bytes_text, counted

MOST_BESIDE = 48
MOST_PROBLEMS, MOST_NAMED = 2, 3
"""Kinds of problems that are told, and runs that are named for each."""
DRAWING_SECONDS, GOING_ON_SECONDS = 0.01, 0.08
"""Spent on new curves before a picture is shown, and then each time until all of them are drawn."""
LEAST_PLOT = 7
"""Lines that are left to the plot, whatever there is to say below it."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What the view shows, and what its keys need to know."""

    title: Line
    note: Line
    lines: tuple[Line, ...]
    metric: str
    by: str | Grouping | None
    shown: tuple[Shown, ...]
    front: Shown | None
    view: View
    x_name: str
    columns: int
    """Dot columns of the plot: what a cursor moves by."""
    metrics: Sequence[str]
    """What can be compared."""
    subject: str
    """`12 runs`; the run if it is only one."""
    roots: tuple[str, ...]
    """The roots that the runs were found under."""
    dirs: tuple[str, ...]
    """Of the runs."""
    best: BestFigures | None
    """`None` as long as nothing was read for it."""
    behind: bool
    """Whether some curves are not drawn, or not smoothed to their ends: draw again."""
    text: str
    """The values at the cursor, or the last ones, in full precision: a line for each curve."""


def draw(comparison: Comparison, width: int, height: int) -> Picture:
    """The picture in `height` lines of `width` cells."""
    view = comparison.state.view
    columns = width * view.glyphs.value.wide
    shown = comparison.shown(columns)
    beside = min(MOST_BESIDE, width * 2 // 5, widest(shown) + 2) if width >= LEAST_WIDTH_BESIDE else 0
    front = next((one for one in shown if one.place == comparison.front), None)
    cursor = None if view.cursor is None else _at(shown, view.cursor, view)
    warnings = _warnings(comparison, columns)[: max(0, height - LEAST_PLOT)]
    heading = _heading(comparison, cursor)
    under = 0 if beside else _lines_below(len(shown), width, height - len(warnings))
    plot_height = height - len(warnings) - under
    lines = _plot(comparison, shown, front, width - beside, plot_height)
    if beside:
        side = side_lines(shown, front, cursor, heading, beside - 2, plot_height)
        lines = [[*line, ("  ", theme.TEXT), *entry] for line, entry in zip(lines, side, strict=True)]
    elif under:
        lines += side_lines(shown, front, cursor, heading, width, under)
    lines += [fitted([(f" {warning}", theme.WARN)], width) for warning in warnings]
    return Picture(
        _title(comparison, front),
        _note(comparison, len(shown)),
        tuple(lines),
        comparison.metric,
        comparison.by,
        shown,
        front,
        view,
        _x_name(comparison),
        columns,
        comparison.metrics,
        comparison.members[0].label if len(comparison.members) == 1 else counted(len(comparison.members), "run"),
        tuple({member.run.root for member in comparison.members}),
        tuple(member.run.dir for member in comparison.members),
        comparison.best(),
        comparison.behind or comparison.sketches.behind > 0,
        _text(shown, cursor),
    )


def _at(shown: Sequence[Shown], x: float, view: View) -> AtCursor:
    curves = [one.curve for one in shown]
    kind = placed_curves(curves, view.x)[0]
    return AtCursor(x, kind, {reading.curve: reading for reading in values_at(curves, x, view)})


def _lines_below(curves: int, width: int, height: int) -> int:
    """Lines for the heading and the names; few curves take few."""
    across = max(1, width // LEAST_COLUMN)
    wanted = 1 + -(-curves // across)
    return max(0, min(wanted, height // SHARE_BELOW, height - LEAST_PLOT))


def _plot(comparison: Comparison, shown: Sequence[Shown], front: Shown | None, width: int, height: int) -> list[Line]:
    view = comparison.state.view
    if not shown:
        return message(_why_empty(comparison), width, height, view.glyphs.value)
    sketches = comparison.sketches
    sketches.seconds = GOING_ON_SECONDS if sketches.behind else DRAWING_SECONDS
    curves = [one.curve for one in shown]
    over = front.in_front if front else None
    return plot(curves, width, height, _x_name(comparison), view, sketches, over)


def _why_empty(comparison: Comparison) -> str:
    if not comparison.metrics:
        return "no metric in the summaries of these runs"
    if comparison.waiting:
        return "reading"
    return f"none of {counted(len(comparison.members), 'run')} has values of {comparison.metric}"


def _title(comparison: Comparison, front: Shown | None) -> Line:
    arrow = "↓" if comparison.is_lower(comparison.metric) else "↑"
    title = [(comparison.metric or "no metric", theme.BOLD)]
    if comparison.metric:
        title.append((f" {arrow}", theme.TEXT))
    if front is not None:
        title += [(f"  {front.letter} ", front.style), (front.label, theme.BOLD)]
    elif comparison.by is None:
        title.append((f"  {counted(len(comparison.members), 'run')}", theme.TEXT))
    if comparison.by is not None:
        by = comparison.by.value if isinstance(comparison.by, Grouping) else comparison.by
        title.append((f"  by {by}, mean and {comparison.spread.value}", theme.DIM))
    return title


def _note(comparison: Comparison, curves: int) -> Line:
    parts: Line = []
    if comparison.sketches.behind:
        parts.append((f"{curves - comparison.sketches.behind:,} of {curves:,} drawn ", theme.INFO))
    if comparison.waiting and comparison.metrics:
        parts.append((f"{len(comparison.members) - comparison.waiting} of {len(comparison.members)} read ", theme.INFO))
    if comparison.state.smoothing:
        parts.append((f"smoothed {comparison.state.smoothing:g} ", theme.DIM))
    if comparison.state.view.window:
        parts.append(("zoomed ", theme.DIM))
    return parts


def _x_name(comparison: Comparison) -> str:
    return "step" if any(metrics.has_steps for metrics in comparison.found.values()) else "row"


def _heading(comparison: Comparison, cursor: AtCursor | None) -> str:
    return f" {place_text(cursor.kind, cursor.x, _x_name(comparison))}" if cursor else " last values"


def _warnings(comparison: Comparison, columns: int) -> list[str]:
    """What is not in the plot, one line a kind."""
    warnings, problems, lacking = [], dict[str, list[str]](), 0
    for place, metrics in comparison.found.items():
        if metrics.problem:
            problems.setdefault(metrics.problem, []).append(comparison.members[place].label)
        elif not metrics.series and not metrics.behind:
            lacking += 1
    if 0 < lacking < len(comparison.members):
        warnings.append(f"{counted(lacking, 'run')} without values of {comparison.metric}")
    for problem, labels in list(problems.items())[:MOST_PROBLEMS]:
        more = f" and {len(labels) - MOST_NAMED:,} more" if len(labels) > MOST_NAMED else ""
        warnings.append(f"{', '.join(labels[:MOST_NAMED])}{more}: {problem}")
    if comparison.left_out:
        warnings.append(f"{counted(comparison.left_out, 'run')} not read: {bytes_text(LIMIT)} of memory are full")
    if comparison.by is not None and (marks := comparison.grouped(columns).marks):
        warnings.append(f"{counted(marks, 'value')} NaN or infinite, not in the means")
    return warnings


def _text(shown: Sequence[Shown], cursor: AtCursor | None) -> str:
    if cursor is None:
        return "\n".join(f"{one.label}\t{one.last!r}" for one in shown)
    found = cursor.readings
    known = [one for one in by_value(shown, found) if one.curve in found]
    return "\n".join(f"{one.label}\t{found[one.curve].step!r}\t{found[one.curve].value!r}" for one in known)
