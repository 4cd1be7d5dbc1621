"""A log that is searched whole, not only as far as it is on the screen; shown whole, or only the lines that match."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from textual import on
from textual.actions import SkipAction
from textual.binding import Binding
from textual.message import Message

from spt_tui.runs.logs.file_search import Progress
from spt_tui.runs.logs.search_query import SearchQuery, parse_query
from spt_tui.runs.logs.tail import TailView
from spt_tui.text import clean
from spt_tui.ui.messages import Narrowed
from spt_tui.ui.widgets.held_lines import HeldLines
from spt_tui.ui.widgets.log_reader import Jump, Move
from spt_tui.ui.widgets.log_searcher import (
    Counted,
    Goal,
    LogSearcher,
    Placed,
    SearchReport,
    Seek,
    Seeking,
    Sought,
    Wanted,
)
from spt_tui.ui.widgets.log_title import search_text
from spt_tui.ui.widgets.search_note import error_note, search_note, seeking_note
from spt_tui.ui.widgets.sought_log import SoughtLog


class SearchedLog(SoughtLog):
    """A window on a file, or on those of its lines that match. A subclass gives the title and loads the window.

    A thread of its own searches, once there is something to search. Where the lines are not those of one file, only
    the lines that are held are searched.
    """

    BINDINGS = [
        Binding("escape", "stop_search", "stop the search", id="logs.stop_search", show=False),
    ]

    class Searched(Message, bubble=False):
        """The searching thread has something to say."""

        def __init__(self, report: SearchReport) -> None:
            super().__init__()
            self.report = report

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._searcher = LogSearcher(self._deliver_search)
        self._wanted = Wanted()
        self._held = HeldLines()
        """The window on the file, shown or not."""
        self._progress: Progress | None = None
        self._seeking: Seeking | None = None
        """What takes its time to be gone to."""
        self._narrow: TailView | None = None
        """What was read of the narrowed log; `None` until then."""
        self._is_stopped = self._is_loading = False

    @property
    def log_query(self) -> SearchQuery:
        """What is searched."""
        return parse_query(self.search)

    @property
    def is_narrowed(self) -> bool:
        """Whether only some lines of a file are shown."""
        return self._wanted.is_narrowed

    @property
    def window(self) -> TailView | None:
        """The narrowed window that is shown; `None` if it is not narrowed, or not read yet."""
        return self._narrow if self.is_narrowed else None

    @property
    def search_note(self) -> str:
        """What the title says of the search, or of the error that was gone to; cleaned."""
        sought, seeking = self._sought, self._seeking
        if seeking is not None and seeking.goal is Goal.ERROR:
            return seeking_note(seeking.progress)
        hit = sought.hit if sought is not None else None
        if sought is not None and hit is not None and sought.goal is Goal.ERROR and self._is_sought_seen:
            return error_note(hit.place, sought.count)
        if not self.search:
            return ""
        if self._wanted.path is None:
            return search_text(self.search, *self.match_place(), self.held_of_more)
        place = hit.place if sought is not None and hit is not None and sought.goal is Goal.MATCH else None
        return search_note(self.search, self.log_query, self._progress, place, self._is_stopped)

    @property
    def held_of_more(self) -> int | None:
        """How many lines are held, if there are more; `None` if they are all there are."""
        return len(self._shown.lines) if self.more_before or self.more_after else None

    def seek(self, seek: Seek) -> None:
        """Ask the thread."""
        self._searcher.ask(seek)

    def forget_seeks(self) -> None:
        """The thread need not look any more."""
        self._searcher.forget()
        self._seeking = None
        self.refresh_head()

    def load_window(self, move: Move | Jump) -> None:
        """Have other lines of the file given to `show_lines`, some time later."""
        raise NotImplementedError

    def turn_to_file(self, path: str | None) -> None:
        """The lines that come next are those of the file at `path`; `None`: of none, or of several."""
        self._held = HeldLines()
        self._want(path)

    def show_lines(self, key: Hashable, lines: Sequence[str], first: int = 0, offsets: Sequence[int] = ()) -> None:
        """As `LogView` does, unless the log is narrowed. `offsets`: where each line begins in the file."""
        self._held = HeldLines(key, lines, first, offsets)
        if self.is_narrowed:
            self._say_what_is_beyond()
        else:
            self._show(self._held)
        self._searcher.look()

    def load(self, move: Move | Jump) -> None:
        """Move the window, that on the file or the narrowed one; a step at a time."""
        if not self.is_narrowed:
            self.load_window(move)
        elif not self._is_loading or move not in (Move.EARLIER, Move.LATER):
            self._is_loading = True
            self._searcher.ask(move)

    def watch_search(self, text: str) -> None:
        """Mark the matches; search the whole file."""
        super().watch_search(text)
        self._sought = self._error = None
        wrong = self.log_query.wrong
        self.post_message(Narrowed("logs", clean(wrong), is_wrong=bool(wrong)))
        self._want(self._wanted.path)
        self.refresh_head()

    def watch_following(self, following: bool) -> None:
        """A narrowed log stays at its end, or where it is."""
        super().watch_following(following)
        self._want(self._wanted.path)

    def watch_shown(self) -> None:
        """Search only while seen."""
        self._want(self._wanted.path)

    def on_mount(self) -> None:
        """Start searching."""
        self._searcher.start()

    def on_unmount(self) -> None:
        """Stop searching; nothing is waited for."""
        self._searcher.stop()

    @on(Searched)
    def take_search(self, event: Searched) -> None:
        """Show what was found, if it is still what is wanted."""
        report = event.report
        if (report.path, report.query) != (self._wanted.path, self._wanted.query):
            return
        if isinstance(report, Counted):
            self._progress = report.progress
            if report.progress.is_done and self._narrow is not None and not self._narrow.lines:
                self._show_narrow(self._narrow)
        elif isinstance(report, Seeking):
            self._seeking = report if self._asked else None
        elif isinstance(report, Sought):
            if report.number in self._asked:
                self._asked.remove(report.number)
                self._seeking = None
                self.take_sought(report)
        elif isinstance(report, Placed):
            last = self._sought
            if last is not None and last.hit is not None and last.hit.offset == report.hit.offset:
                self._sought = replace(last, hit=report.hit, count=report.count)
        else:
            self._is_loading = False
            self._show_narrow(report.view)
        self.refresh_head()

    def action_stop_search(self) -> None:
        """Search no further; what was found stays."""
        is_searching = self._progress is not None and not self._progress.is_done and not self._is_stopped
        if not is_searching and not self._asked:
            raise SkipAction
        self._searcher.pause()
        self._is_stopped, self._seeking = is_searching or self._is_stopped, None
        self._asked.clear()
        self.refresh_head()

    def _want(self, path: str | None) -> None:
        before, now = self._wanted, Wanted(path, self.log_query, self.following, self.shown)
        if now == before:
            return
        place = None if self.following else self._shown.offset_of(self._lines.locate(self.top)[0])
        self._wanted = now
        self._searcher.want(now)
        if (now.path, now.query) == (before.path, before.query):
            return
        self._progress = self._narrow = None
        self._is_stopped = self._is_loading = False
        self._asked.clear()
        self._seeking = None
        if now.path != before.path:
            return
        if now.is_narrowed and place is not None:
            self._searcher.ask(Jump(place))
        elif before.is_narrowed and not now.is_narrowed:
            self._show(self._held)
            if place is not None:
                self.go_to_byte(place)

    def _show(self, held: HeldLines) -> None:
        self._shown = held
        super().show_lines(held.key, held.lines, held.first)

    def _show_narrow(self, view: TailView) -> None:
        self._narrow = view
        if view.lines:
            self._show(HeldLines((self._wanted, view.generation), view.lines, view.first, view.offsets))
            self._say_what_is_beyond()
            if view.focus is not None:
                self.show_line(view.focus)
        else:
            done = self._progress is not None and self._progress.is_done
            self.show_notice("no such line" if done else "no such line so far ...")

    def _say_what_is_beyond(self) -> None:
        if self._narrow is not None and self._narrow.lines:
            self.more_before, self.more_after = self._narrow.start > 0, not self._narrow.at_end

    def _deliver_search(self, report: SearchReport) -> None:
        try:
            self.post_message(self.Searched(report))
        except RuntimeError:  # the program has ended since the thread's last step
            self._searcher.stop()
