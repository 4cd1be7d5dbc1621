"""The thread that searches the log in the log pane, whole; it knows no widget."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from spt_tui.repeat import Repeater
from spt_tui.runs.logs.crowded_text import quickest_finder
from spt_tui.runs.logs.error_finder import ErrorFinder
from spt_tui.runs.logs.file_search import FileSearch, Hit, Progress
from spt_tui.runs.logs.line_finder import OtherLines
from spt_tui.runs.logs.narrow_tail import NarrowTail
from spt_tui.runs.logs.search_query import NOTHING, Lines, SearchQuery
from spt_tui.runs.logs.tail import TailView
from spt_tui.ui.widgets.log_reader import Jump, Move, moved

SLICE_SECONDS = 0.05
"""How long it is searched between two reports."""
IDLE_SECONDS = 3600.0
"""Between two steps that nobody asks for: who sees the log grow does."""


class Goal(Enum):
    """What is gone to."""

    MATCH = "match"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched."""

    path: str | None = None
    """`None`: nothing is."""
    query: SearchQuery = NOTHING
    follow: bool = True
    """A narrowed log stays at its end."""
    shown: bool = True
    """What nobody sees is not searched."""

    @property
    def is_narrowed(self) -> bool:
        """Only some lines are shown."""
        return self.path is not None and self.query.pattern is not None and self.query.lines is not Lines.ALL


@dataclass(frozen=True, slots=True)
class Seek:
    """The next one before or behind a place is wanted."""

    goal: Goal
    offset: int | None
    """`None`: the place that the last answer gave."""
    step: int
    """1: behind `offset`; -1: before it."""
    number: int = 0
    """Given back with the answer."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How far the search has come."""

    path: str
    query: SearchQuery
    progress: Progress


@dataclass(frozen=True, slots=True)
class Sought:
    """The answer to a `Seek`."""

    path: str
    query: SearchQuery
    goal: Goal
    hit: Hit | None
    """`None`: there is none in the whole log, or it was stopped."""
    count: int | None = None
    """How many there are; `None` while that is not known."""
    is_stopped: bool = False
    number: int = 0
    """Of the `Seek`."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Which of all matches the last one is that was gone to: that has been counted since."""

    path: str
    query: SearchQuery
    hit: Hit
    count: int


@dataclass(frozen=True, slots=True)
class Seeking:
    """A `Seek` takes its time."""

    path: str
    query: SearchQuery
    goal: Goal
    progress: Progress


@dataclass(frozen=True, slots=True)
class NarrowRead:
    """The narrowed log as it is now."""

    path: str
    query: SearchQuery
    view: TailView


SearchReport = Counted | Seeking | Sought | Placed | NarrowRead


class LogSearcher:
    """Works on what is `Wanted`, and answers with reports, given to `deliver` on the searcher's own thread."""

    def __init__(self, deliver: Callable[[SearchReport], None]) -> None:
        self._deliver = deliver
        self._wanted = self._present = Wanted()
        self._asked: deque[Seek | Move | Jump] = deque()
        self._places = dict.fromkeys(Goal, 0)
        """Where the last answers led."""
        self._paused = False
        self._halts = 0
        self._repeater = Repeater(self._step, IDLE_SECONDS, "log-searcher")
        self._search: FileSearch | None = None
        self._errors: FileSearch | None = None
        self._narrow: NarrowTail | None = None
        self._progress: Progress | None = None
        self._unplaced: Hit | None = None
        """The match that was gone to last, while it is not known which of all it is."""

    def start(self) -> None:
        """Start the thread."""
        self._repeater.start()

    def stop(self) -> None:
        """Report nothing more. Returns at once."""
        self._repeater.stop()

    def want(self, wanted: Wanted) -> None:
        """Work on this from now on, and leave what was wanted before."""
        if (wanted.path, wanted.query) != (self._wanted.path, self._wanted.query):
            self._paused = False
            self._asked.clear()
        self._wanted = wanted
        self._repeater.nudge()

    def look(self) -> None:
        """The log has changed: search what is new."""
        if self._wanted.query.pattern is not None:
            self._repeater.nudge()

    def pause(self) -> None:
        """Search no further, but for what is asked for from now on."""
        self._paused = True
        self._halts += 1
        self._asked.clear()

    def forget(self) -> None:
        """Go nowhere; search on."""
        self._halts += 1
        self._asked.clear()

    def ask(self, what: Seek | Move | Jump) -> None:
        """Go to the next match or error, or move the narrowed log."""
        self._asked.append(what)
        self._repeater.nudge()

    def _step(self) -> None:
        goes_on = True
        while goes_on and not self._repeater.stopped:
            self._take_wanted()
            goes_on = self._answer() or self._search_on()

    def _take_wanted(self) -> None:
        wanted, before = self._wanted, self._present
        self._present = wanted
        if wanted.path != before.path:
            self._errors = None
        if (wanted.path, wanted.query) == (before.path, before.query):
            return
        self._search = self._narrow = self._progress = self._unplaced = None
        finder = quickest_finder(wanted.query)
        if wanted.path is not None and finder is not None:
            finder = OtherLines(finder) if wanted.query.lines is Lines.OTHERS else finder
            self._search = FileSearch(wanted.path, finder, count_lines=wanted.is_narrowed)
            self._narrow = NarrowTail(self._search) if wanted.is_narrowed else None

    def _answer(self) -> bool:
        """Do the first thing that was asked for; False if there is none."""
        if not self._asked:
            return False
        asked = self._asked.popleft()
        if isinstance(asked, Seek):
            self._seek(asked)
        elif self._narrow is not None:
            self._deliver_view(moved(self._narrow, asked) or self._narrow.view())
        return True

    def _seek(self, seek: Seek) -> None:
        path = self._present.path
        if path is None:
            return
        if seek.goal is Goal.ERROR and self._errors is None:
            self._errors = FileSearch(path, ErrorFinder())
        search = self._errors if seek.goal is Goal.ERROR else self._search
        if search is None:
            return
        halts, next_report = self._halts, time.monotonic() + SLICE_SECONDS

        def is_stopped() -> bool:
            nonlocal next_report
            if time.monotonic() > next_report:
                next_report = time.monotonic() + SLICE_SECONDS
                self._deliver(Seeking(path, self._present.query, seek.goal, search.progress))
            return self._repeater.stopped or self._halts != halts or self._is_outdated()

        offset = self._places[seek.goal] if seek.offset is None else seek.offset
        hit = search.seek(offset, seek.step, is_stopped)
        if hit is not None:
            self._places[seek.goal] = hit.offset
            if seek.goal is Goal.MATCH:
                self._unplaced = hit if hit.place is None else None
        count = search.progress.count if search.progress.is_done else None
        stopped = hit is None and is_stopped()
        self._deliver(Sought(path, self._present.query, seek.goal, hit, count, stopped, seek.number))

    def _is_outdated(self) -> bool:
        """Something else is wanted by now."""
        wanted, present = self._wanted, self._present
        return (wanted.path, wanted.query) != (present.path, present.query)

    def _search_on(self) -> bool:
        """Search for a moment; False if there is nothing left to search now."""
        search, wanted = self._search, self._present
        if search is None or wanted.path is None or not wanted.shown:
            return False
        view = self._narrow.poll(wanted.follow) if self._narrow is not None else None
        if view is not None:
            self._deliver_view(view)
        # What grows is looked at when that has been seen: here it would be followed without a pause.
        more = not self._paused and (
            search.sweep(SLICE_SECONDS) or (self._narrow is not None and self._narrow.wants_more)
        )
        if search.progress != self._progress:
            self._progress = search.progress
            self._deliver(Counted(wanted.path, wanted.query, self._progress))
            self._place()
        return more or self._wanted is not wanted

    def _place(self) -> None:
        """Once all is counted, say which match was gone to."""
        search, path, unplaced = self._search, self._present.path, self._unplaced
        if search is None or path is None or unplaced is None or not search.progress.is_done:
            return
        self._unplaced = None
        hit = search.seek(unplaced.offset - 1, 1)
        if hit is not None and hit.offset == unplaced.offset:
            self._deliver(Placed(path, self._present.query, hit, search.progress.count))

    def _deliver_view(self, view: TailView) -> None:
        if self._present.path is not None:
            self._deliver(NarrowRead(self._present.path, self._present.query, view))
