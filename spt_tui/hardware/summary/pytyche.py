"""The numbers of pytyche 0.2.1 (`pytyche.diagnostics.run_monitor`), with its mistakes, for who compares with old ones.

Every row of `hw_metrics.csv` counts as one more of a single GPU, a row counts only if three of its cells are numbers,
`hw_dmon.csv` is taken to have memory utilisation in its third column, NaN counts, and 0 stands for no data.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from spt_tui.regular_file import open_regular

PathLike = str | os.PathLike[str]
LINE_LIMIT = 1 << 20
"""Characters of a line that are looked at; pytyche would hold it whole."""


@dataclass(slots=True)
class PytycheSummary:
    """Its `ResourceSummary`: 0 is also what it says where there is nothing to say."""

    peak_vram_mb: float = 0.0
    jax_peak_bytes_mb: float = 0.0
    gpu_util_mean_pct: float = 0.0
    gpu_util_max_pct: float = 0.0
    mem_util_mean_pct: float = 0.0
    mem_util_max_pct: float = 0.0
    power_watts_mean: float = 0.0
    power_watts_max: float = 0.0
    cpu_usr_mean_pct: float = 0.0
    cpu_idle_mean_pct: float = 0.0

    def to_dict(self) -> dict[str, float]:
        """Its figures to one decimal; those of JAX and of memory utilisation only where they are above 0."""
        optional = {
            "jax_peak_bytes_mb": self.jax_peak_bytes_mb > 0,
            "mem_util_mean_pct": self.mem_util_mean_pct > 0,
            "mem_util_max_pct": self.mem_util_mean_pct > 0,
        }
        names = [name for name in self.__slots__ if name not in optional]
        names += [name for name, is_said in optional.items() if is_said]
        return {name: round(getattr(self, name), 1) for name in names}


def pytyche_summary(gpu: PathLike | None, cpu: PathLike | None, dmon: PathLike | None = None) -> PytycheSummary:
    """What pytyche makes of its files; each may be `None` or not there.

    Raises OSError, and UnicodeDecodeError for a file that is not UTF-8: pytyche stops there too. A file is read once
    for each figure, so that no list of all values need be held.
    """
    util, memory, power = (_mean_and_max(_gpu_values(gpu, place)) for place in range(3))
    mem_util = _mean_and_max(_dmon_values(dmon))
    user, idle = (_mean_and_max(_cpu_values(cpu, place)) for place in range(2))
    return PytycheSummary(
        peak_vram_mb=memory.max,
        gpu_util_mean_pct=util.mean,
        gpu_util_max_pct=util.max,
        mem_util_mean_pct=mem_util.mean,
        mem_util_max_pct=mem_util.max,
        power_watts_mean=power.mean,
        power_watts_max=power.max,
        cpu_usr_mean_pct=user.mean,
        cpu_idle_mean_pct=idle.mean,
    )


class _Figures(NamedTuple):
    mean: float
    max: float


class _Watched:
    """Values on their way into `sum`, whose own addition is wanted: it differs between versions of Python."""

    def __init__(self, values: Iterable[float]) -> None:
        self.count = 0
        self.max = 0.0
        self._values = values

    def __iter__(self) -> Iterator[float]:
        for value in self._values:
            self.max = max(self.max, value) if self.count else value
            self.count += 1
            yield value


def _mean_and_max(values: Iterable[float]) -> _Figures:
    watched = _Watched(values)
    total = sum(watched)
    return _Figures(total / watched.count, watched.max) if watched.count else _Figures(0.0, 0.0)


def _gpu_values(path: PathLike | None, place: int) -> Iterator[float]:
    """Utilisation, memory or power, of the rows in which all three are numbers."""
    for line in _lines(path):
        if row := gpu_numbers(line):
            yield row[place]


def gpu_numbers(line: str) -> tuple[float, ...]:
    """Utilisation, memory and power of a row of `hw_metrics.csv` that counts for pytyche; nothing of another."""
    cells = line.split(",")
    return _numbers(cells[1], cells[3], cells[5]) if len(cells) >= 9 else ()


def _dmon_values(path: PathLike | None) -> Iterator[float]:
    for line in _lines(path):
        if not line.lstrip().startswith("#"):
            yield from dmon_number(line.split())


def dmon_number(cells: Sequence[str]) -> tuple[float, ...]:
    """The third cell of a row of `hw_dmon.csv` if it counts for pytyche."""
    return _numbers(cells[2]) if len(cells) >= 4 else ()


def _cpu_values(path: PathLike | None, place: int) -> Iterator[float]:
    """A column, 0 or 1. The first line is a head, whatever it says."""
    for line in islice(_lines(path), 1, None):
        yield from cpu_numbers(line)[place : place + 1]


def cpu_numbers(line: str) -> tuple[float, ...]:
    """Percent in programs and percent idle of a row of `cpu_metrics.csv`; the second only beside the first."""
    cells = line.strip().split(",")
    return (_numbers(*cells[1:3]) or _numbers(cells[1])) if len(cells) >= 3 else ()


def _numbers(*cells: str) -> tuple[float, ...]:
    """All of them as Python reads them, NaN and `1_0` too; nothing if one is no number."""
    try:
        return tuple(map(float, cells))
    except ValueError:
        return ()


def _lines(path: PathLike | None) -> Iterator[str]:
    if path is None or not os.path.exists(path):
        return
    with open(open_regular(os.fspath(path)), encoding="utf-8") as file:
        is_begun = False  # whether this is the rest of a line
        while piece := file.readline(LINE_LIMIT):
            if not is_begun:
                yield piece
            is_begun = not piece.endswith("\n")
