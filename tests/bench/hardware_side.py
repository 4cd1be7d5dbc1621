"""One reader of GPUs at work, in a process of its own: `python -m tests.bench.hardware_side SIDE TIMES`, for
`tests.bench.hardware`. What a reading costs goes out on stdout as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from spt_tui.hardware.gpu_reader import GpuReader
from spt_tui.hardware.sampler import Machine

QUICK, EVERYTHING, MACHINE, NVITOP_QUICK, NVITOP = "quick", "everything", "machine", "nvitop quick", "nvitop"
WARM = 3
"""Readings that are not counted: imports, the connection, what is asked once."""
RECORDER = "recorder"
RECORDER_INTERVAL, RECORDER_WARM_SECONDS = 2.0, 3.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one reading, on average; of the recorder, of one sample."""

    seconds: float
    cpu_seconds: float
    size: float = 0.0
    """Bytes written."""


def _quick() -> Callable[[], object]:
    return _round(GpuReader(slow_seconds=float("inf")), False)


def _everything() -> Callable[[], object]:
    return _round(GpuReader(deadline=5.0, slow_seconds=0.0), True)


def _round(reader: GpuReader, whole: bool) -> Callable[[], object]:
    def read() -> None:
        reader.begin()
        assert reader.finish(whole).gpus

    return read


def _machine() -> Callable[[], object]:
    return Machine().read


def _nvitop_quick() -> Callable[[], object]:
    """The values of `QUICK` that nvitop has."""
    from nvitop import Device

    devices = Device.all()
    asks = ("gpu_utilization", "memory_info", "power_usage", "power_limit", "temperature", "sm_clock", "memory_clock")
    return lambda: [getattr(device, ask)() for device in devices for ask in asks]


def _nvitop() -> Callable[[], object]:
    from nvitop import Device

    devices = Device.all()
    return lambda: [(device.as_snapshot(), device.processes()) for device in devices]


SIDES: dict[str, Callable[[], Callable[[], object]]] = {
    QUICK: _quick,
    EVERYTHING: _everything,
    MACHINE: _machine,
    NVITOP_QUICK: _nvitop_quick,
    NVITOP: _nvitop,
}


def read_often(side: str, times: int) -> Figures:
    """What one of so many readings costs."""
    read = SIDES[side]()
    for _ in range(WARM):
        read()
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(times):
        read()
    return Figures((time.perf_counter() - began) / times, (time.process_time() - cpu) / times)


def record(samples: int) -> Figures:
    """What a recorder costs that writes so many samples, two seconds apart, in a process that does nothing else."""
    from spt_tui.hardware.recorder.hw_monitor import HWMonitor

    seconds = samples * RECORDER_INTERVAL
    with tempfile.TemporaryDirectory() as place:
        monitor = HWMonitor()
        monitor.start(place, RECORDER_INTERVAL)
        time.sleep(RECORDER_WARM_SECONDS)
        cpu, size = time.process_time(), _size(place)
        time.sleep(seconds)
        cpu, size = time.process_time() - cpu, _size(place) - size
        monitor.stop()
    return Figures(RECORDER_INTERVAL, cpu / samples, size / samples)


def _size(place: str) -> int:
    return sum(path.stat().st_size for path in Path(place).iterdir())


if __name__ == "__main__":
    side, times = sys.argv[1], int(sys.argv[2])
    json.dump(asdict(record(times) if side == RECORDER else read_often(side, times)), sys.stdout)
