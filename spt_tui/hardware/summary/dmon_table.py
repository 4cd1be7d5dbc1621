"""`hw_dmon.csv`: what `nvidia-smi dmon` wrote. Its columns are those that its head names, and differ by driver."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from spt_tui.hardware.summary.gpu_tally import GpuReading, GpuTally
from spt_tui.hardware.summary.pytyche import dmon_number
from spt_tui.hardware.summary.quantity import BYTES, WATTS, percentage, quantity
from spt_tui.hardware.summary.table_lines import cells_of_row
from spt_tui.hardware.summary.table_usage import TableUsage
from spt_tui.hardware.summary.usage import GpuUsage
from spt_tui.text import clean
from spt_tui.units import counted

_GPU = "gpu"
_UNITS_FROM = "idx"
_MOST_GPUS = 512
_THIRD = 2
"""The column that pytyche takes."""


def read_dmon_table(lines: Iterable[bytes]) -> TableUsage:
    """The usage of each GPU, by the columns `sm`, `mem` (percent of time), `fb` (memory in use) and `pwr`."""
    gpus = _Gpus()
    for line in lines:
        cells = cells_of_row(line.replace(b",", b" "), None)
        if line.lstrip().startswith(b"#"):
            gpus.read_head([cell for cell in " ".join(cells).lstrip("# ").split() if cell])
        elif cells:
            gpus.read_row(cells)
    return gpus.usage()


class _Gpus:
    """A tally for each index, and the columns as the last head named them."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._units: Sequence[str] = ()
        self._tallies: dict[int, GpuTally] = {}
        self._third = ""
        self._beheaded = 0
        self._not_finite = 0

    def read_head(self, names: Sequence[str]) -> None:
        """The line of names, or the one of units below it."""
        names = [name.casefold() for name in names]
        if _GPU in names:
            self._places = {name: place for place, name in enumerate(names)}
            self._third = self._third or "".join(names[_THIRD : _THIRD + 1])
        elif _UNITS_FROM in names:
            self._units = names

    def read_row(self, cells: Sequence[str]) -> None:
        """One GPU at one moment. A row above any head says nothing: its columns can be any."""
        if not self._places:
            self._beheaded += 1
            return
        index = self._cell(cells, _GPU)
        if not (index.isascii() and index.isdecimal() and len(index) < 5):
            return
        if len(self._tallies) < _MOST_GPUS or int(index) in self._tallies:
            tally = self._tallies.setdefault(int(index), GpuTally(GpuUsage(int(index))))
            tally.add(self._reading(cells))
        self._not_finite += not all(map(math.isfinite, dmon_number(cells)))

    def _cell(self, cells: Sequence[str], name: str) -> str:
        place = self._places.get(name, len(cells))
        return cells[place] if place < len(cells) else ""

    def _unit(self, name: str) -> str:
        place = self._places.get(name, len(self._units))
        return self._units[place] if place < len(self._units) else ""

    def _reading(self, cells: Sequence[str]) -> GpuReading:
        return GpuReading(
            util=percentage(self._cell(cells, "sm")),
            mem_util=percentage(self._cell(cells, "mem")),
            mem_used=quantity(self._cell(cells, "fb"), BYTES, self._unit("fb")),
            power=quantity(self._cell(cells, "pwr"), WATTS),
        )

    def usage(self) -> TableUsage:
        """The figures of each GPU, and what there is to say of them."""
        gpus = tuple(tally.usage() for _, tally in sorted(self._tallies.items()))
        return TableUsage(
            gpus=gpus,
            samples=max((gpu.samples for gpu in gpus), default=0),
            notes=tuple(self._notes()),
            whys=tuple(self._whys(len(gpus))),
        )

    def _notes(self) -> Iterator[str]:
        if self._beheaded:
            yield f"{counted(self._beheaded, 'row')} above any head that would name the columns"

    def _whys(self, count: int) -> Iterator[str]:
        if self._third not in ("", "mem"):
            yield f"pytyche takes the third column for memory utilisation: {clean(self._third, 20)}"
        if count > 1:
            yield f"the rows are of {count} GPUs, which pytyche takes for one"
        if self._not_finite:
            yield f"pytyche counts NaN and infinity ({counted(self._not_finite, 'row')})"
