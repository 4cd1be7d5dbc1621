"""Which column of an nvidia-smi table says what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spt_tui.hardware.summary.gpu_tally import GpuReading
from spt_tui.hardware.summary.quantity import BYTES, WATTS, percentage, quantity
from spt_tui.hardware.summary.usage import GpuUsage
from spt_tui.hardware.timestamp import epoch_seconds
from spt_tui.text import clean

_NAMES = {
    "timestamp": "time",
    "index": "index",
    "gpu_index": "index",
    "uuid": "uuid",
    "gpu_uuid": "uuid",
    "pci.bus_id": "bus",
    "gpu_bus_id": "bus",
    "name": "name",
    "gpu_name": "name",
    "utilization.gpu": "util",
    "utilization.memory": "mem_util",
    "memory.used": "mem_used",
    "memory.total": "mem_total",
    "power.draw": "power",
    "power.draw.average": "power",
    "power.draw.instant": "power",
}
_HEAD_CELL = re.compile(r"([A-Za-z_.]+)(?:\s*\[([^\]]*)\])?")
_LEAST_KNOWN = 2
"""Known names that make a line a head."""


@dataclass(frozen=True, slots=True)
class GpuRow:
    """One line of such a table."""

    key: str
    """What it says of the GPU's identity; empty if it has no column for that."""
    which: GpuUsage
    """The same as values."""
    reading: GpuReading


@dataclass(frozen=True, slots=True)
class GpuColumns:
    """The place of each column by what it says, and units that stand in the head."""

    places: Mapping[str, int]
    units: Mapping[str, str]

    def row(self, cells: Sequence[str]) -> GpuRow:
        """The cells as values; each that is missing or says no such thing is `None` for itself alone."""
        found = {what: cells[place] for what, place in self.places.items() if place < len(cells)}
        index, uuid, bus = (found.get(what, "") for what in ("index", "uuid", "bus"))
        return GpuRow(
            key=uuid or bus or index,
            which=_which(index, uuid, found.get("name", "")),
            reading=self._reading(found),
        )

    def _reading(self, found: Mapping[str, str]) -> GpuReading:
        unit = self.units.get
        return GpuReading(
            time=epoch_seconds(found.get("time", "")),
            util=percentage(found.get("util", ""), unit("util", "")),
            mem_util=percentage(found.get("mem_util", ""), unit("mem_util", "")),
            mem_used=quantity(found.get("mem_used", ""), BYTES, unit("mem_used", "")),
            mem_total=quantity(found.get("mem_total", ""), BYTES, unit("mem_total", "")),
            power=quantity(found.get("power", ""), WATTS, unit("power", "")),
        )


def _which(index: str, uuid: str, name: str) -> GpuUsage:
    if not (index or uuid or name):
        return _UNKNOWN
    number = int(index) if index.isascii() and index.isdecimal() and len(index) < 5 else None
    return GpuUsage(number, uuid=clean(uuid), name=clean(name))


_UNKNOWN = GpuUsage()

PYTYCHE_COLUMNS = GpuColumns(
    {name: place for place, name in enumerate(("time", "util", "mem_util", "mem_used", "mem_total", "power"))}, {}
)
"""Of pytyche's `hw_metrics.csv`, which has no head; a temperature and two clocks follow."""


def columns_of_head(cells: Sequence[str]) -> GpuColumns | None:
    """The columns if `cells` are a head, as `timestamp, index, utilization.gpu [%]`; `None` if they are not."""
    heads = [_HEAD_CELL.fullmatch(cell) for cell in cells]
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    for place, head in enumerate(heads):
        what = _NAMES.get(head[1].casefold()) if head else None
        if head and what and what not in places:
            places[what] = place
            units[what] = head[2] or ""
    return GpuColumns(places, units) if len(places) >= _LEAST_KNOWN else None
