"""A run that trains on: its files are continued as stable-pretraining's logger writes them.

After every logged row the logger touches `heartbeat`, appends the row to `metrics.csv` (CRLF, an empty cell for each
metric that the row does not have), and replaces `sidecar.json` and `summary.json`, each by a temporary file in the
same directory, fsync and rename.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

LOGGED_STEPS = 2
"""Steps between two lines of the training script in `train.err`."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_BAR_CELLS = 10


@dataclass(frozen=True, slots=True)
class _Drift:
    """How metrics of one kind go on: towards `goal` by `rate` of the way a row, plus noise."""

    part: str
    """What the metric's name contains."""
    goal: float
    rate: float
    noise: float
    """Standard deviation."""
    low: float = 0.0
    high: float = math.inf

    def next(self, value: float, random: Random) -> float:
        """The value after `value`."""
        moved = value + self.rate * (self.goal - value) + random.gauss(0.0, self.noise)
        return min(max(moved, self.low), self.high)


# The first one that fits counts; a metric that none fits keeps its value.
_DRIFTS = (
    _Drift("loss", goal=0.35, rate=0.02, noise=0.03),
    _Drift("top1", goal=0.93, rate=0.04, noise=0.03, high=1.0),
    _Drift("top5", goal=0.99, rate=0.10, noise=0.005, high=1.0),
    _Drift("feature_std", goal=0.85, rate=0.02, noise=0.01),
    _Drift("/cpu_percent", goal=92.0, rate=0.8, noise=6.0, high=100.0),
    _Drift("/cpu_vm_percent", goal=6.5, rate=0.1, noise=0.05, high=100.0),
    _Drift("lr-", goal=0.0, rate=0.001, noise=0.0),
)

Row = dict[str, "float | int"]
"""Metric -> value; `step` and `epoch` are whole numbers."""


class LiveRun:
    """Writes the next rows of the run in `run_dir`. The same run and seed give the same rows."""

    def __init__(self, run_dir: str, seed: int = 0) -> None:
        """Read where the run's files stop. Raises `OSError`, or `ValueError` when they are not a logger's."""
        import csv
        import json
        from random import Random

        self._dir = run_dir
        with open(self._path("sidecar.json"), encoding="utf-8") as file:
            self._sidecar: dict[str, Any] = json.load(file)
        with open(self._path("summary.json"), encoding="utf-8") as file:
            self._summary: dict[str, Any] = json.load(file)
        with open(self._path("metrics.csv"), encoding="utf-8", newline="") as file:
            recorded = list(csv.DictReader(file))
        self._columns = list(recorded[0])
        self._epoch_steps = _epoch_steps(recorded)
        self._rows = _rows_after(recorded, self._sidecar["summary"], Random(seed))
        self._began = time.monotonic()
        self._steps_done = 0

    def write_row(self) -> None:
        """Log one row: touch, append, replace, and what the training script prints about it. Raises `OSError`."""
        row = next(self._rows)
        self._take_in(row)
        os.utime(self._path("heartbeat"))
        self._append(row)
        now = time.time()
        self._replace("sidecar.json", self._sidecar | {"updated_at": now})
        self._replace("summary.json", self._summary | {"updated_at": now})
        if "fit/loss" in row:
            self._report(row)

    def _path(self, name: str) -> str:
        return os.path.join(self._dir, name)

    def _take_in(self, row: Row) -> None:
        self._summary["step"] = row["step"]
        self._summary["epoch"] = row.get("epoch", self._summary["epoch"])
        for metric, value in row.items():
            if metric != "step":
                self._sidecar["summary"][metric] = float(value)
                known = self._summary["metrics"].get(metric)
                self._summary["metrics"][metric] = _with_value(known, float(value))

    def _append(self, row: Row) -> None:
        import csv

        with open(self._path("metrics.csv"), "a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, self._columns).writerow(row)

    def _replace(self, name: str, content: Mapping[str, Any]) -> None:
        import json
        import tempfile

        descriptor, temporary = tempfile.mkstemp(dir=self._dir, prefix=f".{name}.", suffix=".tmp")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self._path(name))

    def _report(self, row: Row) -> None:
        """Move the progress bar in `train.out`; every few steps, a line in `train.err`."""
        self._steps_done += 1
        step, epoch, loss = int(row["step"]), int(row["epoch"]), row["fit/loss"]
        rate = self._steps_done / max(time.monotonic() - self._began, 1e-3)
        bar = _progress(step - epoch * self._epoch_steps + 1, self._epoch_steps, rate)
        evaluated = self._sidecar["summary"]["eval/loss"]
        self._print("train.out", f"\rEpoch {epoch}: {bar}, fit/loss={loss:.3f}, eval/loss={evaluated:.3f}]")
        if step % LOGGED_STEPS == 0:
            self._print("train.err", _log_line(f"step {step} loss {loss:.4f}"))

    def _print(self, name: str, text: str) -> None:
        with open(self._path(name), "a", encoding="utf-8", newline="") as file:
            file.write(text)


@dataclass(frozen=True, slots=True)
class _RowShape:
    """What one row of an epoch holds."""

    step: int
    """Steps since the epoch began."""
    metrics: tuple[str, ...]
    """Without `step` and `epoch`."""
    has_epoch: bool


def _epoch_steps(recorded: Sequence[Mapping[str, str]]) -> int:
    """Steps an epoch, from the first row of the second one."""
    return next(int(row["step"]) for row in recorded if row["epoch"] == "1")


def _shape_of(row: Mapping[str, str]) -> _RowShape:
    metrics = tuple(metric for metric, cell in row.items() if cell and metric not in ("step", "epoch"))
    return _RowShape(int(row["step"]), metrics, bool(row["epoch"]))


def _rows_after(recorded: Sequence[Mapping[str, str]], last: Mapping[str, float], random: Random) -> Iterator[Row]:
    """The rows that follow, for ever: each epoch logs the metrics that the first one logged, in the same order."""
    epoch_steps = _epoch_steps(recorded)
    shapes = [shape for shape in map(_shape_of, recorded) if shape.step < epoch_steps]
    values = dict(last)
    for number in count(len(recorded)):
        epoch, place = divmod(number, len(shapes))
        shape = shapes[place]
        row: Row = {"epoch": epoch} if shape.has_epoch else {}
        for metric in shape.metrics:
            row[metric] = values[metric] = _next_value(metric, values[metric], random)
        yield row | {"step": epoch * epoch_steps + shape.step}


def _next_value(metric: str, value: float, random: Random) -> float:
    for drift in _DRIFTS:
        if drift.part in metric:
            return drift.next(value, random)
    return value


def _with_value(known: Mapping[str, float] | None, value: float) -> dict[str, float]:
    """What `summary.json` says of a metric after one more value."""
    if known is None:
        return {"last": value, "min": value, "max": value, "count": 1}
    return {
        "last": value,
        "min": min(known["min"], value),
        "max": max(known["max"], value),
        "count": known["count"] + 1,
    }


def _progress(done: int, total: int, rate: float) -> str:
    """tqdm's bar, without its closing bracket: ` 45%|████▌     | 9/20 [00:18<00:22,  0.50it/s`."""
    eighths = done * _BAR_CELLS * 8 // total
    bar = _EIGHTHS[8] * (eighths // 8) + _EIGHTHS[eighths % 8] * (eighths % 8 > 0)
    clock = f"{_clock(done / rate)}<{_clock((total - done) / rate)}"
    return f"{done / total:4.0%}|{bar:<{_BAR_CELLS}}| {done}/{total} [{clock}, {rate:5.2f}it/s"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


def _log_line(message: str) -> str:
    """A line of the training script, coloured as loguru colours it."""
    clock = time.strftime("%H:%M:%S")
    return f"\x1b[32m{clock}\x1b[0m | \x1b[1mINFO \x1b[0m | \x1b[36mtrain_one.py\x1b[0m| \x1b[1m{message}\x1b[0m\n"
