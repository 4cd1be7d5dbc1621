"""The runs of the processes on the GPUs, found without a look at all runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from spt_tui.commands.named_runs import named_runs
from spt_tui.hardware.sample import GpuProcess
from spt_tui.root import RootError, remembered_root
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.find_run import RunNotFound
from spt_tui.runs.patience import within
from spt_tui.runs.remembered_runs import remembered_runs
from spt_tui.runs.run import Run
from spt_tui.runs.run_of_process import may_be_of, run_dir_of, run_of

PATIENCE = 2.0
"""Seconds after which a file system that does not answer is asked no more."""


class ProcessRuns:
    """Finds the runs of processes, and remembers what it found. `roots` are as for `named_runs`.

    A process belongs to the run around a directory in which it works or has files open, else to one that the browser's
    last session knew of; neither asks for more than a look up from those directories.
    """

    def __init__(self, roots: Sequence[str] | None = None) -> None:
        self._roots = roots
        self._found: dict[GpuProcess, Run | None] = {}
        self._catalog: Catalog | None = None
        self._is_off = False

    def of(self, processes: Iterable[GpuProcess]) -> dict[int, Run]:
        """Pid -> run, of those of `processes` whose run can be told. A file system that hangs is asked once."""
        asked = {_key(process): process.pid for process in processes if process.places or process.slurm_id}
        new = [key for key in asked if key not in self._found]
        if new and not self._is_off:
            try:
                within(PATIENCE, lambda: self._look_for(new), "runs of processes")
            except (OSError, ValueError):  # NoAnswer among them
                self._is_off = True
        return {pid: run for key, pid in asked.items() if (run := self._found.get(key)) is not None}

    def _look_for(self, processes: Iterable[GpuProcess]) -> None:
        for process in processes:
            self._found[process] = self._run_around(process) or self._run_known(process)

    def _run_around(self, process: GpuProcess) -> Run | None:
        directory = run_dir_of(process.places)
        try:
            return None if directory is None else named_runs([directory], self._roots)[0]
        except (RootError, RunNotFound):
            return None

    def _run_known(self, process: GpuProcess) -> Run | None:
        if self._catalog is None:
            self._catalog = _remembered(self._roots or [None])
        return run_of(process.places, process.slurm_id, may_be_of(process.slurm_id, self._catalog))


def _key(process: GpuProcess) -> GpuProcess:
    """What a process says of its run: the memory that it uses does not."""
    return GpuProcess(process.pid, places=process.places, slurm_id=process.slurm_id)


def _remembered(roots: Sequence[str | None]) -> Catalog:
    """The runs of the first of the roots of which the last session left an index."""
    for given in roots:
        with suppress(RootError):
            root = remembered_root(given)
            if root is not None:
                return remembered_runs(root)
    return Catalog()
