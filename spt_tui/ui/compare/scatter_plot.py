"""Runs as points, under keys that choose the columns, the scales and a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial

from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.runs.catalog import Catalog
from spt_tui.ui import theme
from spt_tui.ui.compare.drawer import Drawer
from spt_tui.ui.compare.scatter_picture import ScatterPicture, draw_scatter
from spt_tui.ui.compare.scatter_state import ScatterState
from spt_tui.ui.picker import Picker
from spt_tui.ui.plots.glyphs import glyphs_of
from spt_tui.ui.widgets.line_view import LineView, Parts, strip_of


class ScatterPlot(LineView):
    """Shows the last picture that its thread drew, and hands keys on to where they act."""

    BINDINGS = [
        Binding("right", "move(1)", "point to the right", id="scatter.right", show=False),
        Binding("left", "move(-1)", "point to the left", id="scatter.left", show=False),
        Binding("up,k", "climb(1)", "point above", id="scatter.up", show=False),
        Binding("down,j", "climb(-1)", "point below", id="scatter.down", show=False),
        Binding("enter", "go", "go to the run", id="scatter.go"),
        Binding("x", "pick_x", "x axis", id="scatter.x"),
        Binding("m", "pick_metric", "metric", id="scatter.metric"),
        Binding("n", "step_x(1)", "next correlation", id="scatter.next"),
        Binding("N", "step_x(-1)", "the correlation before", id="scatter.previous", show=False),
        Binding("l", "log_y", "log scale", id="scatter.log"),
        Binding("L", "log_x", "log x axis", id="scatter.log_x"),
        Binding("E", "save_plot", "save the plot", id="scatter.save", show=False),
    ]

    picture: reactive[ScatterPicture | None] = reactive(None, repaint=False)
    """What was drawn last."""

    class Drawn(Message):
        """There is a newer picture."""

        def __init__(self, picture: ScatterPicture) -> None:
            self.picture = picture
            super().__init__()

        def can_replace(self, message: Message) -> bool:
            """Of two the newer is enough."""
            return isinstance(message, ScatterPlot.Drawn)

    class RunChosen(Message):
        """The user wants to go to the run in this directory."""

        def __init__(self, dir: str) -> None:
            self.dir = dir
            super().__init__()

    class Refused(Message):
        """A key does nothing here and now, and what it takes, in one line."""

        def __init__(self, reason: str) -> None:
            self.reason = reason
            super().__init__()

    def __init__(self, catalog: Catalog, slots: Sequence[int], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._drawer: Drawer[ScatterState, ScatterPicture] = Drawer(
            lambda: ScatterState(catalog, slots), partial(draw_scatter, glyphs=glyphs_of(os.environ)), self._deliver
        )

    def on_mount(self) -> None:
        """Start the thread."""
        self._drawer.start()

    def on_unmount(self) -> None:
        """Let the thread end."""
        self._drawer.stop()

    def on_resize(self) -> None:
        """Draw in the new size."""
        self._drawer.resize(self.size.width, self.size.height - self.head_height)

    @on(Drawn)
    def show_drawn(self, message: Drawn) -> None:
        """Show the picture that was drawn."""
        message.stop()
        self.picture = message.picture

    def watch_picture(self, before: ScatterPicture | None, picture: ScatterPicture | None) -> None:
        """Draw the lines that differ."""
        if picture is None:
            return
        self.row_count = len(picture.lines)
        if before is None or len(before.lines) != len(picture.lines):
            self.refresh()
            return
        pairs = enumerate(zip(before.lines, picture.lines, strict=True))
        self.refresh_row(*[row for row, (old, new) in pairs if old != new])
        if (before.title, before.note) != (picture.title, picture.note):
            self.refresh_title()

    def title_parts(self) -> Parts:
        """The columns."""
        return self.picture.title if self.picture else [("correlating", theme.BOLD)]

    def title_note(self) -> Parts:
        """How many runs there are, and are not."""
        return self.picture.note if self.picture else ()

    def row_strip(self, row: int, width: int) -> Strip:
        """A line of the picture."""
        return strip_of(self.picture.lines[row] if self.picture else (), width)

    def copy_text(self) -> str | None:
        """The points, a line each."""
        return self.picture.text if self.picture else None

    def action_move(self, by: int) -> None:
        """The next point to the right, or to the left."""
        self._drawer.change(lambda state: state.move(by))

    def action_climb(self, by: int) -> None:
        """The next point above, or below."""
        self._drawer.change(lambda state: state.move(by, upwards=True))

    def action_go(self) -> None:
        """Go to the run at the cursor."""
        dir = self.picture.dir if self.picture else None
        if dir is None:
            self.post_message(self.Refused("pick a point with the arrows, then enter goes to its run"))
        else:
            self.post_message(self.RunChosen(dir))

    def action_step_x(self, by: int) -> None:
        """The next hyper-parameter along the x axis, or the one before."""
        self._drawer.change(lambda state: state.step_x(by))

    def action_pick_x(self) -> None:
        """Pick what is along the x axis."""
        from spt_tui.ui.compare.choices import x_picker

        if self.picture is not None:
            self._ask(x_picker(self.picture.x_choices, self.picture.x), ScatterState.choose_x)

    def action_pick_metric(self) -> None:
        """Pick the metric."""
        from spt_tui.ui.compare.choices import metric_picker

        if self.picture is not None:
            self._ask(metric_picker(self.picture.metrics, self.picture.metric), ScatterState.choose_metric)

    def action_log_y(self) -> None:
        """The other y scale."""
        self._drawer.change(ScatterState.turn_log_y)

    def action_log_x(self) -> None:
        """The other scale of the x axis."""
        self._drawer.change(ScatterState.turn_log_x)

    def action_save_plot(self) -> None:
        """Save the points as files."""
        from spt_tui.ui.save_plot import ShownCloud, save_shown

        picture = self.picture
        if picture is None or not picture.labels:
            self.post_message(self.Refused("nothing to save yet"))
            return
        title = f"{picture.cloud.y_name} over {picture.cloud.x_name}"
        save_shown(ShownCloud(picture.cloud, picture.labels, title, title, picture.roots), self)

    def _deliver(self, picture: ScatterPicture) -> None:
        self.post_message(self.Drawn(picture))

    def _ask(self, picker: Picker, take: Callable[[ScatterState, str], None]) -> None:
        def answer(ids: tuple[str, ...] | None) -> None:
            if ids:
                self._drawer.change(lambda state: take(state, ids[0]))

        self.app.push_screen(picker, answer)
