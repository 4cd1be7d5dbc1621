"""The keys that every plot has: its axes, its window, its cursor and its smoothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.binding import Binding

from spt_tui.ui.plots.curve import AnyCurve
from spt_tui.ui.plots.view_state import ViewState
from spt_tui.ui.widgets.line_view import LineView

TENTHS = 10
"""Strides in which a cursor in a hurry crosses the plot."""

Turn = Callable[[ViewState, Sequence[AnyCurve]], ViewState]
"""How a plot is looked at, and its curves -> how it is looked at next."""


class PlotTurns(LineView):
    """A pane that can look at its plot in another way; a subclass gives `turn` and `dot_columns`."""

    BINDINGS = [
        Binding("x", "cycle_x", "step/epoch/time", id="plot.x"),
        Binding("l", "log", "log scale", id="plot.log"),
        Binding("L", "log_x", "log x axis", id="plot.log_x", show=False),
        Binding("right", "sideways(1)", "cursor to the next row", id="plot.right", show=False),
        Binding("left", "sideways(-1)", "cursor to the row before", id="plot.left", show=False),
        Binding("shift+right", "sideways(1, True)", "cursor a tenth right", id="plot.far_right", show=False),
        Binding("shift+left", "sideways(-1, True)", "cursor a tenth left", id="plot.far_left", show=False),
        Binding("plus,equals_sign", "zoom_in(1)", "zoom in at the cursor", id="plot.zoom_in", show=False),
        Binding("minus", "zoom_in(-1)", "zoom out", id="plot.zoom_out", show=False),
        Binding("greater_than_sign", "pan(1)", "pan right", id="plot.pan_right", show=False),
        Binding("less_than_sign", "pan(-1)", "pan left", id="plot.pan_left", show=False),
        Binding("0", "whole", "the whole x axis", id="plot.whole", show=False),
        Binding("left_square_bracket", "smooth(-1)", "smooth less", id="plot.smooth_less", show=False),
        Binding("right_square_bracket", "smooth(1)", "smooth more", id="plot.smooth_more", show=False),
    ]

    @property
    def dot_columns(self) -> int:
        """Columns of dots of the plot: a cursor moves by one of them at least."""
        raise NotImplementedError

    def turn(self, turn: Turn) -> None:
        """Look at the plot in another way."""
        raise NotImplementedError

    def action_cycle_x(self) -> None:
        """Steps, epochs, times along the x axis, as far as they are known."""
        self.turn(lambda state, curves: state.next_x(curves))

    def action_log(self) -> None:
        """The other y scale."""
        self.turn(lambda state, curves: state.log_turned())

    def action_log_x(self) -> None:
        """The other scale of the x axis."""
        self.turn(lambda state, curves: state.log_x_turned())

    def action_sideways(self, by: int, fast: bool = False) -> None:
        """The cursor to the next row that has a column of its own, or to the one before; or a tenth of the plot on."""
        columns = TENTHS if fast else self.dot_columns
        self.turn(lambda state, curves: state.moved(by, curves, columns))

    def action_zoom_in(self, by: int) -> None:
        """A shorter part of the x axis, or a longer one."""
        self.turn(lambda state, curves: state.zoomed(by, curves))

    def action_pan(self, by: int) -> None:
        """A part further right, or left."""
        self.turn(lambda state, curves: state.panned(by, curves))

    def action_whole(self) -> None:
        """All of the x axis."""
        self.turn(lambda state, curves: state.whole())

    def action_smooth(self, by: int) -> None:
        """Smooth more, or less."""
        self.turn(lambda state, curves: state.smoothed(by))

    def action_let_go(self) -> None:
        """No cursor; without one all of the x axis."""
        self.turn(lambda state, curves: state.whole() if state.view.cursor is None else state.without_cursor())
