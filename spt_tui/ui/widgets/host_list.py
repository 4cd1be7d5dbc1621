"""The recorded hosts of a run, one line each: who they are, how their GPUs do, what is out of the ordinary. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from rich.cells import cell_len
from rich.style import Style

from spt_tui.hardware.history import share
from spt_tui.hardware.recorded_host import RecordedHost
from spt_tui.hardware.sample import Gpu
from spt_tui.hardware.thresholds import DEFAULT
from spt_tui.hardware.verdict import Kind
from spt_tui.ui import theme
from spt_tui.ui.widgets import gauge
from spt_tui.ui.widgets.gauge_details import memory_text
from spt_tui.ui.widgets.gauge_line import Line
from spt_tui.ui.widgets.log_source import short_ranks
from spt_tui.ui.widgets.machine import Machine
from spt_tui.ui.widgets.table_layout import fit
from spt_tui.ui.widgets.verdict_style import verdict_style
from spt_tui.units import ABSENT, age_text, percent_text

_SIGN = "▶ "
_SEVERITY = {kind: place for place, kind in enumerate(Kind)}
_SILENT, _UNREAD = -1, -2
"""More urgent than any verdict."""
_WIDEST_BAR = 24
_SHORTEST_NAME = 6
_SAME_TIME = 60.0
"""Seconds by which the newest samples of two hosts that are compared differ at the most."""


@dataclass(frozen=True, slots=True)
class HostRow:
    """A host and what is made of its samples."""

    host: RecordedHost
    machine: Machine | None
    """`None` before the first sample."""
    now: float
    """When it was looked at, seconds since the epoch by this node's clock."""
    lags: bool = False
    """Its GPUs idle while those of the run's other hosts work."""

    @property
    def gpus(self) -> Sequence[Gpu]:
        """Those of its newest sample."""
        return self.machine.sample.gpus if self.machine else ()

    @property
    def past(self) -> str:
        """When it was as it is known, in words; empty if that is now."""
        return "at its end" if self.host.ended else "when last heard" if self.host.is_silent(self.now) else ""

    @property
    def seen(self) -> Machine | None:
        """The machine to be shown."""
        return replace(self.machine, past=self.past) if self.machine else None

    @property
    def util(self) -> float | None:
        """Mean of its GPUs over the last half minute; of a host without any `None`."""
        return self.machine.util if self.machine else None

    @property
    def kind(self) -> Kind:
        """How it does, among the others."""
        kind = self.machine.verdict.kind if self.machine else Kind.UNKNOWN
        return Kind.STRAGGLER if self.lags and _SEVERITY[kind] > _SEVERITY[Kind.STRAGGLER] else kind

    @property
    def severity(self) -> int:
        """Place in the order from the most urgent on."""
        if self.host.problem or self.machine is None:
            return _UNREAD
        return _SILENT if self.host.is_silent(self.now) else _SEVERITY[self.kind]


@dataclass(frozen=True, slots=True)
class HostColumn:
    """A column of the hosts."""

    head: str
    text: Callable[[HostRow], str]
    rank: int
    """0 is always shown, the highest is left out first."""
    right: bool = False
    style: Callable[[HostRow], Style] = lambda row: theme.TEXT


def _ranks_text(row: HostRow) -> str:
    return short_ranks(row.host.ranks, 9) if row.host.ranks else ABSENT


def _fullest_text(row: HostRow) -> str:
    gpus = [gpu for gpu in row.gpus if gpu.mem_used is not None]
    if not gpus:
        return ABSENT
    fullest = max(gpus, key=lambda gpu: share(gpu.mem_used, gpu.mem_total) or 0.0)
    return memory_text(fullest.mem_used, fullest.mem_total)


def _power_text(row: HostRow) -> str:
    known = [gpu.power for gpu in row.gpus if gpu.power is not None]
    watts = sum(known)
    return ABSENT if not known else f"{watts / 1000:.1f}kW" if watts >= 1000 else f"{watts:.0f}W"


def _hottest_text(row: HostRow) -> str:
    known = [gpu.temp for gpu in row.gpus if gpu.temp is not None]
    return f"{max(known)}C" if known else ABSENT


def _cpu_text(row: HostRow) -> str:
    return percent_text(row.machine.sample.host.cpu if row.machine else None)


def _age_text(row: HostRow) -> str:
    age = row.host.age(row.now)
    if age is None:
        return ABSENT
    return age_text(age) if row.host.ended or row.host.is_silent(row.now) else "live"


def _word(row: HostRow) -> str:
    if row.host.problem:
        return row.host.problem
    if row.machine is None:
        return "no sample yet"
    if row.host.is_silent(row.now):
        return f"silent {age_text(row.host.age(row.now))}"
    return row.kind.value if row.gpus else "no GPUs"


def _word_style(row: HostRow) -> Style:
    if row.machine is None or row.severity < 0:
        return theme.WARN
    return theme.DIM if row.host.ended else verdict_style(row.kind)


COLUMNS = (
    HostColumn("host", lambda row: row.host.name, rank=0),
    HostColumn("ranks", _ranks_text, rank=2),
    HostColumn("gpus", lambda row: str(len(row.gpus)), rank=3, right=True),
    HostColumn("util", lambda row: percent_text(row.util), rank=0, right=True),
    HostColumn("fullest", _fullest_text, rank=4, right=True),
    HostColumn("power", _power_text, rank=5, right=True),
    HostColumn("hottest", _hottest_text, rank=7, right=True),
    HostColumn("cpu", _cpu_text, rank=6, right=True),
    HostColumn("age", _age_text, rank=1, right=True),
    HostColumn("looks", _word, rank=0, style=_word_style),
)
"""In their order; the bar stands before the percentage."""
_BEFORE = COLUMNS[3]


@dataclass(frozen=True, slots=True)
class HostLayout:
    """The columns that are shown, and their cells."""

    columns: tuple[tuple[HostColumn, int], ...]
    bar: int
    """Cells of the bar; 0 is none."""


def layout(rows: Sequence[HostRow], width: int) -> HostLayout:
    """The columns for lines of `width` cells: what does not fit is left out, and then the names are cut.

    Of long names a third of the width is kept before anything else is left out for them.
    """
    sizes = [(column, max(len(column.head), *(cell_len(column.text(row)) for row in rows))) for column in COLUMNS]
    room = width - len(_SIGN)
    name, whole = COLUMNS[0], sizes[0][1]
    sizes[0] = (name, min(whole, max(_SHORTEST_NAME, room // 3)))
    while _cells(sizes) > room and (most := max(column.rank for column, _ in sizes)):
        sizes = [(column, size) for column, size in sizes if column.rank < most]
    fitting = sizes[0][1] + room - _cells(sizes)
    sizes[0] = (name, min(whole, max(_SHORTEST_NAME, fitting)))
    spare = room - _cells(sizes) - 1
    return HostLayout(tuple(sizes), min(spare, _WIDEST_BAR) if spare >= 5 else 0)


def head_line(shown: HostLayout, width: int) -> Line:
    """The columns' names."""
    text = " " * len(_SIGN)
    for column, size in shown.columns:
        text += " " * (shown.bar + 1) if shown.bar and column is _BEFORE else ""
        text += fit(column.head, size, column.right) + " "
    return ((fit(text.rstrip(), width), theme.HEAD),)


def host_line(row: HostRow, shown: HostLayout, cursor: Style | None) -> Line:
    """One host; `cursor` is the style of the name of the one that is chosen."""
    parts: list[tuple[str, Style]] = [(_SIGN if cursor else " " * len(_SIGN), theme.BOLD)]
    for column, size in shown.columns:
        if shown.bar and column is _BEFORE:
            filled, empty = gauge.bar(row.util, shown.bar)
            parts += [(filled, theme.DIM if row.past else theme.GOOD), (empty, theme.RULE), (" ", theme.TEXT)]
        style = cursor if cursor and column is COLUMNS[0] else column.style(row)
        parts += [(fit(column.text(row), size, column.right), style), (" ", theme.TEXT)]
    return tuple(parts[:-1])


def compared(rows: Sequence[HostRow]) -> list[HostRow]:
    """The same, those marked that idle while the others work."""
    told = [(row.host.name, row.machine.sample.time, row.util) for row in rows if row.machine]
    return [replace(row, lags=True) if _lags(row, told) else row for row in rows]


def _lags(row: HostRow, told: Iterable[tuple[str, float, float | None]]) -> bool:
    """By the others that were seen at the same time: a run that began anew may have left hosts behind."""
    if row.machine is None or row.util is None or row.util >= DEFAULT.straggler_util:
        return False
    name, at = row.host.name, row.machine.sample.time
    near = (util for other, time, util in told if other != name and abs(time - at) <= _SAME_TIME)
    others = [util for util in near if util is not None]
    return bool(others) and median(others) > DEFAULT.fellows_util


def worst_first(rows: Iterable[HostRow]) -> list[HostRow]:
    """The most urgent first, those alike in their order."""
    return sorted(rows, key=lambda row: row.severity)


def _cells(sizes: Sequence[tuple[HostColumn, int]]) -> int:
    return sum(size + 1 for _, size in sizes) - 1
