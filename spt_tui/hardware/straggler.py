"""Which GPU of a job idles while its fellows work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median

from spt_tui.hardware.history import gpu_key
from spt_tui.hardware.sample import Gpu, Sample
from spt_tui.hardware.thresholds import DEFAULT, Thresholds
from spt_tui.hardware.window import GpuWindow, Window, window

_OF_ONE_RANK = re.compile(r"\b((?:local[-_]?)?rank|tracker_fd|pipe_handle|node[-_]?rank)([= ])\d+")
"""What differs in the commands of one job's ranks: launchers number them, multiprocessing hands them file numbers."""


def stragglers(samples: Sequence[Sample], limits: Thresholds = DEFAULT) -> frozenset[str]:
    """Keys of the GPUs that idle while those of the same job work, by their means over the last half minute.

    A GPU without any process is unused, and no straggler; nor is one that does not answer.
    """
    seen = window(samples, limits)
    return frozenset(gpu_key(each.gpu) for each in straggling(seen, limits)) if seen else frozenset()


def straggling(seen: Window, limits: Thresholds) -> tuple[GpuWindow, ...]:
    """The same, of a window."""
    if seen.seconds < limits.steady_seconds:
        return ()
    jobs = _jobs(seen.used(limits))
    found = (each for fellows in jobs for each in fellows if _straggles(each, fellows, limits))
    return tuple(sorted(found, key=lambda each: each.gpu.index))


def _straggles(each: GpuWindow, fellows: Iterable[GpuWindow], limits: Thresholds) -> bool:
    others = [other.util for other in fellows if other is not each and other.util is not None]
    if each.util is None or each.util >= limits.straggler_util or not others:
        return False
    return median(others) > limits.fellows_util


def _jobs(used: Iterable[GpuWindow]) -> list[tuple[GpuWindow, ...]]:
    """The GPUs by job. Those of which no process can be seen are taken for one job."""
    jobs: list[tuple[frozenset[object], tuple[GpuWindow, ...]]] = []
    for each in used:
        signs = frozenset(_signs(each.gpu))
        gpus: tuple[GpuWindow, ...] = (each,)
        apart = [job for job in jobs if not job[0] & signs]
        for known, others in (job for job in jobs if job[0] & signs):
            signs, gpus = signs | known, (*others, *gpus)
        jobs = [*apart, (signs, gpus)]
    return [gpus for _, gpus in jobs]


def _signs(gpu: Gpu) -> Iterable[object]:
    """GPUs that share one of these are of one job: a process, a SLURM job, or a command of the same owner."""
    if not gpu.processes:
        yield "unseen"
    for process in gpu.processes or ():
        yield process.pid
        if process.slurm_id is not None:
            yield "slurm", process.slurm_id
        elif process.command is not None:
            yield process.user, _OF_ONE_RANK.sub(r"\1\2", process.command)
        else:
            yield process.user, None
