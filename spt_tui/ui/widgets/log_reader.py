"""The thread behind the log pane: it finds streams and reads the chosen one, and knows no widget."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from spt_tui.repeat import Repeater
from spt_tui.runs.logs.streams import Found, LogStream, find_streams
from spt_tui.runs.logs.tail import LogTail, TailView
from spt_tui.runs.run import Run, State
from spt_tui.units import age_text

LIVE_SECONDS = 0.5
QUIET_SECONDS = 5.0
HIDDEN_SECONDS = 3600.0
"""Between two steps: while the run or its log moves, while neither does, while nobody looks."""

LOOK_SECONDS = 10.0
LOOK_ENDED_SECONDS = 60.0
"""Between two searches for streams."""

SETTLE_SECONDS = 0.08
"""A run has to be looked at for as long before its files are: a cursor that flies over 40 runs a second reads none."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the pane wants to know."""

    run: Run | None = None
    stream: LogStream | None = None
    """One of the streams of `run`; `None` until they are known."""
    follow: bool = True
    shown: bool = False


class Move(Enum):
    """Where the window on the log goes."""

    EARLIER = "earlier"
    LATER = "later"
    START = "start"


@dataclass(frozen=True, slots=True)
class Looked:
    """The streams of the run in `run_dir`."""

    run_dir: str
    found: Found


@dataclass(frozen=True, slots=True)
class Read:
    """The log at `path` as it is now."""

    path: str
    view: TailView
    age: str
    """Age of the last byte, in minutes or more, so that it does not change every second."""


Report = Looked | Read


class LogReader:
    """Answers the last `Request` with reports, given to `deliver` on the reader's own thread."""

    def __init__(self, deliver: Callable[[Report], None]) -> None:
        self._deliver = deliver
        self._request = Request()
        self._moves: deque[tuple[str, Move]] = deque()
        self._repeater = Repeater(self._step, HIDDEN_SECONDS, "log-reader")
        self._run_dir: str | None = None
        self._found: Found | None = None
        self._look_at = 0.0
        self._tail: LogTail | None = None
        self._last: Read | None = None

    def start(self) -> None:
        """Start the thread."""
        self._repeater.start()

    def stop(self) -> None:
        """Report nothing more. Returns at once."""
        self._repeater.stop()

    def want(self, request: Request) -> None:
        """Work on `request` from now on."""
        self._request = request
        self._repeater.nudge()

    def move(self, stream: LogStream, move: Move) -> None:
        """Move the window on `stream`; the answer is a `Read`, changed or not."""
        self._moves.append((stream.path, move))
        self._repeater.nudge()

    def _step(self) -> None:
        request = self._request
        if request.run is not None and request.shown and request.run.dir != self._run_dir:
            time.sleep(SETTLE_SECONDS)
            request = self._request
        if request.run is None or not request.shown:
            self._repeater.interval = HIDDEN_SECONDS
            return
        self._look(request.run)
        changed = request.stream is not None and self._read(request.stream, request.follow)
        moving = changed or request.run.state in (State.RUNNING, State.UNKNOWN)
        self._repeater.interval = LIVE_SECONDS if moving else QUIET_SECONDS

    def _look(self, run: Run) -> None:
        if run.dir != self._run_dir:
            self._run_dir, self._found, self._look_at = run.dir, None, 0.0
        if time.monotonic() < self._look_at:
            return
        found = find_streams(run)
        self._look_at = time.monotonic() + (LOOK_ENDED_SECONDS if run.ended else LOOK_SECONDS)
        if self._found is None or _names(found) != _names(self._found):
            self._found = found
            self._deliver(Looked(run.dir, found))

    def _read(self, stream: LogStream, follow: bool) -> bool:
        if self._tail is None or self._tail.path != stream.path:
            self._tail, self._last = LogTail(stream.path), None
        view = self._tail.poll(follow)
        changed = view is not None
        moved = False
        while self._moves:
            path, move = self._moves.popleft()
            if path == stream.path:
                moved, view = True, self._moved(self._tail, move) or view
        last = self._last
        view = view or (last.view if last else TailView())
        read = Read(stream.path, view, _age(view))
        if moved or last is None or (read.view is not last.view) or read.age != last.age:
            self._last = read
            self._deliver(read)
        return changed

    @staticmethod
    def _moved(tail: LogTail, move: Move) -> TailView | None:
        if move is Move.EARLIER:
            return tail.earlier()
        return tail.later() if move is Move.LATER else tail.jump(0)


def _names(found: Found) -> tuple[object, ...]:
    return tuple(stream.id for stream in found.streams), found.tried


def _age(view: TailView) -> str:
    if view.modified_at is None:
        return ""
    seconds = time.time() - view.modified_at
    return "now" if -60 < seconds < 60 else age_text(seconds)
