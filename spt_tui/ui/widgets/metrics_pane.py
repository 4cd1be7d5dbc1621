"""The metrics of the run under the cursor: a line each, or one of them as a full plot."""

from __future__ import annotations

import math

from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.runs.metric_name import interest
from spt_tui.runs.metrics import Metrics
from spt_tui.runs.run import Run
from spt_tui.runs.series import Series
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.widgets.line_view import LineView, strip_of
from spt_tui.ui.widgets.metric_line import Parts, best_style, best_text, cut_middle
from spt_tui.ui.widgets.metric_list import Look, MetricList
from spt_tui.ui.widgets.metrics_follower import MetricsFollower
from spt_tui.units import bytes_text, number_text

LIVE_SECONDS, ENDED_SECONDS = 1.0, 15.0
"""How often the file of a run is looked at."""
LOADING_SECONDS = 0.15
"""A run that is read faster than this replaces the one before without a blank in between."""
PAUSE_SECONDS = 0.02
"""Between two goes at drawing many long sparklines."""
LEAST_HEIGHT_WITH_HEAD = 7
RULE_WIDTH = 3
"""Between the title and what stands at its right end, at least."""
WIDTH_WITH_ROWS = 56
"""The title of a narrower pane does not count the rows."""


class MetricsPane(LineView):
    """One line a metric: name, last, best, the whole history as a sparkline, and where it is NaN or infinite."""

    number = "2"

    BINDINGS = [
        Binding("down,j", "move(1)", "next metric", id="metrics.down", show=False),
        Binding("up,k", "move(-1)", "previous metric", id="metrics.up", show=False),
        Binding("pagedown", "page(1)", "page down", id="metrics.page_down", show=False),
        Binding("pageup", "page(-1)", "page up", id="metrics.page_up", show=False),
        Binding("g,home", "go(0)", "first metric", id="metrics.first", show=False),
        Binding("G,end", "go(-1)", "last metric", id="metrics.last", show=False),
        Binding("x", "cycle_x", "step/epoch", id="metrics.x"),
        Binding("l", "toggle_log", "log scale", id="metrics.log"),
    ]

    run: reactive[Run | None] = reactive(None, repaint=False)
    """The run to show."""
    filter_text: reactive[str] = reactive("", repaint=False)
    """Words that the names of the listed metrics hold."""
    by_epoch: reactive[bool] = reactive(False, repaint=False)
    """Epochs along the x axis instead of steps, for metrics whose rows have one."""
    log_scale: reactive[bool] = reactive(False, repaint=False)
    """Logarithmic y axes."""

    class Polled(Message):
        """Something new about the metrics of a run was read."""

        def __init__(self, run_dir: str, metrics: Metrics) -> None:
            super().__init__()
            self.run_dir = run_dir
            self.metrics = metrics

        def can_replace(self, message: Message) -> bool:
            """Of two for one run the newer is enough."""
            return isinstance(message, MetricsPane.Polled) and message.run_dir == self.run_dir

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._follower = MetricsFollower(self._deliver)
        self._list = MetricList()
        self._known = False
        self._cursor = 0
        self._wanted = ""
        self._drawn: dict[int, Parts] = {}
        self._drawn_head: tuple[object, ...] = ()
        self._resuming = False

    @property
    def series(self) -> Series | None:
        """The metric under the cursor."""
        listed = self._list.listed
        return listed[self._cursor] if self._cursor < len(listed) else None

    def copy_text(self) -> str | None:
        """Name, last and best value of the metric under the cursor, in full precision."""
        series = self.series
        if series is None:
            return None
        best = "" if series.best is None else f"  best {series.best!r}"
        return f"{series.name}  last {series.last!r}{best}"

    def title_parts(self) -> Parts:
        """The run, or the metric that is plotted."""
        series = self.series if self.zoomed else None
        if series is None:
            room = (
                self.size.width - len(" 2 metrics ── ") - sum(len(text) + RULE_WIDTH for text, _ in self.title_note())
            )
            name = cut_middle(self.run.name, max(1, room)) if self.run else ""
            named: Parts = ((" ── ", theme.RULE), (name, theme.TEXT)) if name else ()
            return (("metrics", theme.TITLE), *named)
        facts: Parts = (
            ("  last ", theme.DIM),
            (number_text(series.last), theme.TEXT if math.isfinite(series.last) else theme.BAD),
            ("  best ", theme.DIM),
            (best_text(series), best_style(series)),
        )
        room = self.size.width - len(" 2  ") - sum(len(text) for text, _ in facts)
        return ((cut_middle(series.name, max(8, room)), theme.TITLE), *facts)

    def title_note(self) -> Parts:
        """How much there is, or how the plot is drawn."""
        if not self._list.metrics.series:
            return ()
        if self.zoomed and self.series:
            scale = "log" if self.log_scale else "linear"
            return ((f"{self._list.axis_name(self.series)}, {scale} ", theme.DIM),)
        metrics, count = self._list.metrics, len(self._list.listed)
        total = len(metrics.series)
        listed = f"{total} metrics" if count == total else f"{count} of {total}"
        rows = f", {metrics.rows:,} rows" if self.size.width >= WIDTH_WITH_ROWS else ""
        unread = f", {bytes_text(metrics.behind)} to read" if metrics.behind else ""
        return ((f"{listed}{rows}{unread} ", theme.DIM),)

    def head_strip(self, y: int, width: int) -> Strip:
        """The names of the columns."""
        return strip_of(self._list.head(), width)

    def row_strip(self, row: int, width: int) -> Strip:
        """A metric, a note, or a line of the plot."""
        parts = self._drawn[row] = self._row(row)
        return strip_of(parts, width)

    def on_unmount(self) -> None:
        """Let the thread end."""
        self._follower.pause()

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self._arrange()

    def on_focus(self) -> None:
        """Show that keys go here."""
        self._redraw()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self._redraw()

    def watch_run(self, before: Run | None, run: Run | None) -> None:
        """Follow another run; a newer state of the same one changes nothing but how often it is looked at."""
        if before and run and before.dir == run.dir:
            if self.shown:
                self._follower.resume(self._interval)
            self._redraw()
            return
        self._remember()
        self._known = False
        self._list = MetricList()
        self._follower.follow(run.dir if run else None, self._interval)
        if not self.shown:
            self._follower.pause()
        if run is None:
            self._arrange()
        else:
            self.set_timer(LOADING_SECONDS, self._show_loading)

    def watch_shown(self) -> None:
        """Look at the file only while someone sees it."""
        if self.shown:
            self._follower.resume(self._interval)
        else:
            self._follower.pause()

    def watch_filter_text(self) -> None:
        """List other metrics."""
        self._show(self._list.metrics)

    def watch_zoomed(self) -> None:
        """Plot or list."""
        self.top = 0
        self._arrange()
        if not self.zoomed:
            self.show_row(self._cursor)

    def watch_top(self) -> None:
        """Draw the lines that came into view."""
        self._redraw()

    def watch_by_epoch(self) -> None:
        """Draw along the other axis."""
        self._arrange()

    def watch_log_scale(self) -> None:
        """Draw on the other scale."""
        self._arrange()

    @on(Polled)
    def show_metrics(self, message: Polled) -> None:
        """Show what was read, if it is still the run to show."""
        message.stop()
        if self.run is not None and message.run_dir == self.run.dir:
            self._known = True
            self._show(message.metrics)

    def action_move(self, rows: int) -> None:
        """Move the cursor by some metrics."""
        self._move_to(self._cursor + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by a page."""
        self._move_to(self._cursor + pages * self.page)

    def action_go(self, row: int) -> None:
        """Move the cursor to the first metric (0) or the last (-1)."""
        self._move_to(row if row >= 0 else len(self._list.listed) - 1)

    def action_cycle_x(self) -> None:
        """The other x axis."""
        self.by_epoch = not self.by_epoch

    def action_toggle_log(self) -> None:
        """The other y scale."""
        self.log_scale = not self.log_scale

    @property
    def _interval(self) -> float:
        return LIVE_SECONDS if self._live else ENDED_SECONDS

    @property
    def _plotted(self) -> bool:
        return self.zoomed and self.series is not None

    @property
    def _live(self) -> bool:
        return self.run is not None and not self.run.ended

    def _deliver(self, run_dir: str, metrics: Metrics) -> None:
        self.post_message(self.Polled(run_dir, metrics))

    def _show_loading(self) -> None:
        if not self._known:
            self._arrange()

    def _remember(self) -> None:
        """The metric under the cursor is the one to be on after the list changes."""
        if self.series:
            self._wanted = self.series.name

    def _show(self, metrics: Metrics) -> None:
        self._remember()
        self._list.take(metrics, self.filter_text)
        names = [series.name for series in self._list.listed]
        wanted = self._wanted or min(names, key=interest, default="")
        self._cursor = names.index(wanted) if wanted in names else min(self._cursor, max(0, len(names) - 1))
        self._arrange()

    def _arrange(self) -> None:
        """Fit columns and axes to what there is, then draw what differs."""
        width, height = self.size
        if not width:
            return
        self._list.fit(Look(width, self.by_epoch, self.log_scale, self._live))
        listed = len(self._list.listed)
        head_height = 1 if self._plotted or not listed or height < LEAST_HEIGHT_WITH_HEAD else 2
        row_count = max(0, height - 1) if self._plotted else max(1, listed) + len(self._notes())
        if (head_height, row_count) != (self.head_height, self.row_count):
            self.head_height = head_height
            self.row_count = row_count
            self.refresh()
        self._redraw()

    def _redraw(self) -> None:
        """Draw the visible lines that are not as they were drawn last."""
        if not self.size.width:
            return
        head = (self.has_focus, tuple(self.title_parts()), tuple(self.title_note()), self._list.head())
        if head != self._drawn_head:
            self._drawn_head = head
            self.refresh_head()
        self._list.begin()
        rows = range(self.top, min(self.row_count, self.top + self.page))
        self.refresh_row(*[row for row in rows if self._drawn.get(row) != self._row(row)])
        if self._list.stale and not self._resuming:
            self._resuming = True
            self.set_timer(PAUSE_SECONDS, self._resume_drawing)

    def _resume_drawing(self) -> None:
        self._resuming = False
        self._redraw()

    def _move_to(self, row: int) -> None:
        row = max(0, min(row, len(self._list.listed) - 1))
        if row == self._cursor:
            return
        self._cursor = row
        if not self._plotted:
            self.show_row(row)
        self._redraw()

    def _row(self, row: int) -> Parts:
        if self._plotted:
            lines = self._list.plot_lines(self._cursor, self.row_count)
            return lines[row] if row < len(lines) else ()
        listed = len(self._list.listed)
        if row < listed:
            return self._list.line(row, row == self._cursor, self.has_focus)
        notes = self._notes() if listed else [(self._state(), theme.DIM), *self._notes()]
        return (("  ", theme.TEXT), notes[row - listed]) if row - listed < len(notes) else ()

    def _notes(self) -> Parts:
        """What is to be said about the file besides its metrics."""
        metrics = self._list.metrics
        problem = (metrics.problem,) if metrics.problem and metrics.series else ()
        return tuple((note, theme.WARN) for note in (*problem, *metrics.notes))

    def _state(self) -> str:
        """Why no metric is listed."""
        metrics = self._list.metrics
        if self.run is None:
            return "no run under the cursor"
        if not self._known:
            return "loading"
        if metrics.series:
            return f"no metric matches {clean(self.filter_text)}"
        if metrics.problem:
            return metrics.problem
        return f"no number in {metrics.rows:,} rows" if metrics.rows else "no rows yet"
