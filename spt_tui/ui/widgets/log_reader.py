"""The thread behind the log pane: it finds streams and reads the chosen one, and knows no widget."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from spt_tui.repeat import Repeater
from spt_tui.runs.logs.ranks.merged_tail import MergedTail
from spt_tui.runs.logs.ranks.rank_watch import RankReport, RankWatch
from spt_tui.runs.logs.streams import Found, find_streams
from spt_tui.runs.logs.tail import LogTail, TailView
from spt_tui.runs.run import Run, State
from spt_tui.ui.widgets.log_source import LogSource
from spt_tui.ui.widgets.rank_prefix import prefix_for
from spt_tui.units import age_text

PENDING_SECONDS = 0.1
LIVE_SECONDS = 0.5
QUIET_SECONDS = 5.0
HIDDEN_SECONDS = 3600.0
"""Between two steps: while logs are still to be read for their ranks, while the run or its log moves, while neither
does, while nobody looks."""

LOOK_SECONDS = 10.0
LOOK_ENDED_SECONDS = 60.0
"""Between two searches for streams."""

SETTLE_SECONDS = 0.08
"""A run has to be looked at for as long before its files are: a cursor that flies over 40 runs a second reads none."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the pane wants to know."""

    run: Run | None = None
    source: LogSource | None = None
    """Of the streams of `run`; `None` until they are known."""
    follow: bool = True
    shown: bool = False
    ranks: bool = False
    """What the ends of all ranks' logs tell is wanted too."""


class Move(Enum):
    """Where the window on the log goes."""

    EARLIER = "earlier"
    LATER = "later"
    START = "start"


@dataclass(frozen=True, slots=True)
class Jump:
    """The window goes to the line that holds this byte, counted from 0; the view's `focus` is its number."""

    offset: int


class Tail(Protocol):
    """A window on one log or more; `LogTail` says what its methods do."""

    def poll(self, follow: bool = True) -> TailView | None:
        """What is new."""

    def earlier(self) -> TailView | None:
        """What comes before."""

    def later(self) -> TailView | None:
        """What comes behind."""

    def jump(self, offset: int) -> TailView | None:
        """What is at a byte."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The streams of the run in `run_dir`."""

    run_dir: str
    found: Found


@dataclass(frozen=True, slots=True)
class RanksSeen:
    """What is known of the ranks of the run in `run_dir`."""

    run_dir: str
    found: Found
    """The streams as they were then."""
    report: RankReport


@dataclass(frozen=True, slots=True)
class Read:
    """The log of this key as it is now."""

    key: tuple[str, ...]
    view: TailView
    age: str
    """Age of the last byte, in minutes or more, so that it does not change every second."""


Report = Looked | Read | RanksSeen


class LogReader:
    """Answers the last `Request` with reports, given to `deliver` on the reader's own thread."""

    def __init__(self, deliver: Callable[[Report], None]) -> None:
        self._deliver = deliver
        self._request = Request()
        self._moves: deque[tuple[tuple[str, ...], Move | Jump]] = deque()
        self._repeater = Repeater(self._step, HIDDEN_SECONDS, "log-reader")
        self._run_dir: str | None = None
        self._found: Found | None = None
        self._look_at = 0.0
        self._has_ended = False
        self._watch = RankWatch()
        self._seen: RanksSeen | None = None
        self._key: tuple[str, ...] = ()
        self._tail: Tail | None = None
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

    def move(self, source: LogSource, move: Move | Jump) -> None:
        """Move the window on `source`; the answer is a `Read`, changed or not."""
        self._moves.append((source.key, move))
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
        changed = request.source is not None and self._read(request.source, request)
        pending = request.ranks and self._see_ranks(request.run)
        moving = changed or request.run.state in (State.RUNNING, State.UNKNOWN)
        self._repeater.interval = PENDING_SECONDS if pending else LIVE_SECONDS if moving else QUIET_SECONDS

    def _look(self, run: Run) -> None:
        if run.dir != self._run_dir:
            self._run_dir, self._found, self._look_at = run.dir, None, 0.0
            self._watch, self._seen = RankWatch(), None
        has_ended, self._has_ended = run.ended and not self._has_ended, run.ended
        if time.monotonic() < self._look_at and not has_ended:  # its last words have just been written
            return
        found = find_streams(run)
        self._look_at = time.monotonic() + (LOOK_ENDED_SECONDS if run.ended else LOOK_SECONDS)
        is_other = self._found is None or _names(found) != _names(self._found)
        self._found = found
        if is_other:
            self._deliver(Looked(run.dir, found))

    def _see_ranks(self, run: Run) -> bool:
        """Tell of the ranks if there is something new; True while logs are still to be read for that."""
        last, found = self._seen, self._found
        if found is None or (last is not None and last.found is found and last.report.is_complete):
            return False
        self._seen = seen = RanksSeen(run.dir, found, self._watch.look(run, found))
        if last is None or seen != last:
            self._deliver(seen)
        return not seen.report.is_complete

    def _read(self, source: LogSource, request: Request) -> bool:
        if self._tail is None or self._key != source.key:
            began = request.run.created_at if request.run is not None else None
            self._key, self._tail, self._last = source.key, _tail_of(source, began), None
        view = self._tail.poll(request.follow)
        changed = view is not None
        is_moved = False
        while self._moves:
            key, move = self._moves.popleft()
            if key == source.key:
                is_moved, view = True, moved(self._tail, move) or view
        last = self._last
        view = view or (last.view if last else TailView())
        read = Read(source.key, view, _age(view))
        if is_moved or last is None or (read.view is not last.view) or read.age != last.age:
            # A place that was asked for is gone to once.
            self._last = read if view.focus is None else replace(read, view=replace(view, focus=None))
            self._deliver(read)
        return changed


def moved(tail: Tail, move: Move | Jump) -> TailView | None:
    """The window after a move; `None` if it leads nowhere."""
    if isinstance(move, Jump):
        return tail.jump(move.offset)
    if move is Move.EARLIER:
        return tail.earlier()
    return tail.later() if move is Move.LATER else tail.jump(0)


def _tail_of(source: LogSource, began: float | None) -> Tail:
    if source.is_merged:
        return MergedTail(source.streams, prefix_for(source.ranks), began)
    return LogTail(source.stream.path)


def _names(found: Found) -> tuple[object, ...]:
    return tuple(stream.id for stream in found.streams), found.tried


def _age(view: TailView) -> str:
    if view.modified_at is None:
        return ""
    seconds = time.time() - view.modified_at
    return "now" if -60 < seconds < 60 else age_text(seconds)
