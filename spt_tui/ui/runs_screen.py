"""The browser's one screen: it holds the state, binds it down to the panes and hears what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.reactive import reactive
from textual.timer import Timer

from spt_tui.runs.run import Run
from spt_tui.runs.scanner import Progress, RunScanner
from spt_tui.ui import theme
from spt_tui.ui.feeds import Feeds
from spt_tui.ui.filter_host import FilterHost
from spt_tui.ui.messages import Chosen, Narrowed, NodeWanted, Noted, Refused, Sampled, Scanned
from spt_tui.ui.status import key_hints, typing_hints
from spt_tui.ui.widgets.filter_bar import FilterBar
from spt_tui.ui.widgets.filter_line import LABELS
from spt_tui.ui.widgets.hint_line import HintLine
from spt_tui.ui.widgets.line_view import LineView
from spt_tui.ui.widgets.panes import Panes
from spt_tui.ui.widgets.runs_pane import RunsPane
from spt_tui.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from spt_tui.hardware.sample import Sample
    from spt_tui.runs.footprint import Footprint
    from spt_tui.ui.copy_offers import Offer

FOLLOW_SECONDS = 0.12
"""How long the cursor rests before the other panes follow: a held arrow key reads no files."""
PATIENCE_SECONDS = 0.5
"""The other panes come after the first rows, and after this time if there are none yet."""


class RunsScreen(FilterHost):
    """Runs, metrics, logs, hardware."""

    AUTO_FOCUS = None
    BINDINGS = [
        Binding("1", "go('runs')", "runs", id="go.runs", show=False),
        Binding("2", "go('metrics')", "metrics", id="go.metrics", show=False),
        Binding("3", "go('logs')", "logs", id="go.logs", show=False),
        Binding("4", "go('hardware')", "hardware", id="go.hardware", show=False),
        Binding("tab", "go_on(1)", "next pane", id="go.next", show=False, priority=True),
        Binding("shift+tab", "go_on(-1)", "previous pane", id="go.previous", show=False, priority=True),
        Binding("slash", "filter", "filter", id="filter.open"),
        Binding("ampersand", "narrow_log", "only log lines that match", id="logs.narrow", show=False),
        Binding("z", "zoom", "zoom", id="go.zoom"),
        Binding("escape", "back", "go back, clear", id="go.back", show=False),
    ]

    run: reactive[Run | None] = reactive(None, repaint=False)
    """The run that the other panes show."""
    sample: reactive[Sample | None] = reactive(None, repaint=False)
    """This machine."""
    zoomed: reactive[bool] = reactive(False, repaint=False)
    """The focused pane has the whole screen."""
    metric_filter: reactive[str] = reactive("", repaint=False)
    """What narrows the metrics pane."""
    log_search: reactive[str] = reactive("", repaint=False)
    """What is searched in the log pane."""

    def __init__(self, scanners: Sequence[RunScanner], filter_text: str = "", demo: bool = False) -> None:
        super().__init__(None if demo else scanners[0].root)
        self._feeds = Feeds(scanners)
        self._roots = [scanner.root for scanner in scanners]
        self._catalog = scanners[0].catalog
        self._demo = demo
        self._first_filter = filter_text
        self._following: Timer | None = None

    def compose(self) -> ComposeResult:
        """The lines at the edges, the filter's line, and the panes."""
        yield StatusLine(self._roots, self._demo, id="status")
        yield FilterBar(self.complete_filter, id="filter")
        yield Panes(self._catalog, self._roots, id="panes").data_bind(
            RunsScreen.run,
            RunsScreen.sample,
            RunsScreen.zoomed,
            RunsScreen.metric_filter,
            RunsScreen.log_search,
        )
        yield HintLine(id="hints")

    def on_mount(self) -> None:
        """Start the threads."""
        self._bar.turn_to("runs")
        if self._first_filter:
            self._bar.put("runs", self._first_filter)
        if self.focused is None:  # else keys that were typed ahead have moved it
            self.set_focus(self._runs)
        self._show_hints()
        self.set_timer(PATIENCE_SECONDS, self._panes.complete)
        known = self._feeds.start(self)
        if self._feeds.preview is not None:
            self._runs.show_preview(self._feeds.preview)
        for event in known:
            self.take_scan(event)
        self.call_after_refresh(self._feeds.go_on)

    def on_unmount(self) -> None:
        """Stop the threads, without waiting for them."""
        self._feeds.stop()

    @property
    def _panes(self) -> Panes:
        return self.query_one(Panes)

    @property
    def pane(self) -> LineView:
        """The pane that has the keyboard, or had it last."""
        return self._panes.pane

    def footprint(self) -> Footprint:
        """What the scanners cost, all together."""
        return self._feeds.footprint()

    # What the threads say

    @on(Scanned)
    def take_scan(self, message: Scanned) -> None:
        """Runs came, changed or went; or the scan went on."""
        event = message.event
        if isinstance(event, Progress):
            self._runs.take_progress(message.root, event)
        else:
            self._runs.take(event)
        line, board = self.query_one(StatusLine), self._runs.board
        line.counts, line.progress = board.catalog.counts.copy(), tuple(board.progress.values())

    @on(Noted)
    def say_note(self, message: Noted) -> None:
        """The saved index is no use, or cannot be kept."""
        self.hint_line.say_in_turn(message.text)

    @on(Chosen)
    def judge_by_choices(self, message: Chosen) -> None:
        """What is best and what is lost in the table is as in the metrics pane."""
        self._runs.judge_by(message.root, message.choices.lower)

    @on(Sampled)
    def take_sample(self, message: Sampled) -> None:
        """This machine was read."""
        self.sample = message.sample

    # What the panes say

    @on(RunsPane.Highlighted)
    def follow_cursor(self, message: RunsPane.Highlighted) -> None:
        """The other panes show the run under the cursor once it rests."""
        run = message.row if isinstance(message.row, Run) else None
        if self._following is not None:
            self._following.stop()
        if run is not None and self.run is not None and run.dir == self.run.dir:
            self.run = run
            self._show_hints()
        else:
            self._following = self.set_timer(FOLLOW_SECONDS if self.run else 0.001, lambda: self._show_run(run))

    def _show_run(self, run: Run | None) -> None:
        self.run = run
        self._feeds.watch(run.dir if run else None)
        self._show_hints()

    @on(RunsPane.Arranged)
    def count_matches(self, message: RunsPane.Arranged) -> None:
        """The filter's line says how many match."""
        if self._panes.focused == "runs" and self._runs.is_understood:
            self._bar.note, self._bar.wrong = (f"{message.shown:,} of {message.total:,}", theme.DIM), None
        self._panes.call_after_refresh(self._panes.complete)

    @on(Panes.Loaded)
    async def complete_bar(self) -> None:
        """What is typed is not far, nor what was typed before."""
        await self._bar.complete()
        self.read_filters()

    @on(Panes.Focused)
    def turn_to_pane(self) -> None:
        """The filter's line and the hints are those of the focused pane."""
        self._bar.turn_to(self._panes.focused)
        self._show_hints()

    @on(NodeWanted)
    def sample_while_wanted(self, message: NodeWanted) -> None:
        """Nobody reads gauges that nobody sees."""
        self._feeds.sample(message.wanted)

    def on_descendant_focus(self) -> None:
        """The hints are those of what has the keyboard."""
        self._show_hints()

    @on(LineView.KeysChanged)
    def _show_hints(self) -> None:
        if self._bar.has_keyboard:
            self.hint_line.hints, self.hint_line.right = typing_hints(FilterBar, self._bar.idle_keys), ()
            return
        self.hint_line.hints, self.hint_line.right = key_hints(RunsScreen, type(self.pane), self.pane.idle_keys)
        if self.run is not None and self.run.problem and self._panes.focused == "runs":
            self.hint_line.hints = (((f" {self.run.problem}", theme.BAD),),)

    # The filter's line

    @on(FilterBar.Changed)
    def narrow(self, message: FilterBar.Changed) -> None:
        """Every key narrows the pane that the line was opened for."""
        if message.pane == "runs":
            self._runs.narrow(message.text)
        elif message.pane == "metrics":
            self.metric_filter = message.text
        else:
            self.log_search = message.text

    @on(Narrowed)
    def say_what_is_left(self, message: Narrowed) -> None:
        """The filter's line says what another pane made of its text."""
        if self._panes.focused == message.pane:
            self._bar.note = (message.text, theme.BAD if message.is_wrong else theme.DIM)

    @on(Refused)
    def say_what_it_takes(self, message: Refused) -> None:
        """The bottom line says why a key did nothing."""
        self.hint_line.say(message.reason)

    # Actions

    async def action_go(self, pane: str) -> None:
        """Focus a pane, showing it if it is not on the screen."""
        if pane != "runs":
            await self._panes.arrival()
        self._panes.go(pane)
        self._bar.turn_to(self._panes.focused)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`tab` completes in the filter's line; that goes on to the next pane itself when there is nothing to."""
        return action != "go_on" or not self._bar.has_keyboard

    @on(FilterBar.Left)
    async def go_on_from_bar(self, message: FilterBar.Left) -> None:
        """To the next pane round, as from a pane."""
        await self.action_go_on(message.by)

    async def action_go_on(self, by: int) -> None:
        """Focus the next pane round."""
        await self._bar.settle()
        await self._panes.arrival()
        self._panes.go_on(by)
        self._bar.turn_to(self._panes.focused)

    def action_zoom(self) -> None:
        """The focused pane alone, or all of them."""
        self.zoomed = not self.zoomed

    async def action_back(self) -> None:
        """Undo the last narrowing thing: zoom, then the pane's filter, then being in another pane than the runs."""
        if self.zoomed:
            self.zoomed = False
        elif self._bar.text:
            self._bar.put(self._panes.focused, "")
            await self._bar.settle()
        else:
            await self.action_go("runs")

    async def action_filter(self) -> None:
        """Open the filter's line for the focused pane; the hardware has nothing to narrow, the runs have."""
        self._panes.go(self._panes.focused if self._panes.focused in LABELS else "runs")
        self._bar.turn_to(self._panes.focused)
        await self._bar.open()

    async def action_narrow_log(self) -> None:
        """Open the line of the log so that only the lines that match stay; after `&!` only the others do."""
        await self.action_go("logs")
        text = self._bar.text
        if self._panes.focused == "logs":
            self._bar.put("logs", text if text.startswith("&") else f"&{text}")
            await self._bar.open()

    def copy_offers(self) -> list[Offer]:
        """What can be copied, what the focused pane stands on first."""
        from spt_tui.ui.copy_offers import copy_offers

        row = self._runs.cursor_row if self._panes.focused == "runs" else self.run
        return copy_offers(self.pane.copy_text(), row, self._runs.view_of(self._roots, self._demo))
