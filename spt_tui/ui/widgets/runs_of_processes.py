"""The names of the runs that the processes on this node's GPUs belong to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace

from spt_tui.hardware.processes.gpu_processes import processes_of
from spt_tui.hardware.sample import Gpu, GpuProcess
from spt_tui.hardware.slow_answer import SlowAnswer
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import Run
from spt_tui.runs.run_of_process import may_be_of, run_dir_of, run_of
from spt_tui.runs.sidecar import read_run

EVERY = 30.0
"""Seconds after which processes that are known are asked for again: a run can appear after its process."""


class RunsOfProcesses:
    """Finds the runs on a thread of its own, around where the processes work and among those of `catalog`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._wanted: frozenset[GpuProcess] = frozenset()
        self._looked_for: frozenset[GpuProcess] = frozenset()
        self._names = SlowAnswer(self._look, EVERY, "runs of processes")

    def names(self, gpus: Iterable[Gpu]) -> Mapping[int, str]:
        """Pid -> name of the run, cleaned, as far as it is known by now. Asks no disk, and waits for nothing."""
        processes = (process for gpu in gpus for process in processes_of(gpu))
        told = (process for process in processes if process.places or process.slurm_id)
        self._wanted = frozenset(replace(process, mem_used=None) for process in told)
        if not self._wanted:
            return {}
        return self._names.latest(hurry=self._wanted != self._looked_for) or {}

    def _look(self) -> Mapping[int, str]:
        """On the thread."""
        wanted = self._wanted
        found = {process.pid: self._run_of(process) for process in wanted}
        self._looked_for = wanted
        return {pid: run.name for pid, run in found.items() if run is not None}

    def _run_of(self, process: GpuProcess) -> Run | None:
        if directory := run_dir_of(process.places):
            return self._catalog.get(directory) or read_run(os.path.dirname(directory), directory)
        return run_of(process.places, process.slurm_id, may_be_of(process.slurm_id, self._catalog))
