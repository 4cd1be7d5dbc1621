"""Samples to judge and to draw: one node, its GPUs as an H100 at work unless told otherwise."""

from __future__ import annotations

from spt_tui.hardware.sample import Gpu, GpuState, Host, Sample

GIB = 1 << 30
HOST = Host("login03", 41.4, (0.0, 20.0, 55.0, 100.0), (18.2, 17.9, 16.0), 212 * GIB, 512 * GIB, 0, 8 * GIB)


def gpu(index: int, **fields: object) -> Gpu:
    usual = {
        "name": "NVIDIA H100 80GB HBM3",
        "util": 97,
        "mem_used": 61 * GIB,
        "mem_total": 80 * GIB,
        "power": 412.4,
        "power_limit": 700.0,
        "temp": 66,
        "temp_limit": 90,
    }
    gone = fields.get("state", GpuState.READY) in (GpuState.LOST, GpuState.NEEDS_RESET, GpuState.NO_PERMISSION)
    return Gpu(f"GPU-{index}", index, **{**({"name": usual["name"]} if gone else usual), **fields})  # type: ignore[arg-type]


def sample(*gpus: Gpu, host: Host = HOST, problem: str | None = None, time: float = 1000.0) -> Sample:
    return Sample(time, host, gpus, problem)


def steady(*gpus: Gpu, host: Host = HOST, seconds: float = 30.0) -> list[Sample]:
    """The same reading every two seconds."""
    return [sample(*gpus, host=host, time=1000.0 + at) for at in range(0, int(seconds) + 1, 2)]
