"""The metrics of a run on the screen: a line each under a cursor, or the one under it as a full plot."""

from __future__ import annotations

from textual.binding import Binding
from textual.reactive import reactive
from textual.strip import Strip

from spt_tui.runs.curves.series import Series
from spt_tui.runs.metric_name import interest
from spt_tui.runs.metrics import Metrics
from spt_tui.ui import theme
from spt_tui.ui.widgets.line_view import LineView, strip_of
from spt_tui.ui.widgets.metric_line import Parts
from spt_tui.ui.widgets.metric_list import Look, MetricList
from spt_tui.ui.widgets.metrics_title import list_note, list_title, plot_note, plot_title

PAUSE_SECONDS = 0.02
"""Between two goes at drawing many long sparklines."""
LEAST_HEIGHT_WITH_HEAD = 7
"""Lines of a pane in which the names of the columns are worth one."""


class MetricsView(LineView):
    """One line a metric: name, last, best, the whole history as a sparkline, and where it is NaN or infinite.

    A subclass loads the metrics and gives `run_name`, `live` and `why_empty`.
    """

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

    filter_text: reactive[str] = reactive("", repaint=False)
    """Words that the names of the listed metrics hold."""
    by_epoch: reactive[bool] = reactive(False, repaint=False)
    """Epochs along the x axis instead of steps, for metrics whose rows have one."""
    log_scale: reactive[bool] = reactive(False, repaint=False)
    """Logarithmic y axes."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._list = MetricList()
        self._cursor = 0
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

    @property
    def metrics(self) -> Metrics:
        """What is shown, the metrics that the filter leaves out included."""
        return self._list.metrics

    @property
    def series(self) -> Series | None:
        """The metric under the cursor; `None` where none is listed."""
        listed = self._list.listed
        return listed[self._cursor] if self._cursor < len(listed) else None

    def show_metrics(self, metrics: Metrics) -> None:
        """Show these; the cursor stays on the metric of the same name, at first it is on the most telling one."""
        self._remember()
        self._list.take(metrics, self.filter_text)
        names = [series.name for series in self._list.listed]
        wanted = self._wanted or min(names, key=interest, default="")
        self._cursor = names.index(wanted) if wanted in names else min(self._cursor, max(0, len(names) - 1))
        self.fit_lines()

    def forget_metrics(self) -> None:
        """Those of another run are about to come; what is drawn stays until then, or until `fit_lines`."""
        self._remember()
        self._list = MetricList()

    def fit_lines(self) -> None:
        """Fit columns and axes to what there is, then draw what differs."""
        width, height = self.size
        if not width:
            return
        self._list.fit(Look(width, self.by_epoch, self.log_scale, self.live))
        listed = len(self._list.listed)
        head_height = 1 if self._plotted or not listed or height < LEAST_HEIGHT_WITH_HEAD else 2
        row_count = max(0, height - 1) if self._plotted else max(1, listed) + len(self._notes())
        if (head_height, row_count) != (self.head_height, self.row_count):
            self.head_height = head_height
            self.row_count = row_count
            self.refresh()
        self.redraw()

    def redraw(self) -> None:
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

    def copy_text(self) -> str | None:
        """Name, last and best value of the metric under the cursor, in full precision."""
        series = self.series
        if series is None:
            return None
        best = "" if series.best is None else f"  best {series.best!r}"
        return f"{series.name}  last {series.last!r}{best}"

    def title_parts(self) -> Parts:
        """The run, or the metric that is plotted."""
        if self.zoomed and self.series:
            return plot_title(self.series, self.size.width)
        return list_title(self.run_name, self.size.width, self.title_note())

    def title_note(self) -> Parts:
        """How much there is, or how the plot is drawn."""
        if self.zoomed and self.series:
            return plot_note(self._list.axis_name(self.series), self.log_scale)
        return list_note(self.metrics, len(self._list.listed), self.size.width)

    def head_strip(self, y: int, width: int) -> Strip:
        """The names of the columns."""
        return strip_of(self._list.head(), width)

    def row_strip(self, row: int, width: int) -> Strip:
        """A metric, a note, or a line of the plot."""
        parts = self._drawn[row] = self._row(row)
        return strip_of(parts, width)

    def watch_filter_text(self) -> None:
        """List other metrics."""
        self.show_metrics(self.metrics)

    def watch_zoomed(self) -> None:
        """Plot or list."""
        self.top = 0
        self.fit_lines()
        if not self.zoomed:
            self.show_row(self._cursor)

    def watch_top(self) -> None:
        """Draw the lines that came into view."""
        self.redraw()

    def watch_by_epoch(self) -> None:
        """Draw along the other axis."""
        self.fit_lines()

    def watch_log_scale(self) -> None:
        """Draw on the other scale."""
        self.fit_lines()

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self.fit_lines()

    def on_focus(self) -> None:
        """Show that keys go here."""
        self.redraw()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.redraw()

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
    def _plotted(self) -> bool:
        return self.zoomed and self.series is not None

    def _remember(self) -> None:
        """The metric under the cursor is the one to be on after the list changes."""
        if self.series:
            self._wanted = self.series.name

    def _resume_drawing(self) -> None:
        self._resuming = False
        self.redraw()

    def _move_to(self, row: int) -> None:
        row = max(0, min(row, len(self._list.listed) - 1))
        if row == self._cursor:
            return
        self._cursor = row
        if not self._plotted:
            self.show_row(row)
        self.redraw()

    def _row(self, row: int) -> Parts:
        if self._plotted:
            lines = self._list.plot_lines(self._cursor, self.row_count)
            return lines[row] if row < len(lines) else ()
        listed = len(self._list.listed)
        if row < listed:
            return self._list.line(row, row == self._cursor, self.has_focus)
        notes = self._notes() if listed else [(self.why_empty(), theme.DIM), *self._notes()]
        return (("  ", theme.TEXT), notes[row - listed]) if row - listed < len(notes) else ()

    def _notes(self) -> Parts:
        """What is to be said about the file besides its metrics."""
        problem = (self.metrics.problem,) if self.metrics.problem and self.metrics.series else ()
        return tuple((note, theme.WARN) for note in (*problem, *self.metrics.notes))
