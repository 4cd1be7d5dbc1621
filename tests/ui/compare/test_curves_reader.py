"""What is read for a comparison, as it is told."""

from __future__ import annotations

import queue
import threading
from pathlib import Path

import pytest

from spt_tui.runs.curves.reader_memory import ReaderMemory
from spt_tui.runs.metrics import Metrics, MetricsReader
from spt_tui.ui.compare import curves_reader
from spt_tui.ui.compare.curves_reader import CurvesReader, Read
from tests.trees import write_run


class Told:
    """What a reader has told."""

    def __init__(self) -> None:
        self.reads: list[Read] = []
        self._has_figures = threading.Event()

    def take(self, read: Read) -> None:
        self.reads.append(read)
        if read.figures:
            self._has_figures.set()

    def read(self, dirs: list[str], limit: int = 1 << 20) -> list[Read]:
        """Curves and then figures of these runs."""
        reader = CurvesReader(dirs, lambda place: False, self.take, ReaderMemory(limit))
        reader.want_figures()
        reader.start("loss")
        assert self._has_figures.wait(10)
        reader.stop()
        return self.reads


def runs_in(root: Path, count: int) -> list[str]:
    for place in range(count):
        write_run(root / f"run{place}", rows=[{"step": step, "loss": step} for step in range(50)])
    return [str(root / f"run{place}") for place in range(count)]


def test_figures_do_not_undo_what_was_said_of_the_curves(tmp_path: Path) -> None:
    curves, figures = Told().read(runs_in(tmp_path, 3), limit=1_000)
    assert len(curves.found) < 3 and curves.left_out == 3 - len(curves.found) and curves.waiting == 0
    assert len(figures.figures) == 3 and figures.left_out is None and figures.waiting is None


def test_only_the_last_curves_are_worth_a_hurry(tmp_path: Path) -> None:
    curves, figures = Told().read(runs_in(tmp_path, 2))
    assert curves.is_complete and curves.left_out == 0
    assert not figures.is_complete and not Read("loss", {}, waiting=3).is_complete


def test_a_metric_that_is_asked_for_again_at_once_is_told_again(tmp_path: Path) -> None:
    completed: queue.SimpleQueue[str] = queue.SimpleQueue()
    reader = CurvesReader(
        runs_in(tmp_path, 2), lambda place: False, lambda read: completed.put(read.metric) if read.is_complete else None
    )
    reader.start("loss")
    assert completed.get(timeout=10) == "loss"
    reader.want("other")
    reader.want("loss")
    told = completed.get(timeout=10)
    while told != "loss":
        told = completed.get(timeout=10)
    reader.stop()


def test_a_file_that_hangs_keeps_no_other_from_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dirs, healed, poll = runs_in(tmp_path, 3), threading.Event(), MetricsReader.poll

    def hanging(reader: MetricsReader) -> Metrics | None:
        if "run1" in reader.path:
            healed.wait(10)
        return poll(reader)

    monkeypatch.setattr(MetricsReader, "poll", hanging)
    monkeypatch.setattr(curves_reader, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(curves_reader, "LIVE_SECONDS", 0.05)
    found: dict[int, Metrics] = {}
    changed = threading.Semaphore(0)

    def take(read: Read) -> None:
        found.update(read.found)
        changed.release()

    reader = CurvesReader(dirs, lambda place: False, take)
    reader.start("loss")
    while len(found) < 3:
        assert changed.acquire(timeout=10)
    assert found[0].rows == found[2].rows == 50
    assert not found[1].rows and "no answer" in (found[1].problem or "")
    healed.set()
    while not found[1].rows:
        assert changed.acquire(timeout=10)
    reader.stop()
