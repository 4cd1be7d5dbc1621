"""Runs as points, under keys that choose the columns, the scales and a run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial

from textual.binding import Binding

from spt_tui.runs.catalog import Catalog
from spt_tui.ui.compare.drawer import Drawer
from spt_tui.ui.compare.picture_view import PictureView
from spt_tui.ui.compare.scatter_picture import ScatterPicture, draw_scatter
from spt_tui.ui.compare.scatter_state import ScatterState
from spt_tui.ui.plots.glyphs import glyphs_of


class ScatterPlot(PictureView[ScatterState, ScatterPicture]):
    """The points, and what goes with what."""

    empty_title = "correlating"

    BINDINGS = [
        Binding("right", "move(1)", "point to the right", id="scatter.right", show=False),
        Binding("left", "move(-1)", "point to the left", id="scatter.left", show=False),
        Binding("up,k", "climb(1)", "point above", id="scatter.up", show=False),
        Binding("down,j", "climb(-1)", "point below", id="scatter.down", show=False),
        Binding("enter", "go", "go to the run", id="scatter.go"),
        Binding("x", "pick_x", "x axis", id="scatter.x"),
        Binding("m", "pick_y", "y axis", id="scatter.y"),
        Binding("n", "step_x(1)", "next correlation", id="scatter.next"),
        Binding("N", "step_x(-1)", "the correlation before", id="scatter.previous", show=False),
        Binding("l", "log_y", "log scale", id="scatter.log"),
        Binding("L", "log_x", "log x axis", id="scatter.log_x"),
        Binding("E", "save_plot", "save the plot", id="scatter.save", show=False),
    ]

    def __init__(self, catalog: Catalog, slots: Sequence[int], *, id: str | None = None) -> None:
        draw = partial(draw_scatter, glyphs=glyphs_of(os.environ))
        super().__init__(Drawer(lambda: ScatterState(catalog, slots), draw, self.deliver, ScatterState.follow), id=id)

    def action_move(self, by: int) -> None:
        """The next point to the right, or to the left."""
        self.change(lambda state: state.move(by))

    def action_climb(self, by: int) -> None:
        """The next point above, or below."""
        self.change(lambda state: state.move(by, upwards=True))

    def action_go(self) -> None:
        """Go to the run at the cursor."""
        dir = self.picture.dir if self.picture else None
        if dir is None:
            self.post_message(self.Refused("pick a point with the arrows, then enter goes to its run"))
        else:
            self.post_message(self.RunChosen(dir))

    def action_step_x(self, by: int) -> None:
        """The next column along the x axis, the most correlated hyper-parameter first, or the one before."""
        self.change(lambda state: state.step_x(by))

    def action_pick_x(self) -> None:
        """Pick what is along the x axis."""
        from spt_tui.ui.compare.choices import axis_picker

        if self.picture is not None:
            picker = axis_picker("x", self.picture.x_choices, self.picture.x)
            self.ask(picker, lambda id: self.change(lambda state: state.choose_x(id)))

    def action_pick_y(self) -> None:
        """Pick what is along the y axis."""
        from spt_tui.ui.compare.choices import axis_picker

        if self.picture is not None:
            picker = axis_picker("y", self.picture.y_choices, self.picture.y)
            self.ask(picker, lambda id: self.change(lambda state: state.choose_y(id)))

    def action_log_y(self) -> None:
        """The other y scale."""
        self.change(ScatterState.turn_log_y)

    def action_log_x(self) -> None:
        """The other scale of the x axis."""
        self.change(ScatterState.turn_log_x)

    def action_save_plot(self) -> None:
        """Save the points as files."""
        from spt_tui.ui.save_plot import ShownCloud, save_shown

        picture = self.picture
        if picture is None or not picture.labels:
            self.post_message(self.Refused("nothing to save yet"))
            return
        title = f"{picture.cloud.y_name} over {picture.cloud.x_name}"
        save_shown(ShownCloud(picture.cloud, picture.labels, title, title, picture.roots), self)
