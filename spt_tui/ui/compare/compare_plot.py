"""Runs in one plot, under keys that choose the metric, the view, the groups and the curve in front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.binding import Binding
from textual.message import Message

from spt_tui.runs.catalog import Catalog
from spt_tui.ui.compare.best_lines import BestFigures
from spt_tui.ui.compare.compare_feed import CompareFeed
from spt_tui.ui.compare.comparison import Comparison
from spt_tui.ui.compare.picture import Picture
from spt_tui.ui.compare.picture_view import PictureView
from spt_tui.ui.widgets.plot_turns import PlotTurns, Turn


class ComparePlot(PlotTurns, PictureView[Comparison, Picture]):
    """The curves, and what is said of them."""

    empty_title = "comparing"

    BINDINGS = [
        Binding("down,j", "metric(1)", "next metric", id="compare.metric_down", show=False),
        Binding("up,k", "metric(-1)", "previous metric", id="compare.metric_up", show=False),
        Binding("m", "pick_metric", "metric", id="compare.metric"),
        Binding("n", "front(1)", "curve in front", id="compare.front"),
        Binding("N", "front(-1)", "the curve before in front", id="compare.front_back", show=False),
        Binding("enter", "go", "go to the run in front", id="compare.go", show=False),
        Binding("g", "pick_group", "groups", id="compare.group"),
        Binding("B", "spread", "band: min to max, deviation", id="compare.spread", show=False),
        Binding("E", "save_plot", "save the plot", id="compare.save", show=False),
    ]

    class Figured(Message):
        """The best and last values are these."""

        def __init__(self, figures: BestFigures) -> None:
            self.figures = figures
            super().__init__()

    def __init__(self, catalog: Catalog, slots: Sequence[int], *, id: str | None = None) -> None:
        self._catalog = catalog
        self._slots = slots
        feed = CompareFeed(catalog, slots, self.deliver)
        self.want_figures = feed.want_figures
        """Read the best and last values of all metrics, too."""
        super().__init__(feed, id=id)

    def watch_picture(self, before: Picture | None, picture: Picture | None) -> None:
        """Draw the lines that differ, and have smoothed what is not; tell of new figures."""
        super().watch_picture(before, picture)
        if picture is None:
            return
        if picture.behind:
            self.call_after_refresh(self.change, Comparison.smooth_on)  # lest the next one delays this one
        if picture.best is not None and (before is None or picture.best is not before.best):
            self.post_message(self.Figured(picture.best))

    @property
    def dot_columns(self) -> int:
        """Those of the last picture."""
        return self.picture.columns if self.picture else 1

    def turn(self, turn: Turn) -> None:
        """Look at the curves in another way."""
        self.change(lambda comparison: comparison.turn(turn))

    def dir_at(self, place: int) -> str | None:
        """The directory of the run at a place of the compared ones."""
        dirs = self.picture.dirs if self.picture else ()
        return dirs[place] if place < len(dirs) else None

    def step_back(self) -> bool:
        """Take away the cursor, else show the whole axis; False if there is neither cursor nor window."""
        view = self.picture.view if self.picture else None
        if view is None or (view.cursor is None and view.window is None):
            return False
        self.action_let_go()
        return True

    def choose_metric(self, metric: str) -> None:
        """Compare by this metric."""
        self.change(lambda comparison: comparison.choose_metric(metric))

    def action_metric(self, by: int) -> None:
        """Compare by the next metric, or the one before."""
        self.change(lambda comparison: comparison.step_metric(by))

    def action_pick_metric(self) -> None:
        """Pick the metric."""
        from spt_tui.ui.compare.choices import metric_picker

        if self.picture is not None:
            self.ask(metric_picker(self.picture.metrics, self.picture.metric), self.choose_metric)

    def action_pick_group(self) -> None:
        """Pick what the runs are grouped by."""
        from spt_tui.ui.compare.choices import group_picker, grouping_of

        by = self.picture.by if self.picture else None
        self.ask(
            group_picker(self._catalog, self._slots, by),
            lambda id: self.change(lambda comparison: comparison.group(grouping_of(id))),
        )

    def action_spread(self) -> None:
        """The other edges of the bands."""
        if self.picture is not None and self.picture.by is None:
            self.post_message(self.Refused("group the runs with g, then B changes their bands"))
        else:
            self.change(Comparison.turn_spread)

    def action_front(self, by: int) -> None:
        """The next curve in front, or the one before."""
        self.change(lambda comparison: comparison.walk(by))

    def action_go(self) -> None:
        """Go to the run in front."""
        front = self.picture.front if self.picture else None
        if front is None:
            self.post_message(self.Refused("bring a curve to the front with n, then enter goes to its run"))
        elif front.dir is None:
            self.post_message(self.Refused("a group is no run: show each of them with g, none"))
        else:
            self.post_message(self.RunChosen(front.dir))

    def action_save_plot(self) -> None:
        """Save the plot as files."""
        from spt_tui.ui.save_plot import ShownPlot, save_shown

        picture = self.picture
        if picture is None or not picture.shown:
            self.post_message(self.Refused("nothing to save yet"))
            return
        named = [replace(one.curve, name=one.label, style=one.style, letter=one.letter) for one in picture.shown]
        title = f"{picture.metric} of {picture.subject}"
        save_shown(ShownPlot(named, picture.view, title, title, picture.x_name, picture.roots), self)
