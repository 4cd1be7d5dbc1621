"""metrics.csv read while its writer writes it, as fast as both can."""

from __future__ import annotations

import csv
import threading
import time
from pathlib import Path

import pytest

from spt_tui.runs.curves import csv_tail
from spt_tui.runs.curves.grid_crew import GridCrew
from spt_tui.runs.metrics import Metrics, MetricsReader

ROWS = 4_000


class Logger(threading.Thread):
    """Writes as Lightning's `CSVLogger`: rows are appended; a new metric has the whole file written anew, in place."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.path = path
        self.done = False
        self._names = ["epoch", "fit/loss", "step"]
        self._rows: list[dict[str, str]] = []

    def run(self) -> None:
        self._rewrite()
        while len(self._rows) < ROWS:
            self._log(20)
            time.sleep(0.001)
            if len(self._rows) % 200 == 0:
                self._names.append(f"late/{len(self._names):02}")
                self._names.sort()
                self._rewrite()
        self.done = True

    def _log(self, count: int) -> None:
        with self.path.open("a", newline="") as file:
            writer = csv.DictWriter(file, self._names)
            for _ in range(count):
                number = len(self._rows)
                row = {name: repr(number + 0.123456789) for name in self._names}
                row |= {"step": str(number), "epoch": str(number // 100)}
                if number % 3:
                    row["fit/loss"] = ""
                self._rows.append(row)
                writer.writerow(row)

    def _rewrite(self) -> None:
        with self.path.open("w", newline="") as file:
            writer = csv.DictWriter(file, self._names)
            writer.writeheader()
            writer.writerows(self._rows)


@pytest.mark.parametrize("only", [None, ("fit/loss",)])
def test_nothing_is_ever_shown_that_was_not_logged(tmp_path: Path, only: tuple[str, ...] | None) -> None:
    _race(Logger(tmp_path / "metrics.csv"), only)


@pytest.mark.parametrize("only", [None, ("fit/loss",)])
def test_nor_by_child_processes(
    tmp_path: Path, crew: GridCrew, monkeypatch: pytest.MonkeyPatch, only: tuple[str, ...] | None
) -> None:
    monkeypatch.setattr(csv_tail, "BLOCK_BYTES", 1 << 12)
    _race(Logger(tmp_path / "metrics.csv"), only)
    assert crew.bytes_read > 100_000 and crew.is_up


def _race(logger: Logger, only: tuple[str, ...] | None) -> None:
    reader = MetricsReader(str(logger.path), only=only)
    logger.start()
    rows = polls = 0
    while not logger.done or reader.behind:
        metrics = reader.poll()
        if metrics is not None:
            assert metrics.rows >= rows, "rows that were shown do not go away"
            rows = metrics.rows
            polls += 1
            _check(metrics)
    logger.join()
    until = time.monotonic() + 20
    reader.poll()
    while reader.shown.rows < len(logger._rows) and time.monotonic() < until:
        reader.poll()  # what was written anew at the last moment is read in parts
    last = reader.shown
    assert last.rows == len(logger._rows)
    assert last.notes == ()
    assert polls > 10
    _check(last)


def _check(metrics: Metrics) -> None:
    for series in metrics.series:
        steps, values = series.steps[:], series.values[:]
        if series.name == "epoch":
            assert values.tolist() == [step // 100 for step in steps]
        else:
            assert values.tolist() == [step + 0.123456789 for step in steps]
        if series.name == "fit/loss":
            assert steps.tolist() == list(range(0, metrics.rows, 3))
        else:
            assert steps.tolist() == list(range(metrics.rows - len(steps), metrics.rows))
