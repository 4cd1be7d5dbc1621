"""What the metrics pane shows below its title: a line a metric, a tile a metric, or a plot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from spt_tui.runs.curves.series import Series
from spt_tui.ui import theme
from spt_tui.ui.plots.view_state import ViewState
from spt_tui.ui.widgets.drawing_time import DrawingTime
from spt_tui.ui.widgets.health_line import Health, health_parts
from spt_tui.ui.widgets.metric_line import Parts
from spt_tui.ui.widgets.metric_list import Listing, Look, MetricList
from spt_tui.ui.widgets.metric_plot import MetricPlot
from spt_tui.ui.widgets.metric_tiles import MetricTiles, suits

LEAST_HEIGHT_WITH_HEAD = 7
"""Lines of a pane in which the names of the columns are worth one."""


class Shape(Enum):
    """How metrics are shown."""

    LIST = "list"
    TILES = "tiles"
    PLOT = "plot"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be shown, as far as there is room and there are metrics."""

    plot: bool = False
    """The full plot, with `overview` tiles in its place."""
    overview: bool = False
    tiles: bool | None = None
    """Tiles, or lines, in place of a plot; `None`: what suits the room."""


def shape_for(wish: Wish, width: int, height: int, count: int) -> Shape:
    """The shape of a pane with so much room for so many metrics."""
    if not count:
        return Shape.LIST
    if wish.plot:
        return Shape.TILES if wish.overview else Shape.PLOT
    if wish.tiles is False:
        return Shape.LIST
    return Shape.TILES if wish.tiles or suits(width, height - 2, count) else Shape.LIST


class MetricBody:
    """Draws a `Listing` into the lines of a pane. Lines before the rows stay when those are scrolled."""

    def __init__(self) -> None:
        self.shape = Shape.LIST
        self.head: list[Parts] = []
        """The lines below the title that are not scrolled."""
        self.row_count = 0
        """Lines that are scrolled."""
        self.plot = MetricPlot()
        self._list = MetricList()
        self._tiles = MetricTiles()
        self._listing = Listing()
        self._look = Look()
        self._state = ViewState()
        self._notes: list[Parts] = []
        self._time = DrawingTime()

    @property
    def is_short(self) -> bool:
        """True when something was left to be drawn in the next go."""
        return self._time.is_short or (self.shape is Shape.PLOT and self.plot.is_short)

    @property
    def axis_name(self) -> str:
        """What the x axis of all tiles counts, in a word; empty for anything but tiles."""
        return self._tiles.axis_name if self.shape is Shape.TILES else ""

    @property
    def across(self) -> int:
        """Metrics beside each other."""
        return self._tiles.grid.columns if self.shape is Shape.TILES else 1

    @property
    def lines_each(self) -> int:
        """Lines of a metric."""
        return self._tiles.grid.height if self.shape is Shape.TILES else 1

    def lines_of(self, place: int) -> range:
        """The rows of a listed metric; none of one that is not laid out yet. Those of a plot are no metric's."""
        if self.shape is Shape.PLOT or place >= len(self._listing.series):
            return range(0)
        first = self._tiles.line_of(place) if self.shape is Shape.TILES else self._list.line_of(place)
        return range(first, first + self.lines_each)

    def fit(self, listing: Listing, look: Look, wish: Wish, health: Health, why_empty: str) -> None:
        """Choose the shape, and lay lines out; `look.height` is that of the pane without its title."""
        count = len(listing.series)
        self.shape = shape_for(wish, look.width, look.height, count)
        self._listing, self._look = listing, look
        for drawn in (self._list, self._tiles):
            drawn.let_go(listing)
        said = health_parts(health) if self.shape is not Shape.PLOT and count else ()
        roomy = look.height + 1 >= LEAST_HEIGHT_WITH_HEAD
        self._notes = [(("  ", theme.TEXT), (note, theme.WARN)) for note in _notes(listing)]
        if health.is_unwell and said and not roomy:
            self._notes.append(said)
        self.head = [said] if said and roomy else []
        if self.shape is Shape.PLOT:
            self.row_count = max(0, look.height)
            return
        if self.shape is Shape.TILES:
            self._tiles.fit(listing, _shorter(look, len(self.head) + len(self._notes)))
            self.row_count = self._tiles.height
        else:
            has_head = roomy and count > 0
            self._list.fit(listing, _shorter(look, len(self.head) + has_head + len(self._notes)))
            self.head += [self._list.head()] if has_head else []
            self.row_count = self._list.height
        if not count:
            self._notes.insert(0, (("  ", theme.TEXT), (why_empty, theme.DIM)))
        self.row_count += len(self._notes)

    def begin(self, under_cursor: Series | None, state: ViewState) -> None:
        """Begin to draw: the first piece in any case, others as long as there is time."""
        self._time = DrawingTime()
        self._state = state
        if self.shape is Shape.PLOT:
            self.plot.take(self._listing, under_cursor, state.smoothing)

    def row(self, row: int, cursor: int, focused: bool) -> Parts:
        """A line of metrics, a note, or a line of the plot."""
        if self.shape is Shape.PLOT:
            lines = self.plot.lines(self._look.width, self.row_count, self._state, self._look.live)
            return lines[row] if row < len(lines) else ()
        metrics = self.row_count - len(self._notes)
        if row >= metrics:
            return self._notes[row - metrics] if row < self.row_count else ()
        drawn = self._tiles if self.shape is Shape.TILES else self._list
        return drawn.line(row, cursor, focused, self._time)


def _notes(listing: Listing) -> list[str]:
    """What is to be said about the file besides its metrics."""
    metrics = listing.metrics
    problem = [metrics.problem] if metrics.problem and metrics.series else []
    return [*problem, *metrics.notes]


def _shorter(look: Look, lines: int) -> Look:
    return replace(look, height=max(0, look.height - lines))
