"""The thread that keeps watch over the runs below one root, and the same scan done once."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from spt_tui.repeat import Repeater
from spt_tui.runs.disk import Disk
from spt_tui.runs.feed import Event, Feed, Progress, Update
from spt_tui.runs.run import Run
from spt_tui.runs.sidecar import read_files, run_id, run_of
from spt_tui.runs.tree import RunTree
from spt_tui.runs.walk import walk

__all__ = ["Footprint", "Progress", "RunScanner", "Update", "scan"]

FIRST_NEWS = 0.03
"""Seconds after which the first runs are told."""
NEWS_EVERY = 0.15
"""Seconds between the batches of a long scan."""
BREATH = 0.001
"""Seconds of work after which other threads may run: left to the interpreter, a key waits 5 ms for its turn."""
PAUSE = 5e-5
"""Seconds of rest then. A rest of 0 gives the interpreter's lock away and mostly gets it straight back."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """What the scanner has cost."""

    calls: int
    """System calls that asked the file system."""
    polls: int
    """Scans done, the first included."""
    cpu_seconds: float
    runs: int
    directories: int
    """Known directories, those of the runs included."""
    last_poll_seconds: float


def scan(root: str, problems: list[str] | None = None) -> Iterator[Run]:
    """Read every run below `root` once, the newest directories first.

    Directories that cannot be listed are told in `problems`, a cleaned line each.
    """
    disk = Disk()
    root = _absolute(root)
    for listing in walk(disk, root):
        if listing.problem and problems is not None:
            problems.append(f"{run_id(root, listing.path)}: {listing.problem}")
        if listing.is_run:
            files = read_files(disk, listing.path)
            if not files.gone:
                yield run_of(root, listing.path, files, time.time())


class RunScanner:
    """Watches the runs below `root`: a scan at first, then a poll every `poll_interval` seconds, in its own thread.

    It only reads. What changed goes to the queues of the subscribers, which are bounded and never block the scan.
    `clock` gives seconds since the epoch.
    """

    def __init__(
        self, root: str | os.PathLike[str], poll_interval: float = 1.0, *, clock: Callable[[], float] = time.time
    ) -> None:
        self.root = _absolute(root)
        """Absolute, `~` expanded, links in it kept: what `Run.root` says."""
        self._disk = Disk()
        self._tree = RunTree(self.root, self._disk, clock)
        self._feed = Feed()
        self._repeater = Repeater(self.step, poll_interval, "spt-scanner")
        self._is_started = False
        self._may_go_on = threading.Event()
        self._wait_at: int | None = None
        self._progress: Progress | None = None
        self._news_at = 0.0
        self._polls = 0
        self._cpu_seconds = 0.0
        self._last_poll_seconds = 0.0

    def start(self, first: int | None = None) -> None:
        """Start the thread. A scanner starts once.

        With `first` it reads about so many runs and then waits for `go_on`: a program that is still being loaded
        has something to show, and the rest of the scan does not slow the loading.
        """
        if first is not None:
            self._wait_at = first
            self._may_go_on.clear()
        self._is_started = True
        self._repeater.start()

    def go_on(self) -> None:
        """Wait no more; start if that was not done."""
        self._may_go_on.set()
        if not self._is_started:
            self.start()

    def stop(self) -> None:
        """End the thread at its next look. Returns at once, whatever the disk does."""
        self._repeater.stop()
        self._may_go_on.set()

    def subscribe(self) -> queue.Queue[Event]:
        """A queue of `Progress` and `Update`, the whole present state first."""
        return self._feed.subscribe()

    def unsubscribe(self, events: queue.Queue[Event]) -> None:
        """Put nothing more into this queue."""
        self._feed.unsubscribe(events)

    def runs(self) -> Mapping[str, Run]:
        """A snapshot: `Run.dir` -> run, as last told to the subscribers."""
        return self._feed.runs()

    def watch(self, dir: str | None) -> None:
        """Look at the run in this directory closely with every poll: it is on the screen."""
        self._tree.watched = dir

    def footprint(self) -> Footprint:
        """What it has cost so far."""
        runs, directories = self._tree.size
        return Footprint(self._disk.calls, self._polls, self._cpu_seconds, runs, directories, self._last_poll_seconds)

    def step(self) -> None:
        """One scan or poll, in the caller's thread. The thread repeats this; nobody else calls it once it runs."""
        began, cpu = time.monotonic(), time.thread_time()
        if self._polls == 0:
            self._tell_news()
        self._news_at = began + FIRST_NEWS
        breath = began + BREATH
        for _ in self._tree.poll():
            if self._wait_at is not None and self._tree.size[0] >= self._wait_at:
                self._wait_at = None
                self._tell_news()
                self._may_go_on.wait()
            if self._repeater.stopped:
                return
            if time.monotonic() >= breath:
                time.sleep(PAUSE)
                self._tell_news_in_time()
                breath = time.monotonic() + BREATH
        self._tell_news()
        self._polls += 1
        self._cpu_seconds += time.thread_time() - cpu
        self._last_poll_seconds = time.monotonic() - began

    def _tell_news_in_time(self) -> None:
        if time.monotonic() >= self._news_at:
            self._tell_news()

    def _tell_news(self) -> None:
        update = self._tree.news()
        if update.changed or update.removed:
            self._feed.say(update)
        progress = Progress(self._tree.phase, self._tree.found, self._tree.size[0], self._tree.problems)
        if progress != self._progress:
            self._progress = progress
            self._feed.say(progress)
        self._news_at = time.monotonic() + NEWS_EVERY


def _absolute(root: str | os.PathLike[str]) -> str:
    return os.path.abspath(os.path.expanduser(os.fspath(root)))
