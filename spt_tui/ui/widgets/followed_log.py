"""The lines of the log pane: found and read on a thread, shown if they are still what is wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import on
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer

from spt_tui.runs.logs.streams import Found, LogStream
from spt_tui.runs.logs.tail import TailView
from spt_tui.runs.run import Run
from spt_tui.text import clean
from spt_tui.ui.messages import Refused
from spt_tui.ui.widgets.log_reader import Jump, LogReader, Looked, Move, RanksSeen, Read, Report, Request
from spt_tui.ui.widgets.log_selection import LogSelection
from spt_tui.ui.widgets.log_source import LogSource
from spt_tui.ui.widgets.log_title import LogTitle
from spt_tui.ui.widgets.narrowed_lines import NarrowedLines, narrows
from spt_tui.ui.widgets.restart_mark import with_restart
from spt_tui.ui.widgets.search_note import TYPED_LIMIT
from spt_tui.ui.widgets.searched_log import SearchedLog
from spt_tui.units import counted

PATIENCE_SECONDS = 0.3
"""The old lines stay for as long while the new ones are read, then the pane says that it waits."""


class FollowedLog(SearchedLog):
    """Shows what `run` and the user's last choice of ranks and kind call for, and follows it.

    A thread of its own finds and reads; what it says is checked against what is wanted by then. A subclass gives the
    title and the keys.
    """

    run: reactive[Run | None] = reactive(None, repaint=False)
    """The run whose logs are shown. Another value with the same `dir` is the same run, seen later."""

    class Reported(Message, bubble=False):
        """The reading thread has something to say."""

        def __init__(self, report: Report) -> None:
            super().__init__()
            self.report = report

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._reader = LogReader(self._deliver)
        self._selection = LogSelection()
        self._view: TailView | None = None
        """What was read of the source; `None` until then."""
        self._narrowed = NarrowedLines()
        self._restarts: dict[int, str] = {}
        """The lines with which the job began again, and why."""
        self._typed: list[Callable[[], None]] = []
        """What was asked for while the streams were still looked for."""
        self._age = ""
        self._moving = False
        self._patience: Timer | None = None

    @property
    def stream(self) -> LogStream | None:
        """The stream, or the first of the merged ones, that is shown or being read; `None` if there is none, or it is
        not known yet."""
        return self._source.stream if self._source is not None else None

    @property
    def _source(self) -> LogSource | None:
        return self._selection.source

    @property
    def search_note(self) -> str:
        """What the title says of the search; cleaned."""
        if not self._narrows_merge:
            return super().search_note
        typed, held = clean(self.search, TYPED_LIMIT), self._narrowed
        scope = "" if self.held_of_more is None else " of those held"
        return f"{typed} {counted(len(held.lines), 'line')}, {held.hidden:,} hidden{scope}"

    @property
    def _narrows_merge(self) -> bool:
        """Whether only some of several ranks' lines are wanted."""
        return self._source is not None and self._source.is_merged and narrows(self.log_query)

    @property
    def wants_ranks(self) -> bool:
        """Whether what the ends of all ranks' logs tell is wanted."""
        return self._source is not None and self._source.is_merged

    def title(self) -> LogTitle:
        """What the title says now."""
        raise NotImplementedError

    def take_ranks(self, seen: RanksSeen) -> None:
        """Show what is known of the ranks."""
        raise NotImplementedError

    def watch_run(self, before: Run | None, run: Run | None) -> None:
        """Look for the logs of another run; keep on with the same."""
        if (before and before.dir) != (run and run.dir):
            self._selection.forget()
            self.turn_to_file(None)
            self._await_lines()
        self._ask()

    def watch_shown(self) -> None:
        """Read only while seen."""
        super().watch_shown()
        self._ask()

    def watch_following(self, following: bool) -> None:
        """Go to the end, or stay; the reader has to know, for it may be far from the end."""
        super().watch_following(following)
        self._ask()

    def on_mount(self) -> None:
        """Start reading."""
        self._reader.start()

    def on_unmount(self) -> None:
        """Stop reading; nothing is waited for."""
        self._reader.stop()

    def watch_search(self, text: str) -> None:
        """Search anew; of merged lines those that are held."""
        super().watch_search(text)
        source, view = self._source, self._view
        if source is not None and source.is_merged and view is not None and view.lines:
            self._show_view(source.key, view)
            self.more_before, self.more_after = view.start > 0, not view.at_end

    @on(Reported)
    def take_report(self, event: Reported) -> None:
        """Show what was found or read, if it is still what is wanted."""
        report = event.report
        if isinstance(report, Read):
            if self._source is not None and self._source.key == report.key:
                self._take_lines(report)
        elif self.run is not None and self.run.dir == report.run_dir:
            if isinstance(report, Looked):
                self._take_streams(report.found)
            else:
                self.take_ranks(report)

    def row_strip(self, row: int, width: int) -> Strip:
        """A line; one with which the job began again says so."""
        strip = super().row_strip(row, width)
        number, part = self._lines.locate(row)
        reason = None if self._notice or part or self.is_narrowed else self._restarts.get(number)
        return strip if reason is None else with_restart(strip, reason, width)

    def load_window(self, move: Move | Jump) -> None:
        """Have the reader move its window, one step at a time."""
        if self._source is not None and (not self._moving or move not in (Move.EARLIER, Move.LATER)):
            self._moving = True
            self._reader.move(self._source, move)

    def turn_to(self, step: Callable[[], LogSource | None], refusal: str = "") -> None:
        """Show what `step` gives, once the streams are known."""
        if self._selection.found is None:
            self._typed.append(partial(self.turn_to, step, refusal))
        elif (source := step()) is not None:
            self._open(source)
        elif refusal:
            self.post_message(Refused(refusal))

    def _take_streams(self, found: Found) -> None:
        before = self._source
        kept = self._selection.take(found)
        if kept and self._source is not None and before is not None and self._source.key != before.key:
            self._open(self._source)  # other ranks have logs now
        elif not kept and not (self._view is not None and self._view.lines) and self.run is not None:
            # The last lines of a file that is gone are worth more than another's.
            self._open(self._selection.wanted(self.run.state))
        typed, self._typed = self._typed, []
        for act in typed:
            act()
        self.refresh_head()

    def _open(self, source: LogSource | None) -> None:
        self._selection.source = source
        self.turn_to_file(source.path if source is not None else None)
        self._await_lines()
        self.following = True
        if source is None:
            found = self._selection.found or Found()
            tried = (f"  {place}" for place in found.tried)
            self.show_notice("No log found. Looked for:", *tried, f"y copies {found.likeliest}")
        self._ask()

    def _await_lines(self) -> None:
        """Leave what is shown for a moment, lest each step of the cursor blanks the pane."""
        self._view, self._moving = None, False
        self.forget_place()
        self.refresh_head()
        if self._patience is not None:
            self._patience.stop()
        self._patience = self.set_timer(PATIENCE_SECONDS, self._say_what_is_awaited)

    def _say_what_is_awaited(self) -> None:
        if self.run is None:
            self.show_notice("no run under the cursor")
        elif self._selection.found is None:
            self.show_notice("looking for logs ...")
        elif self._source is not None and self._view is None:
            self.show_notice(f"reading {clean(self._source.stream.path)} ...")

    def _take_lines(self, read: Read) -> None:
        before, view = self.title(), read.view
        self._view, self._age, self._moving = view, read.age, False
        if view.lines:
            self.more_before, self.more_after = view.start > 0, not view.at_end
            self._show_view(read.key, view)
            self._mark_restarts(view)
            if view.focus is not None:
                self.show_line(view.focus)
        else:
            self.show_notice(self._why_empty(view))
        if self.title() != before:
            self.refresh_head()

    def _show_view(self, key: tuple[str, ...], view: TailView) -> None:
        """Show the lines; of merged ones, through which no search goes, those that match if only these are wanted."""
        if not self._narrows_merge:
            self.show_lines((key, view.generation), view.lines, view.first, view.offsets)
            return
        self._narrowed.take(self.log_query, view.lines, view.first)
        if self._narrowed.lines:
            self.show_lines((key, view.generation, self.log_query), self._narrowed.lines, self._narrowed.first)
        else:
            self.show_notice(f"no such line among the {len(view.lines):,} that are held")

    def _mark_restarts(self, view: TailView) -> None:
        restarts = {restart.line: restart.reason for restart in view.restarts}
        if restarts != self._restarts:
            self._restarts = restarts
            self.refresh()

    def _why_empty(self, view: TailView) -> str:
        if view.size is None and self._source is not None:
            return f"cannot read {clean(self._source.stream.path)}: {view.note}"
        return "empty" if self.run is not None and self.run.ended else "empty so far"

    def _ask(self) -> None:
        run, source = self.run, self._source
        self._reader.want(Request(run, source, self.following, self.shown, self.wants_ranks))

    def _deliver(self, report: Report) -> None:
        try:
            self.post_message(self.Reported(report))
        except RuntimeError:  # the program has ended since the thread's last step
            self._reader.stop()
