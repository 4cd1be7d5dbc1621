"""The thread that keeps watch over the runs below one root."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from spt_tui import spare_memory
from spt_tui.repeat import Repeater
from spt_tui.runs.answers.answering import Answering
from spt_tui.runs.below import absolute
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories.crew import Crew, Relieved
from spt_tui.runs.directories.tiers import LEAST_A_POLL
from spt_tui.runs.directories.tree import RunTree
from spt_tui.runs.feed import Event, Feed, Progress, Update
from spt_tui.runs.index import Index
from spt_tui.runs.last_session import LastSession
from spt_tui.runs.run import Run
from spt_tui.runs.runs_by_dir import RunsByDir

if TYPE_CHECKING:
    from spt_tui.runs.answers.scanner_source import ScannerSource
    from spt_tui.runs.answers.sidecar_store import SidecarStore
    from spt_tui.runs.footprint import Footprint

__all__ = ["Progress", "RunScanner", "Update"]

FIRST_NEWS = 0.03
"""Seconds after which the first runs are told."""
NEWS_EVERY = 0.15
"""Seconds between the batches of a long scan."""
BREATH = 0.001
"""Seconds of work after which other threads may run: left to the interpreter, a key waits 5 ms for its turn."""
PAUSE = 5e-5
"""Seconds of rest then. A rest of 0 gives the interpreter's lock away and mostly gets it straight back."""
MANY = 4_096
"""Runs from which on it matters how their memory is held."""
WATCH_SECONDS = 3.0
"""Seconds between the looks whether the scanner's thread hangs."""
RATE_SECONDS = 10.0
"""Over which calls a second are counted."""


class RunScanner(Answering):
    """Watches the runs below `root`: a scan at first, then a poll every `poll_interval` seconds, in its own thread.

    It only reads. What it finds goes into `catalog`, and what changed to the queues of the subscribers, which are
    bounded and never block the scan. Polls make `budget` system calls a second at the most, averaged over a few of
    them, and come more rarely when it is small; the first scan is not held back. While the file system is slow
    `threads` threads help to ask it. With an `index` it begins with what the last session knew, which it then
    verifies, and keeps what it knows for the next. Sidecars are kept for those who ask for `runs_json`, unless
    `keep_sidecars` is false: then they are read anew. `clock` gives seconds since the epoch. ValueError for a budget
    of nothing.
    """

    def __init__(
        self,
        root: str | os.PathLike[str],
        poll_interval: float = 1.0,
        *,
        budget: float = 200.0,
        threads: int = 8,
        catalog: Catalog | None = None,
        index: Index | None = None,
        keep_sidecars: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if budget <= 0:
            raise ValueError("a budget is more than 0 calls a second")
        self.root = absolute(root)
        """Absolute, `~` expanded, links in it kept: what `Run.root` says."""
        self.catalog = Catalog() if catalog is None else catalog
        """What is known of the runs; scanners of other roots may share it."""
        self._budget = budget
        self._clock = clock
        self._crew = Crew(threads)
        poll_interval = max(poll_interval, LEAST_A_POLL / budget)
        self._tree = RunTree(self.root, self._crew, self.catalog, budget * poll_interval, clock)
        self._feed = Feed(self.catalog, self.root)
        self._session = None if index is None else LastSession(index, self.root, self.catalog, self._tree)
        self._sidecars = _kept_sidecars(self._tree) if keep_sidecars else None
        self._repeater = Repeater(self.step, poll_interval, "spt-scanner", self._save)
        self._watch = Repeater(self._look_after, WATCH_SECONDS, "spt-scanner-watch")
        self._is_started = False
        self._may_go_on = threading.Event()
        self._wait_at: int | None = None
        self._news_at = 0.0
        self._polls = 0
        self._cpu_seconds = 0.0
        self._last_poll_seconds = 0.0
        self._rate: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])

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
        self._watch.start()

    def go_on(self) -> None:
        """Wait no more; start if that was not done."""
        self._may_go_on.set()
        if not self._is_started:
            self.start()

    def stop(self) -> None:
        """End the threads at their next look. Returns at once, whatever the disk does; `finish` waits a little."""
        self._watch.stop()
        self._repeater.stop()
        self._crew.close()
        self._may_go_on.set()

    def finish(self, seconds: float) -> bool:
        """After `stop`: wait until what is known has been saved, at most so long; True if there is no more to do.

        A thread that hangs is not waited for.
        """
        hangs = self._crew.waited > seconds
        if self._repeater.wait(0.0 if hangs else seconds * 0.8):
            return True
        if self._session is not None:
            self._session.give_up()
        return self._repeater.wait(0.0 if hangs else seconds * 0.2)

    @property
    def note(self) -> str | None:
        """Why the index is not used, in one line; `None` as long as nothing is wrong with it."""
        return None if self._session is None else self._session.note

    def subscribe(self) -> queue.Queue[Event]:
        """A queue of `Progress` and `Update`, the whole present state first."""
        return self._feed.subscribe()

    def unsubscribe(self, events: queue.Queue[Event]) -> None:
        """Put nothing more into this queue."""
        self._feed.unsubscribe(events)

    def runs(self) -> Mapping[str, Run]:
        """`Run.dir` -> run, each built when it is asked for: as it is then."""
        return RunsByDir(self.catalog, self.root)

    def progress(self) -> Progress | None:
        """How far the scanner is, as last told; `None` before its first step."""
        return self._feed.progress

    def problems(self) -> list[str]:
        """Directories that could not be listed, a cleaned line each for the first ones, and how many more."""
        return list(self._tree.troubles.lines())

    def source(self) -> ScannerSource:
        """What the answers of `Answering` are made from."""
        from spt_tui.runs.answers.scanner_source import ScannerSource

        return ScannerSource(self.root, self.catalog, self._tree.ledger, self._feed, self._sidecars)

    def watch(self, dir: str | None) -> None:
        """Look at the run in this directory closely with every poll: it is on the screen."""
        self._tree.watched = dir

    def footprint(self) -> Footprint:
        """What it has cost so far. Any thread may ask."""
        from spt_tui.runs.footprint import Footprint

        runs, directories = self._tree.size
        oldest = self._tree.ledger.oldest_look()
        (since, calls), now = self._rate[0], time.monotonic()
        return Footprint(
            calls=self._crew.calls,
            calls_per_second=(self._crew.calls - calls) / max(now - since, 1e-3),
            polls=self._polls,
            threads=1 + self._crew.threads,
            cpu_seconds=self._cpu_seconds + self._crew.cpu_seconds,
            runs=runs,
            directories=directories,
            unverified=self._tree.unverified,
            oldest_look_seconds=None if oldest is None else max(0.0, self._clock() - oldest),
            last_poll_seconds=self._last_poll_seconds,
            interval_seconds=self._repeater.interval,
            budget=self._budget,
            undetailed=self._tree.undetailed,
        )

    def step(self) -> None:
        """One scan or poll, in the caller's thread. The thread repeats this; nobody else calls it once it runs."""
        with suppress(Relieved):
            self._step()

    def _look_after(self) -> None:
        """Have another thread go on where the scanner's own waits for one directory; if it can only wait, say so."""
        if not self._crew.relieve(self._repeater.relieve) and self._crew.is_silent:
            progress = self._feed.progress or Progress("discovering", 0, 0)
            self._feed.say(replace(progress, problems=self._tree.troubles.lines()))

    def _step(self) -> None:
        began, cpu = time.monotonic(), time.thread_time()
        if self._polls == 0:
            self._tell_news()
            if self._session is not None:
                self._session.recall(self._tell_recalled)
        self._news_at = began + FIRST_NEWS
        self._count_rate(began)
        for _ in self._with_breaths(began):
            if self._wait_at is not None and self._tree.size[0] >= self._wait_at:
                self._tell_news()
                self._wait()
            if self._repeater.stopped:
                return
        self._tell_news()
        self._polls += 1
        self._cpu_seconds += time.thread_time() - cpu
        self._last_poll_seconds = time.monotonic() - began
        if self._session is not None and self._session.is_due:
            self._save()

    def _wait(self) -> None:
        """Wait for `go_on`, once."""
        if self._wait_at is not None:
            self._wait_at = None
            self._may_go_on.wait()

    def _tell_recalled(self, update: Update) -> None:
        self._feed.say(update)
        known = len(update.changed)
        self._feed.say(Progress("verifying" if known else "discovering", known, 0))
        self._wait()

    def _save(self) -> None:
        """Keep what is known for the next session, if that is anything new; between polls, or after the last."""
        if self._session is None or not self._tree.ledger.size:
            return
        self._tree.leave()
        self._tell_news()
        if self._tree.roster.has_changed:
            self._tree.roster.has_changed = not self._session.save()

    def _with_breaths(self, began: float) -> Iterator[None]:
        """The steps of a poll; other threads get their turn, and the subscribers their news, between them."""
        breath = began + BREATH
        for step in self._tree.poll():
            yield step
            if time.monotonic() >= breath:
                time.sleep(PAUSE)
                if time.monotonic() >= self._news_at:
                    self._tell_news()
                breath = time.monotonic() + BREATH

    def _count_rate(self, now: float) -> None:
        self._rate.append((now, self._crew.calls))
        while len(self._rate) > 2 and self._rate[1][0] < now - RATE_SECONDS:
            self._rate.popleft()

    def _tell_news(self) -> None:
        if self._tree.size[0] > MANY:
            spare_memory.keep_none()
        update = self._tree.news()
        if update.changed or update.removed:
            self._feed.say(update)
        progress = Progress(self._tree.phase, self._tree.size[0], self._tree.done, self._tree.troubles.lines())
        if progress != self._feed.progress:
            self._feed.say(progress)
        self._news_at = time.monotonic() + NEWS_EVERY


def _kept_sidecars(tree: RunTree) -> SidecarStore:
    from spt_tui.runs.answers.sidecar_store import SidecarStore

    store = SidecarStore()
    tree.roster.on_sidecar = store.take
    return store
