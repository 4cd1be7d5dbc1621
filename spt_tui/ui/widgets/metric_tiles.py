"""The metrics of a run as a grid of small plots."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style

from spt_tui.runs.curves.series import Extent, Series
from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui import theme
from spt_tui.ui.plots.curve import Curve, View
from spt_tui.ui.plots.small_plot import small_plot
from spt_tui.ui.widgets.drawing_time import DrawingTime
from spt_tui.ui.widgets.drawings import Drawings
from spt_tui.ui.widgets.metric_line import GUTTER, Parts, best_part, cut_middle, last_part
from spt_tui.ui.widgets.metric_list import Listing, Look, common_ends

LEAST_WIDTH, LEAST_HEIGHT, MOST_HEIGHT = 30, 5, 12
"""Cells and lines of a tile, its title included."""
AMPLE_WIDTH, AMPLE_HEIGHT = 36, 6
"""Of tiles that are worth more than lines."""
BEST_RATIO = 5.0
"""Cells of a tile for each of its lines."""
MOST_COLUMNS = 5
LEAST_PANE_WIDTH, LEAST_PANE_HEIGHT = 60, 18
"""A smaller pane lists its metrics unless it is told otherwise."""
GAP = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """How tiles are laid out."""

    columns: int
    width: int
    """Cells of a tile."""
    height: int
    """Lines of a tile."""
    rows: int


def grid_of(width: int, height: int, count: int) -> Grid:
    """The grid for `count` tiles: all of them are seen where that is possible, and they are neither long nor tall."""
    most = max(1, min(MOST_COLUMNS, (width + GAP) // (LEAST_WIDTH + GAP), count))
    grids = [_grid(columns, width, height, count) for columns in range(1, most + 1)]
    whole = [grid for grid in grids if grid.rows * grid.height <= height]
    return min(whole, key=lambda grid: abs(math.log(grid.width / grid.height / BEST_RATIO)), default=grids[-1])


def _grid(columns: int, width: int, height: int, count: int) -> Grid:
    rows = -(-count // columns)
    tall = min(MOST_HEIGHT, max(LEAST_HEIGHT, height // max(1, rows)))
    return Grid(columns, max(1, (width + GAP) // columns - GAP), tall, rows)


def suits(width: int, height: int, count: int) -> bool:
    """Whether a pane has ample room for all its metrics as tiles."""
    if not count or width < LEAST_PANE_WIDTH or height < LEAST_PANE_HEIGHT:
        return False
    grid = grid_of(width, height, count)
    return grid.rows * grid.height <= height and grid.width >= AMPLE_WIDTH and grid.height >= AMPLE_HEIGHT


class MetricTiles:
    """A small plot each, all along the same axis."""

    def __init__(self) -> None:
        self._listing = Listing()
        self._look = Look()
        self._listed: list[Series] = []
        self._ends: Mapping[bool, Extent] = {}
        self.grid = Grid(1, 1, LEAST_HEIGHT, 0)
        self._drawn = Drawings[list[Parts]]()

    def fit(self, listing: Listing, look: Look) -> None:
        """Choose a grid and axes."""
        self._listing, self._look, self._listed = listing, look, listing.series
        self._ends = common_ends(self._listed, look)
        grid = grid_of(look.width, look.height, len(self._listed))
        if (grid.width, grid.height) != (self.grid.width, self.grid.height):
            self._drawn.clear()
        self.grid = grid

    def let_go(self, listing: Listing) -> None:
        """Keep nothing but the plots of these metrics, until `fit`."""
        self._drawn.let_go(listing.series)
        self._listing, self._listed = Listing(), []

    @property
    def axis_name(self) -> str:
        """What the x axis counts, in a word."""
        if self._look.x.is_time and self._listing.clock:
            return "time"
        return self._listing.axis_name(True in self._ends)

    @property
    def height(self) -> int:
        """How many lines there are."""
        return self.grid.rows * self.grid.height

    def line_of(self, place: int) -> int:
        """The first line of a listed metric's tile."""
        return place // self.grid.columns * self.grid.height

    def line(self, line: int, cursor: int, focused: bool, time: DrawingTime) -> Parts:
        """A line through a row of tiles; the metric at the place `cursor` is under the cursor."""
        row, inner = divmod(line, self.grid.height)
        first = row * self.grid.columns
        parts: list[tuple[str, Style]] = []
        for place in range(first, min(len(self._listed), first + self.grid.columns)):
            if place > first:
                parts.append((" " * GAP, theme.TEXT))
            if inner == 0:
                parts += self._title(self._listed[place], place == cursor, focused)
            else:
                parts += self._plot(self._listed[place], time)[inner - 1]
        return tuple(parts)

    def _title(self, series: Series, here: bool, focused: bool) -> Parts:
        """`▶ fit/loss ───────── 0.231 ↓0.198`."""
        width = self.grid.width
        style = (theme.CURSOR if focused else theme.CURSOR_BLURRED) if here else theme.TEXT
        last, best = last_part(series), best_part(series, self._listing.choices.is_lower(series.name))
        shown, other = (best, last) if self._look.best_first else (last, best)
        least = GUTTER + cell_len(series.name) + len(shown[0]) + len(other[0]) + 5
        facts = [shown, (" ", theme.TEXT), other] if least <= width else [shown]
        sign, sign_style = self._listing.sign(series.name)
        room = width - GUTTER - len(sign) - bool(sign) - sum(len(text) for text, _ in facts) - 1
        name = cut_middle(series.name, max(1, room - 1))
        rule = max(0, room - cell_len(name) - 1)
        return (
            ("▶ " if here else "  ", theme.BOLD),
            (f"{sign} " if sign else "", sign_style),
            (name, style),
            (f" {'─' * rule} " if rule else "  ", theme.RULE),
            *facts,
        )

    def _plot(self, series: Series, time: DrawingTime) -> list[Parts]:
        """Below the title; what was drawn before when there is no time."""
        height, clock, view = self.grid.height - 1, self._listing.clock, self._view(series)
        lines, is_so = self._drawn.find(series, (view, clock))
        if lines is None or not is_so:
            if not time.allows():
                return lines or [((" " * self.grid.width, theme.TEXT),)] * height
            plotted = small_plot([Curve(series, clock=clock)], self.grid.width, height, view)
            lines = [tuple(line) for line in plotted]
            self._drawn.put(series, (view, clock), lines)
        return lines

    def _view(self, series: Series) -> View:
        """Along the axis that all share; a metric that has no place on it is drawn along steps."""
        look, clock, by_epoch = self._look, self._listing.clock, self._look.by_epoch(series)
        ends = self._ends[by_epoch]
        kind = XKind.EPOCH if by_epoch else XKind.STEP
        if look.x.is_time and clock is not None and series.is_ordered():
            origin = clock.time_of(0.0) if look.x is XKind.ELAPSED else 0.0
            times = Extent(*(clock.time_of(end) - origin for end in ends))
            kind, ends = (look.x, times) if all(map(math.isfinite, times)) else (kind, ends)
        return View(kind, look.log, window=ends, glyphs=look.glyphs)
