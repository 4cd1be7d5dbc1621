"""What is out of the ordinary about one GPU, in words: the same on the screen and in print."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

from spt_tui.hardware.history import share
from spt_tui.hardware.remark import Level, Remark
from spt_tui.hardware.sample import Gpu, GpuState
from spt_tui.hardware.thresholds import DEFAULT, Thresholds
from spt_tui.text import clean
from spt_tui.units import age_text

SLOWING = frozenset({"hot (sw)", "hot (hw)", "slowdown (hw)", "power brake"})
"""Reasons for low clocks that something should be done about; a GPU at its power limit does what it can."""
_DAY = 86_400


def remarks(gpu: Gpu, at: float, straggles: bool = False, limits: Thresholds = DEFAULT) -> tuple[Remark, ...]:
    """The remarks about `gpu` as it was `at` a time, seconds since the epoch; the most important first."""
    if gpu.state is not GpuState.READY:
        return (state_remark(gpu, at),)
    return tuple(_about(gpu, straggles, limits))


def state_remark(gpu: Gpu, at: float) -> Remark:
    """Why a GPU does not answer: `late 3s`, `lost since 12:41`, `needs reset`, `no permission`."""
    if gpu.state is GpuState.LATE:
        return Remark(f"late {age_text(max(1.0, gpu.age))}")
    if gpu.state is GpuState.LOST:
        return Remark(f"lost {since_text(at - gpu.age, at)}", Level.BAD)
    return Remark(gpu.state.value, Level.BAD if gpu.state is GpuState.NEEDS_RESET else Level.WARN)


def since_text(then: float, now: float) -> str:
    """`since 12:41` by the clock here; what is older than a day has its date."""
    if not (math.isfinite(then) and 0 <= then < 1 << 40):
        return ""
    return time.strftime("since %H:%M" if now - then < _DAY else "since %m-%d", time.localtime(then))


def heat_level(gpu: Gpu, limits: Thresholds = DEFAULT) -> Level | None:
    """`BAD` close to the temperature at which the chip slows itself down, `WARN` not far from it."""
    if gpu.temp is None:
        return None
    room = (gpu.temp_limit or limits.usual_limit) - gpu.temp
    return Level.BAD if room <= limits.hot_degrees else Level.WARN if room <= limits.warm_degrees else None


def is_full(used: float | None, total: float | None, limits: Thresholds = DEFAULT) -> bool:
    """Whether hardly any of a memory is left."""
    return (share(used, total) or 0.0) >= limits.full


def is_unused(gpu: Gpu, limits: Thresholds = DEFAULT) -> bool:
    """Whether nobody has anything on it. A container may hide processes, but not the memory that they hold."""
    if gpu.processes or gpu.mem_used is None:
        return False
    return gpu.mem_used < limits.unused_bytes and (gpu.util or 0) <= limits.idle_util


def _about(gpu: Gpu, straggles: bool, limits: Thresholds) -> Iterator[Remark]:
    if straggles:
        yield Remark("straggler")
    if gpu.ecc_uncorrected:
        yield Remark(f"{gpu.ecc_uncorrected} ECC", Level.BAD)
    slowing = [reason for reason in gpu.throttle or () if reason in SLOWING]
    yield from map(Remark, slowing)
    if (heat := heat_level(gpu, limits)) and not any(reason.startswith("hot") for reason in slowing):
        yield Remark("hot" if heat is Level.BAD else "warm", heat)
    if is_full(gpu.mem_used, gpu.mem_total, limits):
        yield Remark("full", Level.NOTE)
    yield from (Remark(clean(reason), Level.NOTE) for reason in gpu.throttle or () if reason not in SLOWING)
    if is_unused(gpu, limits) and not gpu.instances:
        yield Remark("unused", Level.NOTE)
