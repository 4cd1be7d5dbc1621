"""One scanner at work, in a process of its own: `python -m tests.bench.scan_side`, for `tests.bench.scan`.

A `Job` as JSON comes in on stdin, a `Figures` per phase as JSON goes out on stdout; the marks between them are for
`tests.bench.calls`. What is no part of a scan (imports, pauses, the runs that log) lies outside of the marks.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from queue import Empty
from typing import Protocol

from spt_tui.demo.live_run import LiveRun
from spt_tui.runs import index as index_module
from spt_tui.runs.feed import Update
from spt_tui.runs.index import Index
from spt_tui.runs.scanner import RunScanner
from tests.bench.calls import mark
from tests.reference import ABSENT, load_reference


@dataclass(frozen=True, slots=True)
class Job:
    """What one process does: a cold scan, polls while nothing changes, polls while the busy runs log."""

    side: str
    """A key of `SIDES`."""
    root: str
    busy: tuple[str, ...]
    """Directories of runs that are alive and, in the last phase, log a row each before every poll."""
    polls: int
    """With 0 of them only the first scan is done."""
    catch_up: int = 0
    """Polls at most before those that count as steady; what the cold scan put off is done in them."""
    changes: int = 0
    """Polls that find every busy run changed; 0 if nothing may be written."""
    settle: float = 2.5
    """Seconds after the cold scan: what changed shortly before a scan may be looked at twice."""
    pause: float = 0.02
    """Seconds between polls."""


@dataclass(slots=True)
class Figures:
    """What a phase cost; one figure a poll."""

    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    resident: float = 0.0
    """Bytes of the whole process, at the end of the phase."""
    told_calls: int = 0
    """Requests, as the scanner itself counts them; 0 if it does not."""
    late: int = 0
    """Logged rows that the next poll did not report."""
    missed: int = 0
    """Logged rows that the two next polls did not report."""


class Side(Protocol):
    """A scanner."""

    def scan(self) -> Collection[str]:
        """The first scan, or a poll: directories of the runs that it reports as changed."""

    def calls(self) -> int:
        """Its own count of its requests so far; 0 if it has none."""

    def is_settled(self) -> bool:
        """Whether nothing is left to do that the cold scan put off."""


class Ours:
    """This project's; with `keeps` it begins with the index, and has written it at the end of its first scan."""

    def __init__(self, root: str, *, keeps: bool = False) -> None:
        index_module.FIRST_SAVE = 0.0  # a browser has better things to do at first; this process waits for it
        self._scanner = RunScanner(root, index=Index(root) if keeps else None)
        self._events = self._scanner.subscribe()

    def scan(self) -> Collection[str]:
        """One step, and what the subscriber hears of it."""
        self._scanner.step()
        changed: set[str] = set()
        while True:
            try:
                event = self._events.get_nowait()
            except Empty:
                return changed
            if isinstance(event, Update):
                changed.update(run.dir for run in event.changed)

    def calls(self) -> int:
        """What its footprint says."""
        return self._scanner.footprint().calls

    def is_settled(self) -> bool:
        """Whether each run has been read to the end."""
        return self._scanner.footprint().undetailed == 0


class Reference:
    """stable-pretraining's, driven as its own thread drives it."""

    def __init__(self, root: str) -> None:
        module = load_reference()
        if module is None:
            raise ModuleNotFoundError(f"the reference is {ABSENT}")
        self._root = root
        self._scanner = module.RunScanner(Path(root))
        self._events = self._scanner.subscribe()
        self._initial = True

    def scan(self) -> Collection[str]:
        """Its `_scan`, and the event that follows."""
        changed, removed = self._scanner._scan(initial=self._initial)
        if not self._initial and (changed or removed):
            self._scanner._publish("update", {"changed": changed, "removed": removed})
        self._initial = False
        return {os.path.join(self._root, run_id) for run_id in changed}

    def calls(self) -> int:
        """It does not count."""
        return 0

    def is_settled(self) -> bool:
        """It puts nothing off."""
        return True


SIDES: dict[str, Callable[[str], Side]] = {
    "spt-tui": Ours,
    "spt-tui with an index": partial(Ours, keeps=True),
    "reference": Reference,
}


def work(job: Job) -> dict[str, Figures]:
    """Do the job: phase -> figures, of the phases that took place."""
    load_reference()  # outside of what is timed
    _keep_alive(job.busy)
    cold, side = _start(job)
    figures = {"cold": cold}
    if not job.polls:
        return figures
    time.sleep(job.settle)
    side.scan()  # finds that the heartbeats have been touched
    if not side.is_settled():
        figures["catch_up"] = _poll("catch_up", side, job.catch_up, job.pause, until_settled=True)
    _keep_alive(job.busy)
    side.scan()
    figures["steady"] = _poll("steady", side, job.polls, job.pause)
    if job.changes:
        figures["changing"] = _log_and_poll(side, job)
    return figures


def _start(job: Job) -> tuple[Figures, Side]:
    figures, sides = Figures(), []

    def start() -> Collection[str]:
        sides.append(SIDES[job.side](job.root))
        return sides[0].scan()

    _measure("cold", figures, start)
    figures.told_calls = sides[0].calls()
    return figures, sides[0]


def _poll(phase: str, side: Side, polls: int, pause: float, *, until_settled: bool = False) -> Figures:
    figures, calls = Figures(), side.calls()
    for _ in range(polls):
        if until_settled and side.is_settled():
            break
        time.sleep(pause)
        _measure(phase, figures, side.scan)
    figures.told_calls = side.calls() - calls
    return figures


def _log_and_poll(side: Side, job: Job) -> Figures:
    """Each busy run logs a row, then one poll that counts and one that does not: again and again."""
    figures = Figures()
    runs = {run_dir: LiveRun(run_dir) for run_dir in job.busy}
    for _ in range(job.changes):
        for run in runs.values():
            run.write_row()
        late = runs.keys() - _measure("changing", figures, side.scan)
        time.sleep(job.pause)
        missed = late - set(side.scan())
        figures.late += len(late)
        figures.missed += len(missed)
    return figures


def _measure(phase: str, figures: Figures, scan: Callable[[], Collection[str]]) -> Collection[str]:
    mark(phase)
    began, cpu = time.perf_counter(), time.process_time()
    changed = scan()
    figures.cpu_seconds.append(time.process_time() - cpu)
    figures.seconds.append(time.perf_counter() - began)
    mark(phase, ends=True)
    figures.resident = _resident()
    return changed


def _keep_alive(run_dirs: Collection[str]) -> None:
    for run_dir in run_dirs:
        os.utime(os.path.join(run_dir, "heartbeat"))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * float(os.sysconf("SC_PAGE_SIZE"))


if __name__ == "__main__":
    json.dump({phase: asdict(figures) for phase, figures in work(Job(**json.load(sys.stdin))).items()}, sys.stdout)
