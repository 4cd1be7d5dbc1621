"""What a scanner says, and the queues that carry it to those who listen."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from spt_tui.runs.below import path_below
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import Run
from spt_tui.runs.run_view import RunView

QUEUE_SIZE = 64
"""Events that wait for a reader before they are replaced by one that carries the whole state."""

Phase = Literal["discovering", "verifying", "watching"]

_REFERENCE_PHASES: dict[Phase, str] = {
    "discovering": "discovering",
    "verifying": "loading",
    "watching": "idle",
}


class _Answering:
    """An event that also answers `event["type"]` and `event["data"]`, as stable-pretraining's scanner's dicts do."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:
        if key == "type":
            return type(self).__name__.lower()
        if key == "data":
            return self._data()
        raise KeyError(key)

    def _data(self) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Progress(_Answering):
    """How far the scanner is. `problems` says which directories could not be listed, a cleaned line each."""

    phase: Phase
    """`discovering`: `total` grows as directories are found. `verifying`: the runs of the last session are looked at.
    `watching`: all is read."""
    total: int
    """Runs found."""
    done: int
    """Runs read, or verified."""
    problems: tuple[str, ...] = ()

    def _data(self) -> dict[str, Any]:
        phase = _REFERENCE_PHASES[self.phase]
        return {"phase": phase, "total": self.total, "done": self.done, "initial_done": self.phase == "watching"}


@dataclass(frozen=True, slots=True)
class Update(_Answering):
    """Runs that are new or differ from what was said of them before, and the directories (`Run.dir`) of those gone."""

    changed: Sequence[Run] = ()
    """Each is built when it is asked for, as it is then; the scanner's are a `RunView`."""
    removed: tuple[str, ...] = ()
    root: str = field(default="", compare=False)
    """The root that all of them lie under."""

    def _data(self) -> dict[str, Any]:
        runs = self.changed
        dirs = runs.dirs() if isinstance(runs, RunView) else [run.dir for run in runs]
        return {"changed": self._ids(dirs), "removed": self._ids(self.removed)}

    def _ids(self, dirs: Sequence[str]) -> list[str]:
        return [path_below(self.root, dir) or dir.rstrip("/").rpartition("/")[2] for dir in dirs]


Event = Progress | Update


class Feed:
    """What was said of the runs of one root, and the listeners. Any thread may use it; it never waits for a reader."""

    def __init__(self, catalog: Catalog, root: str) -> None:
        self.progress: Progress | None = None
        """As last said."""
        self._catalog = catalog
        self._root = root
        self._lock = threading.Lock()
        self._queues: list[queue.Queue[Event]] = []

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

    def say(self, event: Event) -> None:
        """Put `event` into every queue. The backlog of a reader that is behind gives way to the whole state."""
        with self._lock:
            if isinstance(event, Progress):
                self.progress = event
            for events in self._queues:
                try:
                    events.put_nowait(event)
                except queue.Full:
                    self._start_anew(events, event)

    def _start_anew(self, events: queue.Queue[Event], event: Event) -> None:
        missed = [*_drain(events), event]
        gone = {dir for each in missed if isinstance(each, Update) for dir in each.removed}
        gone = {dir for dir in gone if self._catalog.slot(self._root, path_below(self._root, dir)) is None}
        for each in self._present(tuple(sorted(gone))):
            events.put_nowait(each)

    def _present(self, removed: tuple[str, ...]) -> Iterator[Event]:
        slots = self._catalog.slots(self._root)
        if slots or removed:
            yield Update(self._catalog.view(slots), removed, root=self._root)
        if self.progress is not None:
            yield self.progress


def _drain(events: queue.Queue[Event]) -> Iterator[Event]:
    while True:
        try:
            yield events.get_nowait()
        except queue.Empty:
            return
