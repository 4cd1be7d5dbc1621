"""The thread that keeps watch over the runs below one root."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from spt_tui.repeat import Repeater
from spt_tui.runs.answers.answering import Answering
from spt_tui.runs.below import absolute
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.feed import Event, Feed, Progress, Update
from spt_tui.runs.index import Index
from spt_tui.runs.last_session import LastSession
from spt_tui.runs.news import News
from spt_tui.runs.run import Run
from spt_tui.runs.runs_by_dir import RunsByDir

if TYPE_CHECKING:
    from spt_tui.runs.answers.scanner_source import ScannerSource
    from spt_tui.runs.answers.sidecar_store import SidecarStore
    from spt_tui.runs.directories.crew import Crew
    from spt_tui.runs.directories.tree import RunTree
    from spt_tui.runs.footprint import Footprint
    from spt_tui.runs.preview import Preview
    from spt_tui.runs.scanning import Scanning

__all__ = ["Progress", "RunScanner", "Update"]

LEAST_A_POLL = 40.0
"""Calls that a poll may make at the least: it looks once at each sort of directory, and what it finds costs more."""
WATCH_SECONDS = 3.0
"""Seconds between the looks whether the scanner's thread hangs."""


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
        self.preview: Preview | None = None
        """The newest of very many runs of the last session, until all of them are in the catalog."""
        self._clock = clock
        self._threads = threads
        self._interval = max(poll_interval, LEAST_A_POLL / budget)
        self._feed = Feed(self.catalog, self.root)
        self._news = News(self._feed)
        self._session = None if index is None else LastSession(index, self.root, self.catalog)
        self._keeps_sidecars = keep_sidecars
        self._sidecars: SidecarStore | None = None
        self._making = threading.Lock()
        self._made: Scanning | None = None
        self._repeater = Repeater(self.step, self._interval, "spt-scanner", self._save)
        self._watch = Repeater(self._look_after, WATCH_SECONDS, "spt-scanner-watch")
        self._watched: str | None = None
        self._is_started = self._is_recalled = self._previews = False
        self._may_go_on = threading.Event()
        self._wait_at: int | None = None

    def start(self, first: int | None = None, previews: bool = False) -> None:
        """Start the thread. A scanner starts once.

        With `first` it reads about so many runs and then waits for `go_on`: a program that is still being loaded
        has something to show, and the rest of the scan does not slow the loading. If it `previews`, and the last
        session knew very many runs, it has a `preview` then and nothing else.
        """
        self._previews = previews
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
        if self._made is not None:
            self._made.crew.close()
        self._may_go_on.set()

    def finish(self, seconds: float) -> bool:
        """After `stop`: wait until what is known has been saved, at most so long; True if there is no more to do.

        A thread that hangs is not waited for.
        """
        hangs = self._made is not None and self._made.crew.waited > seconds
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
        return [] if self._made is None else list(self._made.tree.troubles.lines())

    def source(self) -> ScannerSource:
        """What the answers of `Answering` are made from."""
        from spt_tui.runs.answers.scanner_source import ScannerSource

        ledger = self._tree.ledger
        return ScannerSource(self.root, self.catalog, ledger, self._feed, self._sidecars)

    def watch(self, dir: str | None) -> None:
        """Look at the run in this directory closely with every poll: it is on the screen."""
        self._watched = dir

    def footprint(self) -> Footprint:
        """What it has cost so far. Any thread may ask."""
        return self._scanning.footprint(self._repeater.interval, self._budget)

    def step(self) -> None:
        """One scan or poll, in the caller's thread. The thread repeats this; nobody else calls it once it runs."""
        if not self._is_recalled:
            self._recall()
        if self._repeater.stopped:
            return
        from spt_tui.runs.directories.crew import Relieved

        try:
            self._poll()
        except Relieved:  # another thread has taken this one's place
            return

    @property
    def _scanning(self) -> Scanning:
        """Made when it is needed: a start that begins with the index imports none of it before its first frame."""
        with self._making:
            if self._made is None:
                from spt_tui.runs.scanning import Scanning

                calls = self._budget * self._interval
                self._made = Scanning(self.root, self.catalog, calls, self._threads, self._clock)
                if self._keeps_sidecars:
                    self._sidecars = _kept_sidecars(self._made.tree)
            return self._made

    @property
    def _crew(self) -> Crew:
        return self._scanning.crew

    @property
    def _tree(self) -> RunTree:
        return self._scanning.tree

    def _look_after(self) -> None:
        """Have another thread go on where the scanner's own waits for one directory; if it can only wait, say so."""
        if self._made is None:
            return
        crew, tree = self._made.crew, self._made.tree
        if not crew.relieve(self._repeater.relieve) and crew.is_silent:
            progress = self._feed.progress or Progress("discovering", 0, 0)
            self._feed.say(replace(progress, problems=tree.troubles.lines()))

    def _recall(self) -> None:
        """Begin with what the last session knew."""
        self._is_recalled = True
        self._feed.say(Progress("discovering", 0, 0))
        if self._session is not None:
            self._session.recall(lambda: self._tree, self._tell_recalled, self._show if self._previews else None)

    def _show(self, preview: Preview) -> None:
        """Let the preview be seen, and wait until it is."""
        self.preview = preview
        self._feed.say(Progress("verifying", len(preview.catalog), 0))
        self._wait()
        self.preview = None

    def _poll(self) -> None:
        tree = self._tree
        tree.watched = self._watched
        self._news.begin()
        for _ in self._scanning.poll():
            if self._wait_at is not None and tree.size[0] >= self._wait_at:
                self._news.tell(tree)
                self._wait()
            if self._repeater.stopped:
                return
            if self._news.is_due:
                self._news.tell(tree)
        self._news.tell(tree)
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
        if self._session is None or self._made is None or not self._tree.ledger.size:
            return
        tree = self._tree
        tree.leave()
        self._news.tell(tree)
        if tree.roster.has_changed:
            tree.roster.has_changed = not self._session.save(tree)


def _kept_sidecars(tree: RunTree) -> SidecarStore:
    from spt_tui.runs.answers.sidecar_store import SidecarStore

    store = SidecarStore()
    tree.roster.on_sidecar = store.take
    return store
