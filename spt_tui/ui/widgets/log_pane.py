"""The log of the run under the cursor: one rank's stream, followed at its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer

from spt_tui.runs.logs.streams import Found, LogStream
from spt_tui.runs.logs.tail import TailView
from spt_tui.runs.run import Run
from spt_tui.text import clean
from spt_tui.ui.widgets.line_view import Parts
from spt_tui.ui.widgets.log_choice import Wish, other_kind, other_rank, preferred, title_of
from spt_tui.ui.widgets.log_reader import LogReader, Looked, Move, Read, Report, Request
from spt_tui.ui.widgets.log_title import LogTitle, search_text
from spt_tui.ui.widgets.log_view import LogView
from spt_tui.units import bytes_text

PATIENCE_SECONDS = 0.3
"""The old lines stay for as long while the new ones are read, then the pane says that it waits."""


class LogPane(LogView):
    """Shows the stream that `run` and the user's last choice of rank and kind call for, and follows it.

    A thread of its own finds and reads; what it says is checked against what is wanted by then.
    """

    number = "3"

    BINDINGS = [
        Binding("r", "rank(1)", "next rank", id="logs.next_rank"),
        Binding("R", "rank(-1)", "previous rank", id="logs.previous_rank"),
        Binding("o", "kind", "out/err", id="logs.kind"),
    ]

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
        self._wish = Wish()
        self._found: Found | None = None
        """What was found for the run; `None` while it is looked for."""
        self._stream: LogStream | None = None
        self._view: TailView | None = None
        """What was read of the stream; `None` until then."""
        self._typed: list[Callable[[], None]] = []
        """What was asked for while the streams were still looked for."""
        self._age = ""
        self._moving = False
        self._patience: Timer | None = None

    @property
    def stream(self) -> LogStream | None:
        """The stream that is shown or being read; `None` if there is none, or it is not known yet."""
        return self._stream

    def copy_text(self) -> str | None:
        """The path of the stream, else the places where none was found, one a line; cleaned. `None` without a run."""
        if self._stream is not None:
            return clean(self._stream.path, len(self._stream.path))
        return "\n".join(self._found.tried) if self._found else None

    def title_parts(self) -> Parts:
        """`logs ── rank 3 of 4 .err ── following`; a narrow pane leaves out the first word, and shows a search last."""
        return self._title().parts(self.size.width)

    def title_note(self) -> Parts:
        """The search and its matches, then size and age of the log and its node, as far as there is room."""
        return self._title().note(self.size.width)

    def _title(self) -> LogTitle:
        stream, view = self._stream, self._view
        return LogTitle(
            name=title_of(self._found.streams, stream) if self._found and stream else "",
            motion=self._motion(),
            trouble=view is not None and bool(view.note),
            search=search_text(self.search, *self.match_place()) if self.search and view else "",
            searched=bool(self.search),
            size=f"{bytes_text(view.size)}, {self._age}" if view and view.size is not None else "",
            node=f"on {stream.node}" if stream and stream.node else "",
        )

    def _motion(self) -> str:
        if self.run is None:
            return ""
        if self._found is None:
            return "looking"
        if self._stream is None:
            return "none"
        if self._view is None:
            return "reading"
        if self._view.note:
            return self._view.note
        return "following" if self.following else f"at {self._percent(self._view)}%"

    def _percent(self, view: TailView) -> int:
        """About where the last visible row is in the file."""
        below = min(1.0, (self.top + self.page) / max(1, self.row_count))
        return round(100 * (view.start + (view.end - view.start) * below) / (view.size or 1))

    def watch_run(self, before: Run | None, run: Run | None) -> None:
        """Look for the logs of another run; keep on with the same."""
        if (before and before.dir) != (run and run.dir):
            self._found = self._stream = None
            self._await_lines()
        self._ask()

    def watch_shown(self) -> None:
        """Read only while seen."""
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

    @on(Reported)
    def take_report(self, event: Reported) -> None:
        """Show what was found or read, if it is still what is wanted."""
        report = event.report
        if isinstance(report, Looked):
            if self.run is not None and self.run.dir == report.run_dir:
                self._take_streams(report.found)
        elif self._stream is not None and self._stream.path == report.path:
            self._take_lines(report)

    def _take_streams(self, found: Found) -> None:
        self._found = found
        kept = [stream for stream in found.streams if self._stream and stream.path == self._stream.path]
        if kept:
            self._stream = kept[0]
        elif self._view is not None and self._view.lines:
            pass  # its file is gone, and its last lines are worth more than another's
        elif self.run is not None:
            self._open(preferred(found.streams, self._wish, self.run.state))
        typed, self._typed = self._typed, []
        for act in typed:
            act()
        self.refresh_head()

    def _open(self, stream: LogStream | None) -> None:
        self._stream = stream
        self._await_lines()
        self.following = True
        if stream is None:
            tried = self._found.tried if self._found else ()
            self.show_notice("No log found. Looked for:", *(f"  {place}" for place in tried))
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
        elif self._found is None:
            self.show_notice("looking for logs ...")
        elif self._stream is not None and self._view is None:
            self.show_notice(f"reading {clean(self._stream.path)} ...")

    def _take_lines(self, read: Read) -> None:
        before, view = self._title(), read.view
        self._view, self._age, self._moving = view, read.age, False
        if view.lines:
            self.more_before, self.more_after = view.start > 0, not view.at_end
            self.show_lines((read.path, view.generation), view.lines, view.first)
        else:
            self.show_notice(self._why_empty(view))
        if self._title() != before:
            self.refresh_head()

    def _why_empty(self, view: TailView) -> str:
        if view.size is None and self._stream is not None:
            return f"cannot read {clean(self._stream.path)}: {view.note}"
        return "empty" if self.run is not None and self.run.ended else "empty so far"

    def load(self, move: Move) -> None:
        """Have the reader move its window, one move at a time."""
        if self._stream is not None and (not self._moving or move is Move.START):
            self._moving = True
            self._reader.move(self._stream, move)

    def _ask(self) -> None:
        self._reader.want(Request(self.run, self._stream, self.following, self.shown))

    def _deliver(self, report: Report) -> None:
        try:
            self.post_message(self.Reported(report))
        except RuntimeError:  # the program has ended since the thread's last step
            self._reader.stop()

    def action_rank(self, steps: int) -> None:
        """The same kind of stream of another rank."""
        if self._found is None:
            self._typed.append(partial(self.action_rank, steps))
        elif self._stream is not None:
            wish = Wish(self._rank, self._wish.kind or self._stream.kind)
            self._choose(other_rank(self._found.streams, wish, steps), self._wish.kind)

    def action_kind(self) -> None:
        """Another stream of the same rank."""
        if self._found is None:
            self._typed.append(self.action_kind)
        elif self._stream is not None:
            stream = other_kind(self._found.streams, self._stream, self._rank)
            self._choose(stream, stream.kind if stream else None)

    @property
    def _rank(self) -> int:
        """The rank that is shown, or was before what has none."""
        shown = self._stream.rank if self._stream is not None else None
        return self._wish.rank if shown is None else shown

    def _choose(self, stream: LogStream | None, kind: str | None) -> None:
        if stream is not None:
            self._wish = Wish(self._rank if stream.rank is None else stream.rank, kind)
            self._open(stream)
