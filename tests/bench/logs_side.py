"""The window on a log at work, in a process of its own: `python -m tests.bench.logs_side`, for `tests.bench.logs`.

A path comes in as argument, `Figures` of each task as JSON go out on stdout.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from spt_tui.runs.logs.tail import LogTail

OPEN, MIDDLE, START, END, GROWTH = "open", "middle", "start", "end", "growth"
APPENDED = b"[2026-11-22 03:39:24,236][train][INFO] - one more line\n"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a task cost."""

    milliseconds: float
    read: float
    """Bytes that were read of the file."""
    taken: float
    """Bytes resident that came with this and the tasks before it, at most."""


def work(path: str) -> dict[str, Figures]:
    """Open the log at `path`, go about in it, and follow one line more."""
    tail = LogTail(path)
    before = _resident("VmRSS")

    def follow() -> object:
        with open(path, "ab") as file:
            file.write(APPENDED)
        return tail.poll()

    tasks: dict[str, Callable[[], object]] = {
        OPEN: tail.poll,
        MIDDLE: lambda: tail.jump(os.path.getsize(path) // 2),
        START: lambda: tail.jump(0),
        END: tail.poll,
        GROWTH: follow,
    }
    return {name: _measured(task, before) for name, task in tasks.items()}


def _measured(task: Callable[[], object], before: float) -> Figures:
    read, began = _read_so_far(), time.perf_counter()
    view = task()
    seconds = time.perf_counter() - began
    assert view is not None
    return Figures(seconds * 1e3, _read_so_far() - read, _resident("VmHWM") - before)


def _read_so_far() -> float:
    """Bytes that this process has read; asking adds a few hundred."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("rchar")))


def _resident(field: str) -> float:
    """Bytes; `VmHWM` are the most that this program had, `VmRSS` those of now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024.0 for line in lines if line.startswith(field))


if __name__ == "__main__":
    json.dump({name: asdict(figures) for name, figures in work(sys.argv[1]).items()}, sys.stdout)
