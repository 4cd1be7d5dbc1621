"""One host from the tables that pytyche's monitor wrote of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from spt_tui.hardware.summary.table_usage import TableUsage
from spt_tui.hardware.summary.usage import GpuUsage, HostUsage
from spt_tui.text import clean

_EMPTY = TableUsage()


def table_host(tables: Mapping[str, TableUsage], paths: Iterable[str]) -> HostUsage | None:
    """The host of which the tables `gpu`, `dmon` and `cpu` speak; `None` if they say nothing."""
    gpu, dmon, cpu = (tables.get(kind, _EMPTY) for kind in ("gpu", "dmon", "cpu"))
    if all(table.is_empty for table in (gpu, dmon, cpu)):
        return None
    timed = gpu if gpu.span else cpu
    return HostUsage(
        gpus=joined_gpus(gpu.gpus, dmon.gpus),
        samples=max(table.samples for table in (gpu, dmon, cpu)),
        span=timed.span,
        interval=timed.interval,
        cpu_user=cpu.cpu_user,
        cpu_idle=cpu.cpu_idle,
        files=tuple(clean(os.path.basename(path)) for path in paths),
    )


def joined_gpus(gpus: Sequence[GpuUsage], dmon: Sequence[GpuUsage]) -> tuple[GpuUsage, ...]:
    """The GPUs of both tables, each once where both list as many in the same order, else one below the other."""
    return tuple(map(_joined, gpus, dmon)) if are_fellows(gpus, dmon) else (*gpus, *dmon)


def are_fellows(gpus: Sequence[GpuUsage], dmon: Sequence[GpuUsage]) -> bool:
    """Whether both tables list as many GPUs, so that those in the same place are the same."""
    return len(gpus) == len(dmon) and not any(gpu.is_mixed for gpu in gpus)


def _joined(gpu: GpuUsage, dmon: GpuUsage) -> GpuUsage:
    return replace(
        gpu,
        index=dmon.index,
        util=gpu.util or dmon.util,
        mem_util=dmon.mem_util or gpu.mem_util,
        power=gpu.power or dmon.power,
        mem_peak=dmon.mem_peak if gpu.mem_peak is None else gpu.mem_peak,
    )
