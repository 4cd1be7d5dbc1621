"""The metrics of a run on the screen: under a cursor a line or a tile each, or as a full plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.hardware.run_log_reader import LogEntry
from spt_tui.runs.curves.series import best_of
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.metric_choices import NO_CHOICES, MetricChoices
from spt_tui.runs.metric_name import interest
from spt_tui.runs.metrics import Metrics
from spt_tui.ui.messages import Narrowed
from spt_tui.ui.plots.readout_lines import exact
from spt_tui.ui.widgets.health_line import UNJUDGED, Health
from spt_tui.ui.widgets.line_view import strip_of
from spt_tui.ui.widgets.listed_metrics import ListedMetrics
from spt_tui.ui.widgets.metric_body import Wish
from spt_tui.ui.widgets.metric_line import Parts
from spt_tui.ui.widgets.metric_list import NO_METRICS, Listing, Look
from spt_tui.ui.widgets.metric_order import families
from spt_tui.ui.widgets.metrics_title import list_note, list_title, plot_note, plot_title
from spt_tui.ui.widgets.name_filter import NameFilter
from spt_tui.ui.widgets.plot_keys import PlotKeys

PAUSE_SECONDS = 0.02
"""Between two goes at drawing many curves."""


class MetricsView(ListedMetrics):
    """A metric each: name, last, best, the whole history, and where it is NaN or infinite; zoomed the plot of some.

    A subclass loads the metrics and gives `run_name`, `live` and `why_empty`.
    """

    filter_text: reactive[str] = reactive("", repaint=False)
    """Which metrics are listed: see `metric_filter`."""
    choices: reactive[MetricChoices] = reactive(NO_CHOICES, repaint=False)
    """Which come first, and which way is better."""
    marked: reactive[tuple[str, ...]] = reactive((), repaint=False)
    """Names of the metrics that are plotted together, in the order of their letters."""
    wish: reactive[Wish] = reactive(Wish(), repaint=False)
    """List, tiles or plot."""
    best_first: reactive[bool] = reactive(False, repaint=False)
    """The best value before the last one; alone where there is room for one."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._health = UNJUDGED
        self._filter = NameFilter(lambda why: self.post_message(Narrowed("metrics", why, is_wrong=True)))
        self._wanted = ""
        """Name of the metric to be on where there is one of that name."""
        self._drawn: dict[int, Parts] = {}
        self._drawn_head: tuple[object, ...] = ()
        self._resuming = False

    @property
    def run_name(self) -> str:
        """What the title calls the run, cleaned; empty without a run."""
        raise NotImplementedError

    @property
    def live(self) -> bool:
        """Whether rows may come: the columns of sparklines and plots then stay in place."""
        raise NotImplementedError

    def why_empty(self) -> str:
        """Why there is no metric, of whatever name; cleaned."""
        raise NotImplementedError

    def show_metrics(
        self,
        metrics: Metrics,
        clock: StepClock | None = None,
        health: Health = UNJUDGED,
        events: Sequence[LogEntry] = (),
    ) -> None:
        """Show these; the cursor stays on the metric of the same name, at first it is on the most telling one."""
        self._listing = replace(self._listing, metrics=metrics, clock=clock, events=events)
        self._health = health
        self.list_anew()

    def forget_metrics(self) -> None:
        """Those of another run are about to come; what is drawn stays until then, or until `fit_lines`."""
        self._remember()
        self._listing, self._listed, self._health = Listing(NO_METRICS), (), UNJUDGED
        self.set_reactive(PlotKeys.state, self.state.whole().without_cursor())

    def list_anew(self) -> None:
        """Choose and order the metrics anew, and put the cursor where it was."""
        self._remember()
        metrics = self.metrics.series
        places = self._filter.left([series.name for series in metrics])
        ordered = families([metrics[place] for place in places], self.choices.pinned)
        self._listing = replace(self._listing, families=ordered, choices=self.choices, marked=self.marked)
        self._listed = self._listing.series
        names = [series.name for series in self._listed]
        wanted = self._wanted or min(names, key=interest, default="")
        self.cursor = names.index(wanted) if wanted in names else min(self.cursor, max(0, len(names) - 1))
        self.fit_lines()

    def fit_lines(self) -> None:
        """Fit columns and axes to what there is, then draw what differs."""
        width, height = self.size
        if not width:
            return
        body, view = self._body, self.state.view
        before = (body.shape, self.head_height, self.row_count)
        look = Look(width, height - 1, view.x, view.log, self.live, self.best_first, view.glyphs)
        body.fit(self._listing, look, self.wish, self._health, self.why_empty())
        self.head_height = 1 + len(body.head)
        self.row_count = body.row_count
        if before != (body.shape, self.head_height, self.row_count):
            self._show_cursor()
            self.refresh()
        self.redraw()

    def redraw(self) -> None:
        """Draw the visible lines that are not as they were drawn last."""
        if not self.size.width:
            return
        self._body.begin(self.series, self.state)
        head = (self.has_focus, tuple(self.title_parts()), tuple(self.title_note()), *self._body.head)
        if head != self._drawn_head:
            self._drawn_head = head
            self.refresh_head()
        rows = range(self.top, min(self.row_count, self.top + self.page))
        self.refresh_row(*[row for row in rows if self._drawn.get(row) != self._row(row)])
        if self._body.is_short and not self._resuming:
            self._resuming = True
            self.set_timer(PAUSE_SECONDS, self._resume_drawing)

    def copy_text(self) -> str | None:
        """The values under the plot's cursor; else name, last and best value of the metric, in full precision."""
        series = self.series
        if series is None:
            return None
        values = self._body.plot.values_text(self.state.view) if self.plotted else None
        if values:
            return values
        best = best_of(series, self.choices.is_lower(series.name))
        return f"{series.name}  last {exact(series.last)}" + ("" if best is None else f"  best {best!r}")

    def title_parts(self) -> Parts:
        """The run, or the metric that is plotted."""
        if self.plotted and self.series:
            return plot_title(self.series, self.choices.is_lower(self.series.name), self.size.width)
        return list_title(self.run_name, self.size.width, self.title_note())

    def title_note(self) -> Parts:
        """How much there is, or how the plot is drawn."""
        if self.plotted:
            return plot_note(self._body.plot.axis_name(self.state.view), self.state)
        axis = self._body.axis_name
        drawn = f"{axis}, {'log' if self.state.view.log else 'linear'}, " if axis else ""
        return list_note(self.metrics, len(self._listed), self.size.width, drawn)

    def head_strip(self, y: int, width: int) -> Strip:
        """What is wrong with the run, and the names of the columns."""
        return strip_of(self._body.head[y - 1], width) if y <= len(self._body.head) else Strip.blank(width)

    def row_strip(self, row: int, width: int) -> Strip:
        """A metric, a note, or a line of the plot."""
        parts = self._drawn[row] = self._row(row)
        return strip_of(parts, width)

    def watch_filter_text(self) -> None:
        """List other metrics; what is not understood leaves them as they are."""
        if not self._filter.turn_to(self.filter_text, [series.name for series in self.metrics.series]):
            return
        self.list_anew()
        found = f"{len(self._listed)} of {len(self.metrics.series)}" if self.metrics.series else ""
        self.post_message(Narrowed("metrics", found if self.filter_text else ""))

    def watch_choices(self) -> None:
        """Order by them, and tell the best by them."""
        self.list_anew()

    def watch_marked(self) -> None:
        """Plot others together."""
        self.list_anew()

    def watch_wish(self) -> None:
        """Draw in another shape."""
        self.top = 0
        self.fit_lines()
        self._show_cursor()

    def watch_zoomed(self) -> None:
        """Plot or list."""
        self.wish = replace(self.wish, plot=self.zoomed, overview=False)

    def watch_top(self) -> None:
        """Draw the lines that came into view."""
        self.redraw()

    def watch_state(self) -> None:
        """Draw along other axes."""
        self.fit_lines()

    def watch_best_first(self) -> None:
        """Show the other value."""
        self.fit_lines()

    def on_resize(self) -> None:
        """Fit the columns to the new width, and keep the cursor in sight."""
        self.fit_lines()
        self._show_cursor()

    def on_focus(self) -> None:
        """Show that keys go here."""
        self.redraw()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.redraw()

    def move_to(self, place: int) -> None:
        """Put the cursor on a listed metric."""
        place = max(0, min(place, len(self._listed) - 1))
        if place != self.cursor:
            self.cursor = place
            self._show_cursor()
            self.redraw()

    def _show_cursor(self) -> None:
        """Scroll to the metric under the cursor. A pane that has not been on the screen has no lines yet."""
        if self._listed and self.size.width:
            lines = self._body.lines_of(self.cursor)
            for row in (*lines[-1:], *lines[:1]):
                self.show_row(row)

    def _remember(self) -> None:
        """The metric under the cursor is the one to be on after the list changes."""
        if self.series:
            self._wanted = self.series.name

    def _resume_drawing(self) -> None:
        self._resuming = False
        self.redraw()

    def _row(self, row: int) -> Parts:
        return self._body.row(row, self.cursor, self.has_focus)
