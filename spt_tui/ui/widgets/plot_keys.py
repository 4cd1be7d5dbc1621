"""The keys of a plot: its axes, its window, its cursor and its smoothing."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding
from textual.reactive import reactive

from spt_tui.ui.plots.curve import AnyCurve
from spt_tui.ui.plots.view_state import ViewState
from spt_tui.ui.widgets.line_view import LineView

_ONLY_IN_A_PLOT = frozenset({"zoom_in", "pan", "whole", "smooth", "log_x"})
TENTHS = 10


class PlotKeys(LineView):
    """A pane whose `state` is how its plot is looked at; a subclass gives `plotted`, `curves` and `dot_columns`."""

    BINDINGS = [
        Binding("x", "cycle_x", "step/epoch/time", id="metrics.x"),
        Binding("l", "toggle_log", "log scale", id="metrics.log"),
        Binding("left", "sideways(-1)", "plot: cursor to the row before", id="metrics.left", show=False),
        Binding("right", "sideways(1)", "plot: cursor to the next row", id="metrics.right", show=False),
        Binding("shift+left", "sideways(-1, True)", "plot: cursor a tenth back", id="metrics.fast_left", show=False),
        Binding("shift+right", "sideways(1, True)", "plot: cursor a tenth on", id="metrics.fast_right", show=False),
        Binding("plus,equals_sign", "zoom_in(1)", "plot: a shorter part", id="metrics.zoom_in", show=False),
        Binding("minus", "zoom_in(-1)", "plot: a longer part", id="metrics.zoom_out", show=False),
        Binding("less_than_sign", "pan(-1)", "plot: the part before", id="metrics.pan_left", show=False),
        Binding("greater_than_sign", "pan(1)", "plot: the part after", id="metrics.pan_right", show=False),
        Binding("0", "whole", "plot: the whole axis", id="metrics.whole", show=False),
        Binding("left_square_bracket", "smooth(-1)", "plot: less smoothing", id="metrics.rougher", show=False),
        Binding("right_square_bracket", "smooth(1)", "plot: more smoothing", id="metrics.smoother", show=False),
        Binding("L", "log_x", "plot: log x axis", id="metrics.log_x", show=False),
        Binding("escape", "let_go", "plot: no cursor, whole axis", id="metrics.let_go", show=False),
    ]

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

    @property
    def dot_columns(self) -> int:
        """Columns of dots of the plot."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Some keys are for a plot alone; escape is, as long as it has something to let go."""
        if action in _ONLY_IN_A_PLOT:
            return self.plotted
        if action == "let_go":
            view = self.state.view
            return self.plotted and (view.cursor is not None or view.window is not None)
        return super().check_action(action, parameters)

    def action_cycle_x(self) -> None:
        """What the x axis counts next, of what is known."""
        self.state = self.state.next_x(self.curves)

    def action_toggle_log(self) -> None:
        """The other y scale."""
        self.state = self.state.log_turned()

    def action_log_x(self) -> None:
        """The other x scale."""
        self.state = self.state.log_x_turned()

    def action_sideways(self, by: int, fast: bool = False) -> None:
        """The plot's cursor to another row."""
        if self.plotted:
            self.state = self.state.moved(by, self.curves, TENTHS if fast else self.dot_columns)

    def action_zoom_in(self, by: int) -> None:
        """A shorter part of the x axis, or a longer one."""
        self.state = self.state.zoomed(by, self.curves)

    def action_pan(self, by: int) -> None:
        """Another part of the x axis."""
        self.state = self.state.panned(by, self.curves)

    def action_whole(self) -> None:
        """All of the x axis."""
        self.state = self.state.whole()

    def action_smooth(self, by: int) -> None:
        """More smoothing, or less."""
        self.state = self.state.smoothed(by)

    def action_let_go(self) -> None:
        """No cursor; without one all of the x axis."""
        self.state = self.state.whole() if self.state.view.cursor is None else self.state.without_cursor()
