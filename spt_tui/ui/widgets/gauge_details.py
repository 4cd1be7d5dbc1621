"""The columns of a GPU's details, as a table: what stands there, how wide it may become, when it is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style

from spt_tui.hardware.gpu_remarks import heat_level, is_full
from spt_tui.hardware.sample import Gpu
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.plots.fitting import cut
from spt_tui.ui.widgets.gauge import LEVEL_STYLE
from spt_tui.units import ABSENT, bytes_text, percent_text

_GIB = 1 << 30
_NOT_THE_MODEL = re.compile(r"NVIDIA|Tesla|GeForce|Quadro|Generation|\d+GB|HBM\w*|PCIe|SXM\w*")
_MODEL_CELLS, _OWNER_CELLS = 12, 14


@dataclass(frozen=True, slots=True)
class Detail:
    """A column of the GPUs' details."""

    head: str
    text: Callable[[Gpu], str]
    most: Callable[[Gpu], str]
    """The longest that `text` is likely to become, so that the columns stay where they are."""
    rank: int
    """0 is always shown, the highest is left out first."""
    style: Callable[[Gpu], Style] = lambda gpu: theme.TEXT
    is_told: Callable[[Gpu], bool] = lambda gpu: True
    """Whether there is anything to show: a column of which no GPU has anything is left out."""
    needs_head: bool = False
    """Its values do not say by themselves what they are."""

    def cells(self, gpus: Iterable[Gpu]) -> int:
        """Cells that the column needs."""
        return max(len(self.head), *(max(cell_len(self.text(gpu)), len(self.most(gpu))) for gpu in gpus))


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


def fullest_text(total: int | None) -> str:
    """The longest of the `memory_text`s that a memory can have."""
    return max(memory_text(total, total), memory_text(0, total), key=len)


def rates_text(inwards: float | None, outwards: float | None) -> str:
    """Bytes a second in and out, as `1.2G 900M`."""
    if inwards is None and outwards is None:
        return ABSENT
    return f"{bytes_text(inwards):>5} {bytes_text(outwards):>5}"


def owners_text(gpu: Gpu) -> str:
    """Who uses it, and with how many processes if that is not one."""
    counts: dict[str, int] = {}
    for user in (process.user for process in gpu.processes or () if process.user):
        counts[clean(user)] = counts.get(clean(user), 0) + 1
    named = " ".join(owner if count == 1 else f"{owner}x{count}" for owner, count in counts.items())
    return cut(named, _OWNER_CELLS) or ABSENT


def short_name(name: str) -> str:
    """`H100` of `NVIDIA H100 80GB HBM3`, `RTX 4090` of `NVIDIA GeForce RTX 4090`; at most twelve characters.

    Of a MIG device it is the profile: `3g.40gb` of `NVIDIA H100 80GB HBM3 MIG 3g.40gb`.
    """
    _, is_part, profile = name.partition(" MIG ")
    words = [] if is_part else [word for word in name.replace("-", " ").split() if not _NOT_THE_MODEL.fullmatch(word)]
    short = profile if is_part else " ".join(words)
    return cut(short, _MODEL_CELLS)


def _clock_text(gpu: Gpu) -> str:
    return pair_text(gpu.sm_clock, gpu.sm_clock_max, "MHz") if gpu.sm_clock is not None else ABSENT


def _memory_style(gpu: Gpu) -> Style:
    return theme.INFO if is_full(gpu.mem_used, gpu.mem_total) else theme.TEXT


def _heat_style(gpu: Gpu) -> Style:
    level = heat_level(gpu)
    return LEVEL_STYLE[level] if level else theme.TEXT


DETAILS = (
    Detail(
        head="memory",
        text=lambda gpu: memory_text(gpu.mem_used, gpu.mem_total),
        most=lambda gpu: fullest_text(gpu.mem_total),
        style=_memory_style,
        rank=0,
    ),
    Detail(
        head="power",
        text=lambda gpu: pair_text(gpu.power, gpu.power_limit, "W"),
        most=lambda gpu: pair_text(gpu.power_limit, gpu.power_limit, "W"),
        rank=2,
    ),
    Detail(
        head="mean",
        text=lambda gpu: pair_text(gpu.mean_power, None, "W").replace("/-", ""),
        most=lambda gpu: "999W",
        is_told=lambda gpu: gpu.mean_power is not None,
        needs_head=True,
        rank=8,
    ),
    Detail(
        head="temp",
        text=lambda gpu: ABSENT if gpu.temp is None else f"{gpu.temp}C",
        most=lambda gpu: "99C",
        style=_heat_style,
        rank=1,
    ),
    Detail(
        head="fan",
        text=lambda gpu: percent_text(gpu.fan),
        most=lambda gpu: "100%",
        is_told=lambda gpu: gpu.fan is not None,
        needs_head=True,
        rank=5,
    ),
    Detail(
        head="clock",
        text=_clock_text,
        most=lambda gpu: pair_text(gpu.sm_clock_max, gpu.sm_clock_max, "MHz"),
        is_told=lambda gpu: gpu.sm_clock is not None,
        rank=4,
    ),
    Detail(
        head="traffic",
        text=lambda gpu: percent_text(gpu.mem_util),
        most=lambda gpu: "100%",
        is_told=lambda gpu: gpu.mem_util is not None,
        needs_head=True,
        rank=3,
    ),
    Detail(
        head="pcie in/out",
        text=lambda gpu: rates_text(gpu.pcie_rx, gpu.pcie_tx),
        most=lambda gpu: "99.9G 99.9G",
        is_told=lambda gpu: gpu.pcie_rx is not None or gpu.pcie_tx is not None,
        needs_head=True,
        rank=7,
    ),
    Detail(
        head="nvlink in/out",
        text=lambda gpu: rates_text(gpu.nvlink_rx, gpu.nvlink_tx),
        most=lambda gpu: "99.9G 99.9G",
        is_told=lambda gpu: gpu.nvlink_rx is not None or gpu.nvlink_tx is not None,
        needs_head=True,
        rank=9,
    ),
    Detail(
        head="users",
        text=owners_text,
        most=lambda gpu: "",
        is_told=lambda gpu: any(process.user for process in gpu.processes or ()),
        rank=6,
    ),
)
"""In the order in which they stand beside each other."""


def told_details(gpus: Iterable[Gpu], headed: bool) -> tuple[tuple[Detail, int], ...]:
    """The columns of which there is something to show, and the cells that each needs; none without GPUs.

    Where they are not `headed`, only those that need no name.
    """
    every = [part for gpu in gpus for part in (gpu, *gpu.instances)]
    shown = [detail for detail in DETAILS if headed or not detail.needs_head]
    return tuple((detail, detail.cells(every)) for detail in shown if any(map(detail.is_told, every)))
