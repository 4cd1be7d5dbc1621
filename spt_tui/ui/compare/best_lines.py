"""The best and the last values of runs as lines of any width: a row a metric, or a row a run. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style

from spt_tui.runs.compare.best_table import BestRow
from spt_tui.ui import theme
from spt_tui.ui.compare.shown import style_of
from spt_tui.ui.plots.curve import letter_of
from spt_tui.ui.widgets.metric_line import cut_middle
from spt_tui.ui.widgets.table_layout import fit
from spt_tui.units import ABSENT, number_text

Line = tuple[tuple[str, Style], ...]

NUMBER = 9
"""Cells of a value with the sign of a winner."""
PAIR = 2 * NUMBER + 2
"""Cells of a best and a last value, with the gap before them."""
LEAST_NAME, MOST_NAME = 14, 40
SIGN = 6
"""Cells at the right end of the head that say how many columns do not fit."""
WINNER = "*"
MOST_BESIDE = 8
"""Runs that have a column each; of more of them each has a row."""


@dataclass(frozen=True, slots=True, eq=False)
class BestFigures:
    """What the table shows."""

    rows: tuple[BestRow, ...]
    labels: tuple[str, ...]
    """Of the runs."""
    order: tuple[int, ...] = ()
    """Places of the runs from top to bottom where a row is a run; empty where a column is one."""

    @property
    def by_run(self) -> bool:
        """Whether a row is a run, and a column a metric."""
        return bool(self.order)

    @property
    def height(self) -> int:
        """Rows of the table."""
        return len(self.labels) if self.by_run else len(self.rows)

    @property
    def columns(self) -> int:
        """Columns, each with a best and a last value."""
        return len(self.rows) if self.by_run else len(self.labels)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns are seen."""

    width: int
    name: int
    """Cells of what names a row."""
    first: int
    count: int


def best_figures(rows: Sequence[BestRow], labels: Sequence[str], metric: str) -> BestFigures:
    """The table of some runs: many of them in rows, the one with the best value of `metric` on top."""
    if len(labels) <= MOST_BESIDE:
        return BestFigures(tuple(rows), tuple(labels))
    first = next((row for row in rows if row.metric == metric), None)
    if first is None:
        return BestFigures(tuple(rows), tuple(labels), tuple(range(len(labels))))

    def rank(place: int) -> tuple[bool, float]:
        best = first.best[place]
        return best is None, 0.0 if best is None else best if first.lower else -best

    order = tuple(sorted(range(len(labels)), key=rank))
    return BestFigures((first, *(row for row in rows if row is not first)), tuple(labels), order)


def lay_out(figures: BestFigures, width: int, first: int) -> Layout:
    """As many columns as fit into `width` cells, from the `first`-th on, as far as there are so many."""
    names = figures.labels if figures.by_run else [row.metric for row in figures.rows]
    widest = max(map(cell_len, names), default=0) + 3
    name = min(max(LEAST_NAME, min(widest, MOST_NAME)), max(LEAST_NAME, width // 3))
    fitting = max(1, (width - name) // PAIR)
    if fitting < figures.columns:
        fitting = max(1, (width - name - SIGN) // PAIR)
    first = max(0, min(first, figures.columns - fitting))
    return Layout(width, name, first, min(fitting, figures.columns))


def head_lines(figures: BestFigures, layout: Layout) -> tuple[Line, Line]:
    """What the columns are, and which half of each is which."""
    places = range(layout.first, layout.first + layout.count)
    after = figures.columns - places.stop
    sign = f"{f'‹{layout.first}' if layout.first else ''}{f'+{after}›' if after else ''}"
    parts = [(" " * layout.name, theme.TEXT), *(_column_head(figures, place) for place in places)]
    used = sum(cell_len(text) for text, _ in parts)
    below = " " * layout.name + f"  {'best':>{NUMBER}}{'last':>{NUMBER}}" * layout.count
    return (*parts, (sign.rjust(max(0, layout.width - used)), theme.DIM)), ((below.ljust(layout.width), theme.HEAD),)


def row_line(figures: BestFigures, layout: Layout, row: int, under_cursor: Style | None) -> Line:
    """A row; the winner of each metric is green, bold and has a star."""
    places = range(layout.first, layout.first + layout.count)
    if figures.by_run:
        cells = [_pair(figures.rows[place], figures.order[row]) for place in places]
    else:
        cells = [_pair(figures.rows[row], place) for place in places]
    return (*_name(figures, layout, row, under_cursor), *(part for cell in cells for part in cell))


def table_text(figures: BestFigures) -> str:
    """All of the table with numbers in full, tabs between the cells; a value that a run lacks is an empty cell."""
    if figures.by_run:
        first, columns = "run", [row.metric for row in figures.rows]
        names = [figures.labels[run] for run in figures.order]
        cells = [[(row, run) for row in figures.rows] for run in figures.order]
    else:
        first, columns = "metric", list(figures.labels)
        names = [row.metric for row in figures.rows]
        cells = [[(row, run) for run in range(len(columns))] for row in figures.rows]
    head = "\t".join([first, *(f"{column} {which}" for column in columns for which in ("best", "last"))])
    texts = (("" if value is None else repr(value) for pair in line for value in _values(*pair)) for line in cells)
    return "\n".join([head, *("\t".join([name, *line]) for name, line in zip(names, texts, strict=True))])


def _values(row: BestRow, run: int) -> tuple[float | None, float | None]:
    return row.best[run], row.last[run]


def _column_head(figures: BestFigures, place: int) -> tuple[str, Style]:
    if figures.by_run:
        return "  " + cut_middle(_metric(figures.rows[place]), PAIR - 2).rjust(PAIR - 2), theme.BOLD
    text = f"{letter_of(place)} {figures.labels[place]}"
    return "  " + fit(cut_middle(text, PAIR - 2), PAIR - 2, right=True), style_of(place)


def _name(figures: BestFigures, layout: Layout, row: int, under_cursor: Style | None) -> Line:
    sign = ("▶" if under_cursor is not None else " ", theme.BOLD)
    if not figures.by_run:
        text = cut_middle(_metric(figures.rows[row]), layout.name - 1)
        return sign, (fit(text, layout.name - 1), under_cursor or theme.TEXT)
    run, room = figures.order[row], layout.name - 3
    text = fit(cut_middle(figures.labels[run], room), room)
    return sign, (f"{letter_of(run)} ", style_of(run)), (text, under_cursor or theme.TEXT)


def _metric(row: BestRow) -> str:
    return f"{row.metric} {'↓' if row.lower else '↑'}"


def _pair(row: BestRow, run: int) -> Line:
    best = _value(row.best[run], run in row.best_winners)
    last = _value(row.last[run], run in row.last_winners)
    return ("  ", theme.TEXT), best, last


def _value(value: float | None, wins: bool) -> tuple[str, Style]:
    text = ABSENT if value is None else number_text(value, NUMBER - 2)
    if wins:
        return (WINNER + text).rjust(NUMBER), theme.WINNER
    return text.rjust(NUMBER), theme.BAD if value is not None and not math.isfinite(value) else theme.TEXT
