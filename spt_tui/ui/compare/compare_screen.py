"""Runs in one plot, with the table of their best and last values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from spt_tui.runs.catalog import Catalog
from spt_tui.ui.compare.best_view import BestView
from spt_tui.ui.compare.compare_plot import ComparePlot
from spt_tui.ui.compare.over_screen import OverScreen
from spt_tui.ui.widgets.hint_line import HintLine

LEAST_HEIGHT_FOR_BOTH = 30
"""In a lower screen the table takes the place of the plot."""
LEAST_HEIGHT_AT_FIRST = 40
"""In a screen as high the table is there from the beginning."""
MOST_RUNS_AT_FIRST = 64
"""Of more runs it is shown when it is asked for: all of their metrics are read for it."""


class CompareScreen(OverScreen):
    """The plot above, the table below."""

    DEFAULT_CSS = """
    CompareScreen > BestView { height: 1fr; }
    CompareScreen > ComparePlot { height: 2fr; }
    """

    VIEWS = {"Compare": ComparePlot, "Best and last": BestView}

    BINDINGS = [Binding("T", "table", "table", id="over.table")]

    def __init__(self, catalog: Catalog, slots: Sequence[int], go_to: Callable[[str], object]) -> None:
        super().__init__(go_to)
        self._plot = ComparePlot(catalog, slots, id="compare")
        self._table = BestView(id="best")
        self._wants_table: bool | None = None
        """`None` until the user says so: by the room there is."""
        self._few = len(slots) <= MOST_RUNS_AT_FIRST

    def compose(self) -> ComposeResult:
        """The plot, the table, the keys."""
        yield self._plot
        yield self._table
        yield HintLine()

    def on_mount(self) -> None:
        """The plot has the keyboard."""
        self._share()
        self._plot.focus()

    def on_resize(self) -> None:
        """Share the room anew."""
        self._share()

    @on(ComparePlot.Figured)
    def show_figures(self, message: ComparePlot.Figured) -> None:
        """Show the best and last values."""
        self._table.figures = message.figures

    @on(BestView.MetricChosen)
    def plot_metric(self, message: BestView.MetricChosen) -> None:
        """Plot the metric of a row."""
        self._plot.choose_metric(message.metric)
        if not self._plot.display:
            self.action_table()

    @on(BestView.RunChosen)
    def go_to_row(self, message: BestView.RunChosen) -> None:
        """Back to the browser, at the run of a row."""
        dir = self._plot.dir_at(message.place)
        if dir is not None:
            self.go_to(dir)

    def step_back(self) -> bool:
        """Leave a table that hides the plot, then undo what was done to the view."""
        if not self._plot.display:
            self.action_table()
            return True
        return self._plot.step_back()

    def action_table(self) -> None:
        """Show the table, or hide it."""
        self._wants_table = not self._table.display
        self._share()

    def _share(self) -> None:
        height = self.size.height
        at_first = self._few and height >= LEAST_HEIGHT_AT_FIRST
        shown = at_first if self._wants_table is None else self._wants_table
        self._table.display = shown
        self._plot.display = not shown or height >= LEAST_HEIGHT_FOR_BOTH
        if shown:
            self._plot.want_figures()
        if not self.pane.display:
            (self._plot if self._plot.display else self._table).focus()
