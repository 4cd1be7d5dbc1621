"""`hw_metrics.csv`: what `nvidia-smi --query-gpu=... --format=csv` wrote, every GPU by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from spt_tui.hardware.summary.gpu_columns import PYTYCHE_COLUMNS, GpuRow, columns_of_head
from spt_tui.hardware.summary.gpu_tally import GpuTally, mixed_usage
from spt_tui.hardware.summary.moments import Moments
from spt_tui.hardware.summary.pytyche import gpu_numbers
from spt_tui.hardware.summary.sample_clock import Pace, pace_of
from spt_tui.hardware.summary.table_lines import cells_of_row
from spt_tui.hardware.summary.table_usage import TableUsage
from spt_tui.hardware.summary.usage import GpuUsage
from spt_tui.text import clean_bytes
from spt_tui.units import counted

_HEAD_ROWS = 1_000
"""Rows by which the pace is known."""
_MOST_GPUS = 512
_STRANGE_LIMIT = 120


def read_gpu_table(lines: Iterable[bytes]) -> TableUsage:
    """The usage of each GPU.

    Rows are told apart by a column with the UUID, the bus or the index of the GPU. Without one, by their place among
    the rows of one moment, if there are as many at each; and if there are not, they are not told apart.
    """
    oddities = _Oddities()
    rows = _rows(lines, oddities)
    first = list(islice(rows, _HEAD_ROWS))
    gpus = _Gpus(pace_of([row.reading.time or 0.0 for row in first if row.key == first[0].key]))
    for row in chain(first, rows):
        gpus.add(row)
    return gpus.usage(oddities)


@dataclass(slots=True)
class _Oddities:
    """Lines that pytyche takes otherwise, counted."""

    strange: int = 0
    first_strange: str = ""
    dropped: int = 0
    not_finite: int = 0

    def note_strange(self, line: bytes) -> None:
        """A line that is neither a head nor a row."""
        if text := clean_bytes(line.strip(), _STRANGE_LIMIT):
            self.first_strange = self.first_strange or text
            self.strange += 1

    def note_row(self, line: bytes) -> None:
        """A row, which pytyche may see as none."""
        numbers = gpu_numbers(line.decode("utf-8", "replace"))
        self.dropped += not numbers
        self.not_finite += not all(map(math.isfinite, numbers))

    def notes(self) -> Iterator[str]:
        if self.strange:
            yield f"{counted(self.strange, 'line')} that {_are(self.strange)} no row, the first: {self.first_strange}"

    def whys(self) -> Iterator[str]:
        if self.dropped:
            yield f"pytyche drops {counted(self.dropped, 'row')} whole for one cell that is no number"
        if self.not_finite:
            yield f"pytyche counts NaN and infinity ({counted(self.not_finite, 'row')})"


def _rows(lines: Iterable[bytes], oddities: _Oddities) -> Iterator[GpuRow]:
    columns = PYTYCHE_COLUMNS
    for line in lines:
        cells = cells_of_row(line)
        if not line[:1].isdigit() and (head := columns_of_head(cells)):
            columns = head
            continue
        row = columns.row(cells)
        if row.reading.time is None and not row.key:
            oddities.note_strange(line)
        else:
            oddities.note_row(line)
            yield row


class _Gpus:
    """A tally for each GPU: by its key, or by the place of its rows."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._moments = Moments(pace)
        self._placed: list[GpuTally] = []
        self._keyed: dict[str, GpuTally] = {}

    def add(self, row: GpuRow) -> None:
        self._tally_of(row).add(row.reading)

    def _tally_of(self, row: GpuRow) -> GpuTally:
        if row.key:
            if row.key not in self._keyed and len(self._keyed) < _MOST_GPUS:
                self._keyed[row.key] = GpuTally(row.which, self._pace.interval)
            return self._keyed.get(row.key) or self._tally_at(0)
        return self._tally_at(self._moments.place(row.reading.time or 0.0))

    def _tally_at(self, place: int) -> GpuTally:
        while len(self._placed) <= place:
            self._placed.append(GpuTally(GpuUsage(len(self._placed)), self._pace.interval))
        return self._placed[place]

    def usage(self, oddities: _Oddities) -> TableUsage:
        """The figures of each GPU, and what there is to say of them."""
        tallies = [*sorted(self._keyed.values(), key=_by_index), *self._placed]
        if not tallies:
            return TableUsage(notes=tuple(oddities.notes()))
        is_mixed = bool(self._placed) and not self._moments.is_regular
        gpus = tuple(tally.usage() for tally in tallies)
        return TableUsage(
            gpus=(mixed_usage(tallies),) if is_mixed else gpus,
            samples=max(gpu.samples for gpu in gpus),
            span=gpus[0].span,
            interval=self._pace.interval or None,
            notes=(*oddities.notes(), *self._notes(len(gpus), is_mixed)),
            whys=(*self._whys(len(gpus), is_mixed), *oddities.whys()),
        )

    def _notes(self, count: int, is_mixed: bool) -> Iterator[str]:
        if is_mixed:
            fewest, most = self._moments.sizes
            yield f"{fewest} to {most} rows at a time and no column for the GPU: the GPUs cannot be told apart"
        elif count > 1 and not self._keyed:
            yield f"{count} rows at a time and no column for the GPU: they are told apart by their order"

    def _whys(self, count: int, is_mixed: bool) -> Iterator[str]:
        if count > 1:
            number = "several" if is_mixed else str(count)
            yield f"the rows are of {number} GPUs, which pytyche takes for one"


def _by_index(tally: GpuTally) -> tuple[int, str]:
    return _MOST_GPUS if tally.which.index is None else tally.which.index, tally.which.uuid


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
