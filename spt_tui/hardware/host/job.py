"""The part of the machine that this process may use, and how much of it is used."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import NamedTuple

from spt_tui.hardware.host.bounds import Bounds, Capacity, read_bounds, usable_cpus
from spt_tui.hardware.sample import Job

BOUNDS_EVERY = 10.0
"""Seconds for which limits are taken to hold; what is used is read each time."""


class CpuTime(NamedTuple):
    """Processor time at a moment, both in seconds."""

    at: float
    used: float | None = None


class JobReader:
    """Reads again and again what the job uses. For one thread. `root` is in front of /proc and /sys."""

    def __init__(self, root: str = "/", environ: Mapping[str, str] | None = None) -> None:
        self._root = root
        self._environ = os.environ if environ is None else environ
        self._bounds: Bounds | None = None
        self._bounds_due = 0.0
        self._before = CpuTime(0.0)

    def read(self, mem_total: int | None = None) -> Job | None:
        """The job now, on a machine of `mem_total` bytes; `None` if nothing bounds this process."""
        now = time.monotonic()
        if now >= self._bounds_due:
            self._look(mem_total)
            self._bounds_due = now + BOUNDS_EVERY
        bounds = self._bounds
        if bounds is None:
            return None
        before, self._before = self._before, CpuTime(now, bounds.cpu_seconds())
        percent = busy_percent(before, self._before, bounds.cpus)
        return Job(bounds.cpus, percent, bounds.mem_used(), bounds.mem_limit, bounds.slurm_id)

    def _look(self, mem_total: int | None) -> None:
        before = self._bounds
        capacity = Capacity(os.cpu_count(), mem_total)
        self._bounds = read_bounds(self._root, self._environ, capacity, usable_cpus())
        if before is None or self._bounds is None or before.cpu_group != self._bounds.cpu_group:
            self._before = CpuTime(0.0)


def busy_percent(before: CpuTime, after: CpuTime, cpus: float | None) -> float | None:
    """Percent of `cpus` processors that was used between two readings."""
    seconds = after.at - before.at
    if before.used is None or after.used is None or not cpus or seconds <= 0:
        return None
    return min(100.0, max(0.0, 100.0 * (after.used - before.used) / (seconds * cpus)))
