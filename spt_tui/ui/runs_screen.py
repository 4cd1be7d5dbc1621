"""The browser's one screen: it holds the state, binds it down to the panes and hears what they say."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.reactive import reactive
from textual.screen import Screen
from textual.timer import Timer

from spt_tui.hardware.sample import Sample
from spt_tui.runs.arrange import Group, Row
from spt_tui.runs.query import QueryError
from spt_tui.runs.run import Run
from spt_tui.runs.scanner import Progress, RunScanner, Update
from spt_tui.ui import pages, pickers, theme
from spt_tui.ui.board import Board
from spt_tui.ui.feeds import Feeds
from spt_tui.ui.keys import KeyRow, key_rows
from spt_tui.ui.messages import Sampled, Scanned
from spt_tui.ui.picker import Picker
from spt_tui.ui.reader import ReaderScreen
from spt_tui.ui.split import PANES, Shape, split
from spt_tui.ui.status import hint_line, progress_line, status_line
from spt_tui.ui.widgets.filter_bar import FilterBar
from spt_tui.ui.widgets.hardware_pane import HardwarePane
from spt_tui.ui.widgets.line_view import LineView
from spt_tui.ui.widgets.log_pane import LogPane
from spt_tui.ui.widgets.metrics_pane import MetricsPane
from spt_tui.ui.widgets.one_line import OneLine
from spt_tui.ui.widgets.run_table import RunTable

FOLLOW_SECONDS = 0.12
"""How long the cursor rests before the other panes follow: a held arrow key reads no files."""
TICK_SECONDS = 30.0
"""How often ages are counted anew."""
NOTICE_SECONDS = 4.0
"""How long a notice stands in the bottom line."""
CALM = 12.0
"""While updates pour in, arranging the table takes at most one part in this of the time."""


class RunsScreen(Screen[None]):
    """Runs, metrics, logs, hardware."""

    BINDINGS = [
        Binding("1", "go('runs')", "runs", id="go.runs", show=False),
        Binding("2", "go('metrics')", "metrics", id="go.metrics", show=False),
        Binding("3", "go('logs')", "logs", id="go.logs", show=False),
        Binding("4", "go('hardware')", "hardware", id="go.hardware", show=False),
        Binding("tab", "next_pane(1)", "next pane", id="go.next", show=False),
        Binding("shift+tab", "next_pane(-1)", "previous pane", id="go.previous", show=False),
        Binding("slash", "filter", "filter", id="filter.open"),
        Binding("s", "sort", "sort", id="runs.sort"),
        Binding("S", "reverse", "reverse the order", id="runs.reverse", show=False),
        Binding("w", "group", "sweeps", id="runs.group"),
        Binding("t", "pick_tag", "tags", id="runs.tag"),
        Binding("v", "pick_columns", "columns", id="runs.columns"),
        Binding("z", "zoom", "zoom", id="go.zoom"),
        Binding("y", "copy", "copy the path or the value", id="go.copy", show=False),
        Binding("escape", "back", "go back, clear", id="go.back", show=False),
        Binding("ctrl+r", "app.redraw", "draw the screen anew", id="go.redraw", show=False),
        Binding("ctrl+p", "palette", "all commands", id="go.palette", show=False),
        Binding("question_mark", "help", "help", id="go.help"),
        Binding("q", "app.quit", "quit", id="go.quit"),
    ]

    run: reactive[Run | None] = reactive(None)
    """The run that the other panes show."""
    sample: reactive[Sample | None] = reactive(None)
    """This machine."""
    zoomed: reactive[bool] = reactive(False)
    """The focused pane has the whole screen."""
    filters: reactive[dict[str, str]] = reactive(dict, always_update=True)
    """Pane id -> what narrows or searches it."""

    def __init__(self, scanners: Sequence[RunScanner], filter_text: str = "", demo: bool = False) -> None:
        super().__init__()
        self.board = Board()
        """The runs and their arrangement."""
        self._feeds = Feeds(scanners)
        self._roots = [scanner.root for scanner in scanners]
        self._demo = demo
        self._first_filter = filter_text
        self._progress: dict[str, Progress] = {}
        self._columns_picked = False
        self._arranged_at = 0.0
        self._waiting: Timer | None = None
        self._following: Timer | None = None
        self._notice: Timer | None = None
        self._focused_pane = "runs"
        self._below = "metrics"

    def compose(self) -> ComposeResult:
        """The lines at the edges, the filter's line, and the panes."""
        yield OneLine(id="status")
        yield FilterBar(id="filter")
        with Container(id="panes"):
            yield RunTable(id="runs")
            yield MetricsPane(id="metrics").data_bind(RunsScreen.run)
            yield LogPane(id="logs").data_bind(RunsScreen.run)
            yield HardwarePane(id="hardware").data_bind(RunsScreen.sample)
        yield OneLine(id="hints")

    def on_mount(self) -> None:
        """Start the threads."""
        self._bar.display = False
        self._table.empty = "discovering runs ..."
        self._table.columns = self.board.default_columns()
        if self._first_filter:
            self.filters = {"runs": self._first_filter}
            self._narrow_runs(self._first_filter)
        self._table.focus()
        self._show_status()
        self.set_interval(TICK_SECONDS, self._tick)
        self._feeds.start(self)

    def on_unmount(self) -> None:
        """Stop the threads, without waiting for them."""
        self._feeds.stop()

    @property
    def _table(self) -> RunTable:
        return self.query_one(RunTable)

    @property
    def _bar(self) -> FilterBar:
        return self.query_one(FilterBar)

    @property
    def _pane(self) -> LineView:
        return self.query_one(f"#{self._focused_pane}", LineView)

    # What the threads say

    @on(Scanned)
    def take_scan(self, message: Scanned) -> None:
        """Runs came, changed or went; or the scan went on."""
        event = message.event
        if isinstance(event, Progress):
            self._progress[message.root] = event
            if event.phase == "watching":
                self._arrange()
        else:
            self._take_update(event)
        self._show_status()

    def _take_update(self, update: Update) -> None:
        patch = self.board.take(update)
        if patch is None:
            self._arrange_soon()
        else:
            self._table.update_runs(patch)
        self._table.total = len(self.board.catalog)

    @on(Sampled)
    def take_sample(self, message: Sampled) -> None:
        """This machine was read."""
        self.sample = message.sample

    def _arrange_soon(self) -> None:
        if self._waiting is None:
            rest = self._arranged_at + self.board.cost * CALM - time.monotonic()
            self._waiting = self.set_timer(max(0.001, rest), self._arrange)

    def _arrange(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        table = self._table
        table.arrangement = self.board.arrangement
        if not self._columns_picked:
            table.columns = self.board.default_columns()
        table.total = len(self.board.catalog)
        table.empty = self._why_empty()
        table.now = time.time()
        table.table = self.board.rows()
        self._arranged_at = time.monotonic()
        self._show_note()

    def _why_empty(self) -> str:
        if self.board.catalog.runs:
            return "no run matches the filter: esc clears it"
        if all(entry.phase == "watching" for entry in self._progress.values()) and self._progress:
            return "no runs here yet: a run is a directory with a sidecar.json"
        return "discovering runs ..."

    def _tick(self) -> None:
        self._table.tick(time.time())

    # What the panes say

    @on(RunTable.Highlighted)
    def follow_cursor(self, message: RunTable.Highlighted) -> None:
        """The other panes show the run under the cursor once it rests."""
        run = message.row if isinstance(message.row, Run) else None
        if self._following is not None:
            self._following.stop()
        if run is not None and self.run is not None and run.dir == self.run.dir:
            self.run = run
            return
        self._following = self.set_timer(FOLLOW_SECONDS if self.run else 0.001, lambda: self._show_run(run))

    def _show_run(self, run: Run | None) -> None:
        self.run = run
        self._feeds.watch(run.dir if run else None)
        self._show_hints()

    @on(RunTable.Opened)
    def open_row(self, message: RunTable.Opened) -> None:
        """A sweep folds; a run is shown in full."""
        self._open(message.row)

    def _open(self, row: Row) -> None:
        if isinstance(row, Group):
            self.board.fold(row.sweep)
            self._arrange()
        else:
            self.app.push_screen(ReaderScreen(row.name, pages.run_lines(row, time.time())))

    # The filter's line

    @on(FilterBar.Changed)
    def narrow(self, message: FilterBar.Changed) -> None:
        """Every key narrows the pane that the line was opened for."""
        self.filters = {**self.filters, self._focused_pane: message.text}
        if self._focused_pane == "runs":
            self._narrow_runs(message.text)

    @on(FilterBar.Accepted)
    def leave_filter(self) -> None:
        """Back to the pane; an empty line goes away."""
        self._pane.focus()
        self._show_bar()

    def _narrow_runs(self, text: str) -> None:
        try:
            self.board.narrow(text)
        except QueryError as error:
            self._bar.note = (str(error), theme.BAD)
            return
        self._arrange()

    def watch_filters(self, filters: dict[str, str]) -> None:
        """Hand each pane its own."""
        self.query_one(MetricsPane).filter_text = filters.get("metrics", "")
        self.query_one(LogPane).search = filters.get("logs", "")

    def _show_bar(self) -> None:
        bar = self._bar
        bar.label = {"runs": "/", "metrics": "metrics /", "logs": "search /"}.get(self._focused_pane, "/")
        text = self.filters.get(self._focused_pane, "")
        bar.display = bool(text) or bar.has_focus_within
        if not bar.has_focus_within:
            bar.set_text(text)
        self._show_note()

    def _show_note(self) -> None:
        if self._focused_pane == "runs":
            table = self._table
            self._bar.note = (f"{table.table.shown:,} of {table.total:,}", theme.DIM)
        else:
            self._bar.note = ("", theme.DIM)

    # Where things are on the screen

    def on_resize(self, event: events.Resize) -> None:
        """Share the new size."""
        self._share()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A pane has the keyboard."""
        pane = event.widget.id or ""
        if pane in PANES:
            self._focused_pane = pane
            if pane != "runs":
                self._below = pane
            self._share()
            self._show_bar()
        self._show_hints()

    def watch_zoomed(self) -> None:
        """Give the focused pane the whole screen, or share it again."""
        if self.is_mounted:
            self._share()

    def _share(self) -> None:
        shown = split(self.size.width, self.size.height, self._focused_pane, self._below, self.zoomed)
        panes = self.query_one("#panes")
        for shape in Shape:
            panes.set_class(shape is shown.shape, shape.value)
        for name in PANES:
            self.query_one(f"#{name}").display = name in shown.panes
        self.query_one(MetricsPane).shown = "metrics" in shown.panes
        self.query_one(LogPane).shown = "logs" in shown.panes
        self.query_one(MetricsPane).zoomed = self.zoomed
        self._feeds.sample("hardware" in shown.panes)

    def _show_status(self) -> None:
        line = self.query_one("#status", OneLine)
        line.left = status_line(self._roots, self.board.catalog.counts, self._demo)
        line.right = progress_line(self._progress.values())

    def _show_hints(self) -> None:
        if self._notice is not None:
            return
        hints = self.query_one("#hints", OneLine)
        if self.run is not None and self.run.problem and self._focused_pane == "runs":
            hints.left = ((f" {self.run.problem}", theme.BAD),)
            return
        shown = [key_rows(owner, shown_only=True) for owner in (type(self._pane), RunsScreen)]
        hints.left = hint_line(row for rows in shown for row in rows)

    def say(self, text: str) -> None:
        """A notice in the bottom line, for a moment. The text has been cleaned."""
        if self._notice is not None:
            self._notice.stop()
        self.query_one("#hints", OneLine).left = ((f" {text}", theme.INFO),)
        self._notice = self.set_timer(NOTICE_SECONDS, self._end_notice)

    def _end_notice(self) -> None:
        self._notice = None
        self._show_hints()

    # Actions

    def action_go(self, pane: str) -> None:
        """Focus a pane, showing it if it is not on the screen."""
        target = self.query_one(f"#{pane}", LineView)
        target.display = True
        target.focus()

    def action_next_pane(self, by: int) -> None:
        """Focus the next pane round."""
        self.action_go(PANES[(PANES.index(self._focused_pane) + by) % len(PANES)])

    def action_zoom(self) -> None:
        """The focused pane alone, or all of them."""
        self.zoomed = not self.zoomed

    def action_back(self) -> None:
        """Undo the last narrowing thing: zoom, then the pane's filter, then being in another pane than the runs."""
        if self.zoomed:
            self.zoomed = False
        elif self.filters.get(self._focused_pane):
            self.filters = {**self.filters, self._focused_pane: ""}
            if self._focused_pane == "runs":
                self._narrow_runs("")
            self._show_bar()
        else:
            self.action_go("runs")

    def action_filter(self) -> None:
        """Open the filter's line for the focused pane; hardware has nothing to narrow."""
        if self._focused_pane == "hardware":
            self.action_go("runs")
        self._bar.display = True
        self._bar.open(self.filters.get(self._focused_pane, ""))
        self._show_bar()

    def action_reverse(self) -> None:
        """Turn the order round."""
        self.board.reverse()
        self._arrange()

    def action_group(self) -> None:
        """Group by sweep, or stop."""
        self.board.group()
        self._arrange()

    def action_sort(self) -> None:
        """Pick the column to sort by."""
        self.app.push_screen(Picker("sort by", pickers.sort_choices(self.board)), self._sort_by)

    def _sort_by(self, ids: tuple[str, ...] | None) -> None:
        if ids:
            self.board.sort(ids[0])
            self._arrange()

    def action_pick_tag(self) -> None:
        """Pick a tag or a sweep to narrow the runs to."""
        self.app.push_screen(Picker("show only the tag or sweep", pickers.tag_choices(self.board)), self._narrow_to)

    def _narrow_to(self, ids: tuple[str, ...] | None) -> None:
        if ids:
            self._table.focus()
            self.filters = {**self.filters, "runs": ids[0]}
            self._narrow_runs(ids[0])
            self._show_bar()

    def action_pick_columns(self) -> None:
        """Pick the columns of the table."""
        choices = pickers.column_choices(self.board, self._table.columns)
        self.app.push_screen(Picker("columns", choices, several=True), self._take_columns)

    def _take_columns(self, ids: tuple[str, ...] | None) -> None:
        if ids is not None:
            self._columns_picked = bool(ids)
            self._table.columns = ids or self.board.default_columns()

    def action_copy(self) -> None:
        """Copy what the focused pane stands on, through the terminal."""
        text = self.run.dir if self._focused_pane == "runs" and self.run else getattr(self._pane, "copy_text", str)()
        if text:
            self.app.copy_to_clipboard(text)
            self.say(f"copied {pages.shown(text)}")

    def action_help(self) -> None:
        """Every key, and the filter's fields."""
        self.app.push_screen(ReaderScreen("help", pages.help_lines(key_sections())))

    def action_palette(self) -> None:
        """Pick any command."""
        focused = self._focused_pane.capitalize()
        self.app.push_screen(Picker("commands", pickers.command_choices(focused, key_sections())), self._run_command)

    async def _run_command(self, ids: tuple[str, ...] | None) -> None:
        if ids:
            section, _, action = ids[0].partition(" ")
            await self.run_action(action, self if section == "Everywhere" else self._pane)


def key_sections() -> dict[str, list[KeyRow]]:
    """Every key by the pane that hears it."""
    return {
        "Everywhere": key_rows(RunsScreen),
        "Runs": key_rows(RunTable),
        "Metrics": key_rows(MetricsPane),
        "Logs": key_rows(LogPane),
        "Hardware": key_rows(HardwarePane),
        "Filter line": key_rows(FilterBar),
    }
