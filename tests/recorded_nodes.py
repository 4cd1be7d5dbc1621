"""A run on four nodes as their recorders would have left it, for pictures: one GPU is left behind by its fellows."""

from __future__ import annotations

import time
from dataclasses import replace
from math import sin
from pathlib import Path

from spt_tui.hardware.recording import encode_header, encode_sample, header_for
from spt_tui.hardware.sample import Gpu
from tests.hardware.samples import MEBI, blank_header, host_of, sample_of

NODES = ("gpu031", "gpu032", "gpu033", "gpu034")
_SLOW_NODE, _SLOW_GPU = 2, 5
_SAMPLES, _INTERVAL = 300, 2.0


def record_nodes(run_dir: Path) -> None:
    """Write ten minutes of four nodes into a run directory, up to now."""
    began = time.time() - _SAMPLES * _INTERVAL
    for node, name in enumerate(NODES):
        host = replace(host_of(), hostname=name)
        environ = (("SLURM_JOB_ID", "48213"), ("SLURM_PROCID", str(8 * node)), ("SLURM_NTASKS", "32"))
        header = replace(blank_header(), time=began, machine=host, environ=environ, interval=_INTERVAL)
        lines, told = [], header
        for place in range(_SAMPLES):
            at = began + (place + 1) * _INTERVAL
            gpus = tuple(_gpu(gpu, node, place) for gpu in sample_of().gpus)
            cpu = 38 + 6 * sin(place / 9 + node)
            sample = replace(sample_of(time=at), host=replace(host, cpu=cpu), gpus=gpus)
            header = header_for(sample, header)
            lines += [] if header is told else [encode_header(header)]
            lines.append(encode_sample(sample, header))
            told = header
        (run_dir / f"hw-{name}.jsonl").write_bytes(b"".join(lines))


def _gpu(gpu: Gpu, node: int, place: int) -> Gpu:
    uuid = f"GPU-{node}{gpu.index:07d}-1111-2222-3333-444444444444"
    wave = sin(place / 7 + gpu.index) + sin(place / 3 + node)
    if (node, gpu.index) == (_SLOW_NODE, _SLOW_GPU) and place > _SAMPLES // 2:
        low = {"util": 2, "mem_util": 0, "power": 98.0, "mean_power": 97.0, "temp": 39, "sm_clock": 345}
        return replace(gpu, uuid=uuid, throttle=(), **low)  # type: ignore[arg-type]
    return replace(
        gpu,
        uuid=uuid,
        util=round(94 + 2 * wave),
        mem_util=round(52 + 5 * wave),
        mem_used=round((61_000 + 400 * wave) * MEBI),
        power=640 + 25 * wave,
        temp=round(64 + wave),
        throttle=(),
    )
