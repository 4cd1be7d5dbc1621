"""A scanner that a test drives by hand, and what tests ask of it."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Iterator
from pathlib import Path

from spt_tui.runs.run import Run, State
from spt_tui.runs.scanner import Progress, RunScanner, Update

LONG_AGO = 1_000_000_000.0


class Clock:
    """Seconds since the epoch, as a test sets them."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


class Watcher:
    """A scanner that is driven by hand, with one subscriber."""

    def __init__(self, root: Path, budget: float = 200.0) -> None:
        self.clock = Clock()
        self.scanner = RunScanner(root, budget=budget, clock=self.clock)
        self.events = self.scanner.subscribe()
        self.progress: Progress | None = None

    def poll(self, times: int = 1) -> Update:
        """What `times` polls told, in one update."""
        changed: dict[str, Run] = {}
        removed: set[str] = set()
        for _ in range(times):
            self.scanner.step()
            for event in drain(self.events):
                if isinstance(event, Progress):
                    self.progress = event
                    continue
                changed.update((run.dir, run) for run in event.changed)
                removed.update(event.removed)
        return Update(tuple(changed.values()), tuple(sorted(removed)))

    def states(self) -> dict[str, State]:
        return {run.id: run.state for run in self.scanner.runs().values()}


def drain(events: queue.Queue[Progress | Update]) -> Iterator[Progress | Update]:
    while True:
        try:
            yield events.get_nowait()
        except queue.Empty:
            return


def ids(update: Update) -> list[str]:
    return sorted(run.id for run in update.changed)


def age(path: Path, at: float = LONG_AGO) -> None:
    """Set the times of a directory and all in it, from the leaves up, to long ago."""
    for folder, _, files in os.walk(path, topdown=False):
        for name in files:
            os.utime(os.path.join(folder, name), (at, at))
        os.utime(folder, (at, at))


def settle(watcher: Watcher) -> None:
    """Make the scanner take all it knows as settled, as it does by itself after two seconds."""
    watcher.scanner._tree.in_use.unsettled.clear()
