"""One reader of a metrics.csv at work, in a process of its own: `python -m tests.bench.metrics_side`, for
`tests.bench.metrics`.

`SIDE TASK PATH` come in as arguments, `Figures` as JSON go out on stdout. A side's own imports are part of what it
costs. The file is written to when the task is to append.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from tests.reference import load_reference

APPENDED = 20
"""Rows, each read before the next one comes."""
FILES_AT_ONCE = 30
ALL, ONE, MANY, APPEND = "all", "one", "many", "append"
Read = Callable[[], object]
"""Reads what is new."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a task cost; with `APPEND` the median of the rows."""

    seconds: float
    cpu_seconds: float
    """Of child processes, too."""
    peak: float
    """Bytes resident of the whole process, at most."""
    taken: float
    """Of them those that were not resident before the side's first import."""
    children: float
    """Bytes resident of all child processes, at most. Ours go home five seconds later."""


def work(side: str, task: str, path: str) -> Figures:
    """Do the task."""
    before = _resident("VmRSS")
    reader: list[Read] = []

    def first() -> None:
        if task == MANY:
            _read_many(side, path)
            return
        reader.append(SIDES[side](path, _metric(path) if task == ONE else None))
        reader[0]()

    seconds, cpu_seconds = _timed(first)
    peak = _resident("VmHWM")
    cpu_seconds += sum(map(_cpu_seconds, _children()))
    if task == APPEND:
        costs = [_timed(reader[0]) for _ in range(APPENDED) if _append(path)]
        seconds, cpu_seconds = (statistics.median(column) for column in zip(*costs, strict=True))
    return Figures(seconds, cpu_seconds, peak, peak - before, sum(_resident("VmHWM", child) for child in _children()))


def _read_many(side: str, path: str) -> None:
    """One metric of many files, which are one under many names."""
    paths = [f"{path}.{number}" for number in range(FILES_AT_ONCE)]
    for name in paths:
        if not os.path.exists(name):
            os.link(path, name)
    if side in ("spt-tui", "with NumPy"):
        _hide_numpy(side)
        from spt_tui.runs.curves.one_metric import read_metrics
        from spt_tui.runs.hands import asked

        found = asked(paths, partial(read_metrics, only=(_metric(path),)), patience=60.0)
        assert sum(len(metrics.series) for _, metrics in found if metrics) == FILES_AT_ONCE
        return
    for name in paths:
        SIDES[side](name, _metric(path))()


def _hide_numpy(side: str) -> None:
    if side == "spt-tui":
        sys.modules["numpy"] = None  # type: ignore[assignment]


def _without_numpy(path: str, name: str | None) -> Read:
    _hide_numpy("spt-tui")
    return _ours(path, name)


def _ours(path: str, name: str | None) -> Read:
    from spt_tui.runs.metrics import MetricsReader

    reader = MetricsReader(path, only=None if name is None else (name,))

    def read() -> None:
        reader.poll()
        while reader.behind:
            reader.poll()

    return read


def _reference(path: str, name: str | None) -> Read:
    """It reads no metric alone."""
    module = load_reference()
    assert module is not None
    scanner = module.RunScanner(Path(path).parent)
    scanner._runs["run"] = SimpleNamespace(run_dir=Path(path).parent)
    return lambda: scanner.metrics_json("run")


def _pandas(path: str, name: str | None) -> Read:
    import pandas

    return lambda: pandas.read_csv(path, usecols=None if name is None else ["epoch", name, "step"])


def _polars(path: str, name: str | None) -> Read:
    import polars

    return lambda: polars.read_csv(path, columns=None if name is None else ["epoch", name, "step"])


SIDES: dict[str, Callable[[str, str | None], Read]] = {
    "spt-tui": _without_numpy,
    "with NumPy": _ours,
    "reference": _reference,
    "pandas": _pandas,
    "polars": _polars,
}


def _metric(path: str) -> str:
    """The name in the middle of the header."""
    with open(path) as file:
        names = file.readline().rstrip().split(",")
    return names[len(names) // 2]


def _append(path: str) -> int:
    """Write a row with a value for each metric, numbered on from the last one."""
    with open(path, "rb") as file:
        names = file.readline().count(b",") + 1
        file.seek(-4096, os.SEEK_END)
        step = int(file.read().split()[-1].split(b",")[-1]) + 1
    row = ["0", *["0.123456789"] * (names - 2), str(step)]
    with open(path, "a", newline="") as file:
        return file.write(",".join(row) + "\r\n")


def _timed(function: Callable[[], object]) -> tuple[float, float]:
    began, cpu = time.perf_counter(), time.process_time()
    function()
    return time.perf_counter() - began, time.process_time() - cpu


def _resident(field: str, process: int | str = "self") -> float:
    """Bytes; `VmHWM` are the most that this program had, `VmRSS` those of now."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) * 1024.0 for line in lines if line.startswith(field)), 0.0)


def _children() -> list[int]:
    """The processes that this one has started and that live."""
    import psutil

    return [child.pid for child in psutil.Process().children()]


def _cpu_seconds(process: int) -> float:
    import psutil

    times = psutil.Process(process).cpu_times()
    return float(times.user + times.system)


if __name__ == "__main__":
    json.dump(asdict(work(*sys.argv[1:4])), sys.stdout)
