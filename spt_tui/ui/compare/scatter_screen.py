"""The visible runs as points, with what goes with what."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult

from spt_tui.runs.catalog import Catalog
from spt_tui.ui.compare.over_screen import OverScreen
from spt_tui.ui.compare.scatter_plot import ScatterPlot
from spt_tui.ui.widgets.hint_line import HintLine


class ScatterScreen(OverScreen):
    """The plot alone."""

    VIEWS = {"Scatter": ScatterPlot}

    def __init__(self, catalog: Catalog, slots: Sequence[int], go_to: Callable[[str], object]) -> None:
        super().__init__(go_to)
        self._plot = ScatterPlot(catalog, slots, id="scatter")

    def compose(self) -> ComposeResult:
        """The plot, the keys."""
        yield self._plot
        yield HintLine()

    def on_mount(self) -> None:
        """The plot has the keyboard."""
        self._plot.focus()
