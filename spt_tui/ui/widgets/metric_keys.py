"""The keys of the metrics pane: the cursor, what is plotted together, and what people choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual.binding import Binding

from spt_tui.runs.metric_choices import MetricChoices
from spt_tui.ui.widgets.metric_body import Shape
from spt_tui.ui.widgets.metrics_view import MetricsView

Change = Callable[[MetricChoices], MetricChoices]


class MetricKeys(MetricsView):
    """A `MetricsView` under keys; a subclass gives `choose` besides."""

    BINDINGS = [
        Binding("down,j", "move(1)", "next metric", id="metrics.down", show=False),
        Binding("up,k", "move(-1)", "previous metric", id="metrics.up", show=False),
        Binding("pagedown", "page(1)", "page down", id="metrics.page_down", show=False),
        Binding("pageup", "page(-1)", "page up", id="metrics.page_up", show=False),
        Binding("g,home", "go(0)", "first metric", id="metrics.first", show=False),
        Binding("G,end", "go(-1)", "last metric", id="metrics.last", show=False),
        Binding("space", "mark", "mark", id="metrics.mark"),
        Binding("u", "unmark", "unmark all metrics", id="metrics.unmark", show=False),
        Binding("p", "pin", "pin", id="metrics.pin"),
        Binding("t", "tiles", "tiles", id="metrics.tiles"),
        Binding("b", "best", "best or last value first", id="metrics.best", show=False),
        Binding("D", "turn", "the other way is better", id="metrics.turn", show=False),
    ]

    def choose(self, change: Change) -> None:
        """Change what is chosen for the metrics, for now and for later."""
        raise NotImplementedError

    def action_move(self, rows: int) -> None:
        """Move the cursor by some lines of metrics."""
        self.move_to(self.cursor + rows * self.across)

    def action_sideways(self, by: int, fast: bool = False) -> None:
        """The plot's cursor to another row, or the cursor to the metric beside."""
        if self.plotted:
            super().action_sideways(by, fast)
        elif self.across > 1:
            self.move_to(self.cursor + by)

    def action_page(self, pages: int) -> None:
        """Move the cursor by a page."""
        self.move_to(self.cursor + pages * self.metrics_a_page)

    def action_go(self, place: int) -> None:
        """Move the cursor to the first metric (0) or the last (-1)."""
        self.move_to(place if place >= 0 else self.listed_count - 1)

    def action_mark(self) -> None:
        """Plot the metric together with others, or no longer."""
        if self.series:
            name = self.series.name
            rest = tuple(each for each in self.marked if each != name)
            self.marked = rest if name in self.marked else (*rest, name)

    def action_unmark(self) -> None:
        """Mark none."""
        self.marked = ()

    def action_pin(self) -> None:
        """List the metric first in all runs of this root, or no longer."""
        if self.series:
            name = self.series.name
            self.choose(lambda choices: choices.pin(name))

    def action_turn(self) -> None:
        """Let the other direction of the metric be the better one."""
        if self.series:
            name = self.series.name
            self.choose(lambda choices: choices.turn(name))

    def action_tiles(self) -> None:
        """A small plot each in place of lines, or of the full plot; and back."""
        wish = self.wish
        if wish.plot:
            self.wish = replace(wish, overview=not wish.overview)
        else:
            self.wish = replace(wish, tiles=self.shape is not Shape.TILES)

    def action_best(self) -> None:
        """The best value before the last one, or after it."""
        self.best_first = not self.best_first
