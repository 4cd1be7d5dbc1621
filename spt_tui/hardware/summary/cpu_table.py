"""`cpu_metrics.csv`: what pytyche's sampler of /proc/stat wrote: time, percent in programs, percent idle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from spt_tui.hardware.summary.pytyche import cpu_numbers
from spt_tui.hardware.summary.quantity import percentage
from spt_tui.hardware.summary.sample_clock import SampleClock, pace_of
from spt_tui.hardware.summary.table_lines import cells_of_row
from spt_tui.hardware.summary.table_usage import TableUsage
from spt_tui.hardware.summary.tally import PercentTally
from spt_tui.hardware.timestamp import epoch_seconds
from spt_tui.units import counted

_HEAD_ROWS = 1_000
"""Rows by which the pace is known."""
_PLACES = {"timestamp": 0, "usr_pct": 1, "idle_pct": 2}


@dataclass(frozen=True, slots=True)
class _CpuRow:
    time: float | None
    user: float | None
    idle: float | None
    is_other: bool
    """Whether pytyche takes other numbers from it."""


def read_cpu_table(lines: Iterable[bytes]) -> TableUsage:
    """The usage of the processors."""
    rows = _rows(lines)
    first = list(islice(rows, _HEAD_ROWS))
    clock = SampleClock(pace_of([row.time for row in first if row.time is not None]).interval)
    user, idle = PercentTally(), PercentTally()
    samples = others = 0
    for row in chain(first, rows):
        clock.step(row.time)
        user.add(row.user)
        idle.add(row.idle)
        samples += row.user is not None or row.idle is not None
        others += row.is_other
    whys = (f"pytyche takes no number or another one from {counted(others, 'row')}",) if others else ()
    spreads = user.spread(), idle.spread()
    return TableUsage((), *spreads, samples, clock.span(), clock.interval or None, whys=whys)


def _rows(lines: Iterable[bytes]) -> Iterator[_CpuRow]:
    places = _PLACES
    for line in lines:
        cells = cells_of_row(line)
        if "usr_pct" in cells:
            places = {name: place for place, name in enumerate(cells)}
            continue
        found = {name: cells[place] for name, place in places.items() if place < len(cells)}
        user, idle = (percentage(found.get(name, "")) for name in ("usr_pct", "idle_pct"))
        theirs = cpu_numbers(line.decode("utf-8", "replace"))
        ours = tuple(value for value in (user, idle) if value is not None)
        yield _CpuRow(epoch_seconds(found.get("timestamp", "")), user, idle, ours != theirs)
