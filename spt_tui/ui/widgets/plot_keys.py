"""How the plot of a pane is looked at, kept by the pane."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding
from textual.reactive import reactive

from spt_tui.ui.plots.curve import AnyCurve
from spt_tui.ui.plots.view_state import ViewState
from spt_tui.ui.widgets.plot_turns import PlotTurns, Turn

_ONLY_IN_A_PLOT = frozenset({"zoom_in", "pan", "whole", "smooth", "log_x"})


class PlotKeys(PlotTurns):
    """A pane whose `state` is how its plot is looked at; a subclass gives `plotted`, `curves` and
    `dot_columns`."""

    BINDINGS = [Binding("escape", "let_go", "no cursor, whole axis", id="metrics.let_go", show=False)]

    state: reactive[ViewState] = reactive(ViewState(), repaint=False)
    """Axes, window, cursor and smoothing."""

    @property
    def plotted(self) -> bool:
        """Whether a plot is shown."""
        raise NotImplementedError

    @property
    def curves(self) -> Sequence[AnyCurve]:
        """Those that are plotted, or could be."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Some keys are for a plot alone; escape is, as long as it has something to let go."""
        if action in _ONLY_IN_A_PLOT:
            return self.plotted
        if action == "let_go":
            view = self.state.view
            return self.plotted and (view.cursor is not None or view.window is not None)
        return super().check_action(action, parameters)

    def turn(self, turn: Turn) -> None:
        """Look at the plot, or the list, in another way."""
        self.state = turn(self.state, self.curves)

    def action_sideways(self, by: int, fast: bool = False) -> None:
        """The plot's cursor to another row."""
        if self.plotted:
            super().action_sideways(by, fast)
