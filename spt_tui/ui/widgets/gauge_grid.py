"""How wide each part of the gauges is, so that all lines of one machine share a grid.

    label  bar  percent  details  word  histories

The details of a GPU are columns of their own; those of the host are one text. What does not fit is left out, the
least important first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from spt_tui.hardware.remark import Level, Remark
from spt_tui.hardware.sample import Gpu, Host, Sample
from spt_tui.ui.widgets.gauge_details import Detail, memory_text, short_name, told_details
from spt_tui.ui.widgets.machine import Machine, host_remarks
from spt_tui.units import bytes_text, number_text

PERCENT = 4
GAP = 1
_WIDEST_BAR = 40
_SHORTEST_HISTORY = 6
_LONGEST_LOADS = (99.9, 99.9, 99.9)
_MOST_REMARKS = 24
HISTORIES = ("util", "memory", "power")
"""What is drawn of a GPU's past, as far as there is room; of a host it is the first alone."""


def host_texts(host: Host, long: bool) -> dict[str, str]:
    """What stands beside the host's bars, by their labels; `job` and `disk` only where they are known."""
    loads = [f"{load:.0f}" if load >= 100 else f"{load:.1f}" for load in host.load or ()]
    swap = f" swap {memory_text(host.swap_used, host.swap_total)}" if host.swap_total and long else ""
    texts = {
        "cpu": " ".join(["load", *(loads if long else loads[:1])]) if loads else "load -",
        "mem": memory_text(host.mem_used, host.mem_total) + swap,
    }
    if host.job is not None:
        texts["job"] = _job_text(host, long)
    if host.disk is not None:
        total = f" of {bytes_text(host.disk.total)}" if long and host.disk.total else ""
        texts["disk"] = f"{bytes_text(host.disk.free)}{total} free"
    return texts


def _job_text(host: Host, long: bool) -> str:
    """`31 of 32 cpus, 200/256G`: what the job keeps busy of what it may use. In short the memory alone."""
    job = host.job
    assert job is not None
    limit = job.mem_limit
    memory = memory_text(job.mem_used, limit)
    if job.cpus is None or not long:
        return memory
    busy = "" if job.cpu is None else f"{job.cpu * job.cpus / 100:.0f} of "
    return f"{busy}{number_text(job.cpus)} cpus, {memory}"


def gpu_label(gpu: Gpu, named: bool) -> str:
    """`0`, or `0 H100`."""
    return f"{gpu.index} {short_name(gpu.name)}".rstrip() if named else str(gpu.index)


def part_label(part: Gpu, named: bool) -> str:
    """Of a MIG device: `└1`, or `└1 3g.40gb`."""
    return f"└{gpu_label(part, named)}"


def remarks_text(remarks: Iterable[Remark], notes: bool) -> str:
    """The most important of the remarks, if it is more than a note; with `notes` all that fit into a few words."""
    if not notes:
        return next((remark.text for remark in remarks if remark.level is not Level.NOTE), "")
    text = ""
    for remark in remarks:
        longer = f"{text}, {remark.text}" if text else remark.text
        text = longer if not text or len(longer) <= _MOST_REMARKS else text
    return text


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of each part; 0 is a part that is left out."""

    label: int
    sizes: tuple[tuple[Detail, int], ...]
    """Every detail that is told and the cells it needs; empty without GPUs."""
    host: int
    """Cells of the longest of the host's texts."""
    word: int
    headed: bool = True
    """There is a line above with the names of the columns."""
    rank: int = 0
    """Details of a higher rank are left out."""
    named: bool = False
    """GPUs have their names."""
    long: bool = False
    """The host's texts are the long ones."""
    notes: bool = False
    """All remarks are shown, not only the most important warning."""
    bar: int = 0
    histories: int = 0
    """How many of `HISTORIES` are drawn,"""
    history: int = 0
    """and the cells of each."""

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
        parts = (self.label, self.bar, PERCENT, self.details, self.word, *(self.history,) * self.histories)
        return sum(part + GAP for part in parts if part) - GAP


def fit(machine: Machine, width: int, headed: bool = True) -> Grid:
    """The grid for lines of `width` cells: each wish is granted if what was granted before leaves room for it.

    Without a line of names, there is nothing that needs one: of the past, which stands beside its gauge, one column.
    """
    grid = _smallest(machine, headed)
    for wish in _wishes(machine):
        if wish.get("histories", 0) > 1 and not headed:
            continue
        wider = replace(grid, **wish)
        grid = wider if wider.cells <= width else grid
    spare = max(0, width - grid.cells - (0 if grid.bar else GAP))
    if not grid.histories:
        return replace(grid, bar=grid.bar + spare)
    bar = min(spare * 2 // 5, _WIDEST_BAR - grid.bar)
    more, rest = divmod(spare - bar, grid.histories)
    return replace(grid, bar=grid.bar + bar + rest, history=grid.history + more)


def _smallest(machine: Machine, headed: bool) -> Grid:
    return Grid(
        label=_label_cells(machine.sample, named=False),
        sizes=told_details(machine.sample.gpus, headed),
        host=_host_cells(machine.sample.host, long=False),
        word=_word_cells(machine, notes=False),
        headed=headed,
    )


def _wishes(machine: Machine) -> Iterator[dict[str, Any]]:
    """The most important first."""
    host = machine.sample.host
    yield {"bar": 5}
    yield {"rank": 1}
    yield {"rank": 2}
    yield {"label": _label_cells(machine.sample, named=True), "named": True}
    yield {"histories": 1, "history": _SHORTEST_HISTORY}
    yield {"notes": True, "word": _word_cells(machine, notes=True)}
    yield {"host": _host_cells(host, long=True), "long": True}
    yield {"bar": 10}
    yield {"rank": 3}
    yield {"rank": 4}
    yield {"histories": 1, "history": 2 * _SHORTEST_HISTORY}
    yield {"histories": 3, "history": _SHORTEST_HISTORY}
    yield {"histories": 3, "history": 2 * _SHORTEST_HISTORY}
    yield from ({"rank": rank} for rank in range(5, 10))


def _word_cells(machine: Machine, notes: bool) -> int:
    sample = machine.sample
    said = [*host_remarks(sample.host).values(), *map(machine.about, _every(sample.gpus))]
    return max(len(remarks_text(remarks, notes)) for remarks in said)


def _every(gpus: Iterable[Gpu]) -> list[Gpu]:
    """The GPUs, and the MIG devices into which they are split."""
    return [part for gpu in gpus for part in (gpu, *gpu.instances)]


def _label_cells(sample: Sample, named: bool) -> int:
    gpus = [gpu_label(gpu, named) for gpu in sample.gpus]
    parts = [part_label(part, named) for gpu in sample.gpus for part in gpu.instances]
    return max(map(len, ["cpu", *host_texts(sample.host, long=False), *gpus, *parts]))


def _host_cells(host: Host, long: bool) -> int:
    """As if the loads were high and the memory full: the columns stay where they are."""
    full = replace(host, load=_LONGEST_LOADS, mem_used=host.mem_total, swap_used=host.swap_total)
    if full.job is not None:
        full = replace(full, job=replace(full.job, cpu=100.0, mem_used=full.job.mem_limit))
    texts = [*host_texts(host, long).values(), *host_texts(full, long).values()]
    return max(map(len, texts))
