"""The thread, its subscribers, and what it says of itself."""

from __future__ import annotations

import queue
import shutil
import threading
import time
from pathlib import Path

import pytest

from spt_tui.runs.feed import QUEUE_SIZE
from spt_tui.runs.scanner import Progress, RunScanner, Update
from tests.runs.watching import Watcher, drain, ids
from tests.trees import write_run


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def test_a_slow_reader_gets_the_whole_state(runs: Path) -> None:
    write_run(runs / "gone")
    write_run(runs / "stays")
    watcher = Watcher(runs)
    slow = watcher.scanner.subscribe()
    watcher.poll()
    shutil.rmtree(runs / "gone")
    for number in range(QUEUE_SIZE + 5):
        write_run(runs / "stays", notes=str(number))
        watcher.poll()
    assert slow.qsize() <= QUEUE_SIZE
    seen: dict[str, str] = {}
    removed: set[str] = set()
    for event in drain(slow):
        if isinstance(event, Update):
            seen.update((run.id, run.notes) for run in event.changed)
            removed.update(event.removed)
    assert (seen["stays"], removed) == (str(QUEUE_SIZE + 4), {str(runs / "gone")})


def test_a_late_subscriber_gets_the_present_state_first(runs: Path) -> None:
    write_run(runs / "run")
    watcher = Watcher(runs)
    watcher.poll()
    late = watcher.scanner.subscribe()
    update, progress = drain(late)
    assert isinstance(update, Update) and ids(update) == ["run"]
    assert progress == Progress("watching", 1, 1)
    watcher.scanner.unsubscribe(late)
    write_run(runs / "other")
    watcher.poll()
    assert late.empty()


def test_the_thread_tells_changes_and_stops_at_once(runs: Path) -> None:
    run = write_run(runs / "run")
    scanner = RunScanner(runs, poll_interval=0.02)
    events = scanner.subscribe()
    scanner.start()
    try:
        until(events, lambda each: each.status == "running")
        write_run(run, status="completed")
        until(events, lambda each: each.status == "completed")
    finally:
        began = time.monotonic()
        scanner.stop()
    assert time.monotonic() - began < 0.1
    for thread in threading.enumerate():
        if thread.name == "spt-scanner":
            thread.join(1)
            assert not thread.is_alive()


def test_a_stopped_scanner_leaves_a_scan_unfinished(runs: Path) -> None:
    for number in range(20):
        write_run(runs / str(number))
    scanner = RunScanner(runs)
    scanner.stop()
    scanner.step()
    assert len(scanner.runs()) < 20


def until(events: queue.Queue[Progress | Update], wanted: object) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        event = events.get(timeout=5)
        if isinstance(event, Update) and any(wanted(run) for run in event.changed):  # type: ignore[operator]
            return
    raise AssertionError("the change did not come")
