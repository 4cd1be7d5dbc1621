"""The last half hour of a machine's gauges, small enough to keep for many machines and to hand between threads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from spt_tui.hardware.sample import Gpu, GpuState, Sample

CELL_SECONDS = 10
"""One cell of a history is the mean of so many seconds: drawn, it moves on seldom, and costs a slow line little."""
CELLS = 180
"""Cells that are kept of each gauge."""
_GAP = 255
"""Stands for a cell in which nothing was read."""
_GAPS = bytes([_GAP])


def gpu_key(gpu: Gpu) -> str:
    """What is kept of a GPU is kept under this: its UUID, or its index if it never answered."""
    return gpu.uuid or f"index {gpu.index}"


def share(part: float | None, whole: float | None) -> float | None:
    """Percent; `None` if either cannot be said."""
    return None if part is None or not whole else 100 * part / whole


def percentages(sample: Sample) -> dict[str, float | None]:
    """Each gauge's percentage. A GPU's are under its key, `<key> memory` and `<key> power`; what is late is no news."""
    host = sample.host
    known = {"cpu": host.cpu, "mem": share(host.mem_used, host.mem_total)}
    if host.job is not None:
        known["job"] = host.job.cpu
    for gpu in sample.gpus:
        answers = gpu.state is GpuState.READY
        known[gpu_key(gpu)] = gpu.util if answers else None
        known[f"{gpu_key(gpu)} memory"] = share(gpu.mem_used, gpu.mem_total) if answers else None
        known[f"{gpu_key(gpu)} power"] = share(gpu.power, gpu.power_limit) if answers else None
    return known


@dataclass(frozen=True, slots=True)
class History:
    """Percentages in cells of `CELL_SECONDS`. It does not change, and takes `CELLS` bytes a gauge."""

    last: int = 0
    """Number of the newest cell, counted from the epoch."""
    cells: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    """By gauge, the newest cell last."""

    def percents(self, gauge: str, width: int, now: float) -> list[int | None]:
        """`width` cells that end at `now`, seconds since the epoch; `None` where nothing was read."""
        kept = self.cells.get(gauge, b"")
        begin = int(now // CELL_SECONDS) - width + 1 - (self.last - len(kept) + 1)
        places = range(begin, begin + width)
        return [kept[at] if 0 <= at < len(kept) and kept[at] != _GAP else None for at in places]


class HistoryKeeper:
    """Makes the history of one machine, sample by sample, in the order of their times. For one thread."""

    def __init__(self) -> None:
        self._last = 0
        self._kept: dict[str, bytearray] = {}
        self._open: dict[str, tuple[float, int]] = {}

    def add(self, sample: Sample) -> None:
        """Note the sample's percentages. One from before the newest cell counts into that: a clock was set back."""
        if not math.isfinite(sample.time):
            return
        self._move_on(int(sample.time // CELL_SECONDS))
        known = percentages(sample)
        for gauge, percent in known.items():
            self._note(gauge, percent)
        gone = [gauge for gauge in self._kept.keys() - known.keys() if not self._kept[gauge].strip(_GAPS)]
        for gauge in gone:
            del self._kept[gauge]

    def frozen(self) -> History:
        """What is known now."""
        return History(self._last, MappingProxyType({gauge: bytes(cells) for gauge, cells in self._kept.items()}))

    def _move_on(self, cell: int) -> None:
        steps = min(CELLS, max(0, cell - self._last))
        if steps:
            self._last = cell
            self._open.clear()
            for cells in self._kept.values():
                cells.extend([_GAP] * steps)
                del cells[:-CELLS]

    def _note(self, gauge: str, percent: float | None) -> None:
        cells = self._kept.setdefault(gauge, bytearray([_GAP]))
        if percent is None or not math.isfinite(percent):
            return
        total, count = self._open.get(gauge, (0.0, 0))
        self._open[gauge] = total, count = total + min(100.0, max(0.0, percent)), count + 1
        cells[-1] = round(total / count)
