"""How wide each part of the gauges is, so that all lines of one machine share a grid.

    label  bar  percent  details  word  history

The details of a GPU are columns of their own; those of the host are one text. What does not fit is left out, the
least important first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from rich.style import Style

from spt_tui.hardware.sample import Gpu, Host, Sample
from spt_tui.ui import theme
from spt_tui.ui.widgets import gauge
from spt_tui.units import ABSENT, bytes_text

PERCENT = 4
GAP = 1
_WIDEST_BAR = 40
_GIB = 1 << 30
_LONGEST_LOADS = (99.9, 99.9, 99.9)
_NOT_THE_MODEL = re.compile(r"NVIDIA|Tesla|GeForce|Quadro|Generation|\d+GB|HBM\w*|PCIe|SXM\w*")


def pair_text(used: float | None, total: float | None, unit: str) -> str:
    """`412/700W`; whole numbers."""
    if used is None and total is None:
        return ABSENT
    return "/".join(ABSENT if value is None else f"{value:.0f}" for value in (used, total)) + unit


def memory_text(used: int | None, total: int | None) -> str:
    """`61/80G`, in GiB; with a decimal where less than ten are used, that little is not taken for nothing."""
    if used is None or not total:
        return ABSENT if used is None else bytes_text(used)
    return f"{used / _GIB:.{0 if used >= 10 * _GIB else 1}f}/{total / _GIB:.0f}G"


def short_name(name: str) -> str:
    """`H100` of `NVIDIA H100 80GB HBM3`, `RTX 4090` of `NVIDIA GeForce RTX 4090`; at most twelve characters."""
    words = [word for word in name.replace("-", " ").split() if not _NOT_THE_MODEL.fullmatch(word)]
    short = " ".join(words)
    return short if len(short) <= 12 else short[:11] + "…"


@dataclass(frozen=True, slots=True)
class Detail:
    """A column of the GPUs' details."""

    head: str
    text: Callable[[Gpu], str]
    most: Callable[[Gpu], str]
    """The longest that `text` is likely to become, so that the columns stay where they are."""
    style: Callable[[Gpu], Style]
    rank: int
    """0 is always shown, the highest is left out first."""

    def cells(self, gpus: Iterable[Gpu]) -> int:
        """Cells that the column needs."""
        return max(len(self.head), *(max(len(self.text(gpu)), len(self.most(gpu))) for gpu in gpus))


DETAILS = (
    Detail(
        head="memory",
        text=lambda gpu: memory_text(gpu.mem_used, gpu.mem_total),
        most=lambda gpu: _fullest(gpu.mem_total),
        style=lambda gpu: gauge.full_word(gpu.mem_used, gpu.mem_total)[1],
        rank=0,
    ),
    Detail(
        head="power",
        text=lambda gpu: pair_text(gpu.power, gpu.power_limit, "W"),
        most=lambda gpu: pair_text(gpu.power_limit, gpu.power_limit, "W"),
        style=lambda gpu: theme.TEXT,
        rank=2,
    ),
    Detail(
        head="temp",
        text=lambda gpu: ABSENT if gpu.temp is None else f"{gpu.temp}C",
        most=lambda gpu: "99C",
        style=lambda gpu: gauge.heat_word(gpu)[1],
        rank=1,
    ),
)


def host_texts(host: Host, long: bool) -> tuple[str, str]:
    """What stands beside the processors' bar and beside the memory's."""
    loads = [f"{load:.0f}" if load >= 100 else f"{load:.1f}" for load in host.load or ()]
    load = " ".join(["load", *(loads if long else loads[:1])]) if loads else "load -"
    memory = memory_text(host.mem_used, host.mem_total)
    swap = f" swap {memory_text(host.swap_used, host.swap_total)}" if host.swap_total and long else ""
    return load, memory + swap


def _fullest(total: int | None) -> str:
    """The longest of the `memory_text`s that a memory can have."""
    return max(memory_text(total, total), memory_text(0, total), key=len)


def gpu_label(gpu: Gpu, named: bool) -> str:
    """`0`, or `0 H100`."""
    return f"{gpu.index} {short_name(gpu.name)}".rstrip() if named else str(gpu.index)


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of each part; 0 is a part that is left out."""

    label: int
    sizes: tuple[tuple[Detail, int], ...]
    """Every detail and the cells it needs; empty without GPUs."""
    host: int
    """Cells of the longer of the host's two texts."""
    word: int
    rank: int = 0
    """Details of a higher rank are left out."""
    named: bool = False
    """GPUs have their names."""
    long: bool = False
    """The host's texts are the long ones."""
    bar: int = 0
    history: int = 0

    @property
    def columns(self) -> tuple[tuple[Detail, int], ...]:
        """The details that are shown, and their cells."""
        return tuple((detail, size) for detail, size in self.sizes if detail.rank <= self.rank)

    @property
    def details(self) -> int:
        """Cells of all the details together."""
        return max(self.host, sum(size + GAP for _, size in self.columns) - GAP)

    @property
    def cells(self) -> int:
        """Cells of a line."""
        parts = (self.label, self.bar, PERCENT, self.details, self.word, self.history)
        return sum(part + GAP for part in parts if part) - GAP


def fit(sample: Sample, width: int) -> Grid:
    """The grid for lines of `width` cells: each wish is granted if what was granted before leaves room for it."""
    grid = _smallest(sample)
    for wish in _wishes(sample):
        wider = replace(grid, **wish)
        grid = wider if wider.cells <= width else grid
    spare = max(0, width - grid.cells)
    bar = spare if not grid.history else min(spare * 2 // 5, _WIDEST_BAR - grid.bar)
    return replace(grid, bar=grid.bar + bar, history=grid.history + spare - bar if grid.history else 0)


def words(sample: Sample) -> list[str]:
    """The words that lines of `sample` need room for."""
    host = sample.host
    said = [gauge.load_word(host), gauge.full_word(host.mem_used, host.mem_total), *map(gauge.gpu_word, sample.gpus)]
    return [word for word, _ in said]


def _smallest(sample: Sample) -> Grid:
    gpus = sample.gpus
    return Grid(
        label=_label_cells(sample, named=False),
        sizes=tuple((detail, detail.cells(gpus)) for detail in DETAILS) if gpus else (),
        host=_host_cells(sample, long=False),
        word=max(map(len, words(sample))),
    )


def _wishes(sample: Sample) -> tuple[dict[str, Any], ...]:
    """The most important first."""
    return (
        {"bar": 5},
        {"rank": 1},
        {"rank": 2},
        {"label": _label_cells(sample, named=True), "named": True},
        {"history": 6},
        {"host": _host_cells(sample, long=True), "long": True},
        {"bar": 10},
    )


def _label_cells(sample: Sample, named: bool) -> int:
    return max([len("cpu"), *(len(gpu_label(gpu, named)) for gpu in sample.gpus)])


def _host_cells(sample: Sample, long: bool) -> int:
    full = replace(sample.host, load=_LONGEST_LOADS, mem_used=sample.host.mem_total, swap_used=sample.host.swap_total)
    return max(map(len, (*host_texts(sample.host, long), *host_texts(full, long))))
