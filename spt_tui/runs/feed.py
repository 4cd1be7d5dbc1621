"""What a scanner says, and the queues that carry it to those who listen."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from spt_tui.runs.run import Run

QUEUE_SIZE = 64
"""Events that wait for a reader before they are replaced by one that carries the whole state."""

Phase = Literal["discovering", "loading", "watching"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the scanner is. `problems` says which directories could not be listed, a cleaned line each."""

    phase: Phase
    """`discovering`: `total` grows as directories are listed. `loading`: all are listed. `watching`: all are read."""
    total: int
    """Runs found."""
    done: int
    """Runs read."""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """Runs that are new or differ from what was said of them before, and the directories (`Run.dir`) of those gone."""

    changed: tuple[Run, ...] = ()
    removed: tuple[str, ...] = ()


Event = Progress | Update


class Feed:
    """The runs as they were last said, and their listeners. Any thread may use it; it never waits for a reader."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: list[queue.Queue[Event]] = []
        self._runs: dict[str, Run] = {}
        self._progress: Progress | None = None

    def subscribe(self) -> queue.Queue[Event]:
        """A queue of what will be said. It begins with the whole present state, if anything has been said."""
        events: queue.Queue[Event] = queue.Queue(QUEUE_SIZE)
        with self._lock:
            for event in self._present(()):
                events.put_nowait(event)
            self._queues.append(events)
        return events

    def unsubscribe(self, events: queue.Queue[Event]) -> None:
        """Say nothing more there; unknown queues are ignored."""
        with self._lock:
            self._queues = [each for each in self._queues if each is not events]

    def runs(self) -> Mapping[str, Run]:
        """A snapshot: `Run.dir` -> run."""
        with self._lock:
            return dict(self._runs)

    def say(self, event: Event) -> None:
        """Put `event` into every queue. The backlog of a reader that is behind gives way to the whole state."""
        with self._lock:
            if isinstance(event, Progress):
                self._progress = event
            else:
                self._runs.update((run.dir, run) for run in event.changed)
                for gone in event.removed:
                    self._runs.pop(gone, None)
            for events in self._queues:
                try:
                    events.put_nowait(event)
                except queue.Full:
                    self._start_anew(events, event)

    def _start_anew(self, events: queue.Queue[Event], event: Event) -> None:
        missed = [*_drain(events), event]
        gone = {dir for each in missed if isinstance(each, Update) for dir in each.removed}
        for each in self._present(tuple(sorted(gone - self._runs.keys()))):
            events.put_nowait(each)

    def _present(self, removed: tuple[str, ...]) -> Iterator[Event]:
        if self._runs or removed:
            yield Update(tuple(self._runs.values()), removed)
        if self._progress is not None:
            yield self._progress


def _drain(events: queue.Queue[Event]) -> Iterator[Event]:
    while True:
        try:
            yield events.get_nowait()
        except queue.Empty:
            return
