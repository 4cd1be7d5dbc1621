"""The last half minute of a machine, averaged: what is said of it is not said of a moment."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spt_tui.hardware.gpu_remarks import is_unused
from spt_tui.hardware.history import gpu_key, share
from spt_tui.hardware.sample import Gpu, GpuState, Host, Sample
from spt_tui.hardware.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class GpuWindow:
    """One GPU: how it is now, and its means over the readings in which it answered. Percent; `None` cannot be said."""

    gpu: Gpu
    util: float | None
    traffic: float | None
    """Of the time in which memory was read or written."""
    power: float | None
    """Of the power limit."""
    throttle: tuple[str, ...]
    """Why its clocks were low, in most of the readings."""

    @property
    def answers(self) -> bool:
        """Whether its values are of now."""
        return self.gpu.state is GpuState.READY

    def is_unused(self, limits: Thresholds) -> bool:
        """Whether nobody has anything on it."""
        return is_unused(self.gpu, limits)


@dataclass(frozen=True, slots=True)
class Window:
    """A machine over the last seconds."""

    seconds: float
    """From the first reading to the last."""
    time: float
    """Of the last one."""
    host: Host
    gpus: tuple[GpuWindow, ...]
    cpu: float | None
    """Percent of the processors that the job may use, or of all where nothing bounds it."""
    job_memory: tuple[tuple[float, float], ...]
    """Times and percents of the memory that the job, or the machine, has; the oldest first."""

    def used(self, limits: Thresholds) -> tuple[GpuWindow, ...]:
        """The GPUs that answer and are somebody's."""
        return tuple(each for each in self.gpus if each.answers and not each.is_unused(limits))

    def training(self, limits: Thresholds) -> tuple[GpuWindow, ...]:
        """Those of them that hold as much memory as a training takes at the least."""
        return tuple(
            each for each in self.used(limits) if (each.gpu.mem_used or limits.unused_bytes) >= limits.unused_bytes
        )


def window(samples: Sequence[Sample], limits: Thresholds) -> Window | None:
    """The newest readings of `samples`, the newest last; `None` if there are none."""
    if not samples:
        return None
    last = samples[-1]
    near = [each for each in samples if 0 <= last.time - each.time <= limits.window_seconds]
    if not near:
        near = [last]
    ready = _ready(near)
    return Window(
        seconds=last.time - near[0].time,
        time=last.time,
        host=last.host,
        gpus=tuple(_gpu_window(gpu, ready.get(gpu_key(gpu), ()), limits) for gpu in last.gpus),
        cpu=mean(_cpu(each.host) for each in near),
        job_memory=_course(near),
    )


def mean(values: Iterable[float | None]) -> float | None:
    """Of the finite ones; `None` if there are none."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    return sum(known) / len(known) if known else None


def _ready(near: Iterable[Sample]) -> dict[str, list[Gpu]]:
    """By GPU, its readings of the times at which it answered."""
    readings: dict[str, list[Gpu]] = {}
    for each in near:
        for gpu in each.gpus:
            if gpu.state is GpuState.READY:
                readings.setdefault(gpu_key(gpu), []).append(gpu)
    return readings


def _gpu_window(gpu: Gpu, ready: Sequence[Gpu], limits: Thresholds) -> GpuWindow:
    return GpuWindow(
        gpu=gpu,
        util=mean(other.util for other in ready),
        traffic=mean(other.mem_util for other in ready),
        power=mean(share(_watts(other), other.power_limit) for other in ready),
        throttle=_lasting([other.throttle or () for other in ready], limits),
    )


def _watts(gpu: Gpu) -> float | None:
    """The mean since the reading before says more than a moment, where the board counts its energy."""
    return gpu.power if gpu.mean_power is None else gpu.mean_power


def _lasting(reasons: Sequence[tuple[str, ...]], limits: Thresholds) -> tuple[str, ...]:
    counts = Counter(reason for given in reasons for reason in dict.fromkeys(given))
    return tuple(reason for reason, count in counts.items() if count >= limits.lasting_share * len(reasons))


def _cpu(host: Host) -> float | None:
    return host.job.cpu if host.job is not None and host.job.cpu is not None else host.cpu


def _memory(host: Host) -> float | None:
    job = host.job
    if job is not None and job.mem_limit:
        return share(job.mem_used, job.mem_limit)
    return share(host.mem_used, host.mem_total)


def _course(near: Sequence[Sample]) -> tuple[tuple[float, float], ...]:
    pairs = ((each.time, _memory(each.host)) for each in near)
    return tuple((time, percent) for time, percent in pairs if percent is not None)
