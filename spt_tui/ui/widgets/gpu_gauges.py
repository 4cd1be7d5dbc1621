"""The lines of a machine's GPUs: a head, one line for each, their MIG devices below them, their processes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.style import Style

from spt_tui.hardware.history import CELL_SECONDS, gpu_key
from spt_tui.hardware.sample import Gpu, GpuState
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.widgets import gauge
from spt_tui.ui.widgets.gauge_grid import GAP, HISTORIES, PERCENT, Grid, gpu_label, part_label, remarks_text
from spt_tui.ui.widgets.gauge_line import SPACE, Gauge, Line, gauge_line
from spt_tui.ui.widgets.machine import Machine
from spt_tui.ui.widgets.table_layout import fit
from spt_tui.units import duration_text

_PAST_OF = {"util": "", "memory": " memory", "power": " power"}
"""What is added to a GPU's key for each of its histories."""
_TICK = "▾"
_SHORTEST_MARK = 4
"""Cells in which a name is begun."""


def gpu_lines(machine: Machine, grid: Grid) -> list[Line]:
    """One for each GPU, and one for each of its MIG devices."""
    lines = []
    for gpu in machine.sample.gpus:
        lines.append(_gpu_line(gpu, (gpu_label(gpu, grid.named), _plain(gpu)), machine, grid))
        lines += [_gpu_line(part, (part_label(part, grid.named), theme.DIM), machine, grid) for part in gpu.instances]
    return lines


def head_line(grid: Grid, width: int) -> Line:
    """Names of the columns, each as its values are aligned; of the histories how long they are."""
    text = "gpu".ljust(grid.label + GAP)
    text += "util".rjust((grid.bar + GAP if grid.bar else 0) + PERCENT)
    columns = "".join(" " * GAP + detail.head.rjust(size) for detail, size in grid.columns)
    text += columns.ljust(grid.details + GAP) + " " * (grid.word + GAP if grid.word else 0)
    span = duration_text(grid.history * CELL_SECONDS)
    for name in HISTORIES[: grid.histories]:
        named = f"{name} {span}" if len(name) + len(span) < grid.history else name
        text += " " * GAP + fit(named, grid.history)
    return ((text.ljust(width), theme.HEAD),)


def mark_line(machine: Machine, grid: Grid) -> Line:
    """Where in the first history something was noted, and what, as far as there is room; empty if nothing was."""
    first = int(machine.sample.time // CELL_SECONDS) - grid.history + 1
    names: dict[int, list[str]] = {}
    for mark in machine.marks if grid.histories else ():
        place = int(mark.time // CELL_SECONDS) - first
        if 0 <= place < grid.history:
            names.setdefault(place, []).append(mark.name)
    if not names:
        return ()
    places = sorted(names)
    cells = [after - place for place, after in zip(places, [*places[1:], grid.history], strict=True)]
    before = grid.cells - grid.histories * (grid.history + GAP) + GAP + places[0]
    marked = "".join(_marked(names[place], room) for place, room in zip(places, cells, strict=True))
    return ((" " * before, theme.TEXT), (marked, theme.INFO))


def _marked(names: Sequence[str], room: int) -> str:
    """A tick and, in so many cells, the name of what was noted; of several in one cell the last, and their number."""
    text = f"{_TICK}{names[-1]}" if len(names) == 1 else f"{_TICK}{names[-1]} +{len(names) - 1}"
    return fit(text if room >= _SHORTEST_MARK else _TICK, room)


def refused_lines(gpus: Sequence[Gpu], width: int) -> list[Line]:
    """Which counters are missing, and why: `not supported: fan, ecc corrected`."""
    fields: dict[str, dict[str, None]] = {}
    for field, reason in (refusal for gpu in gpus for refusal in gpu.refused):
        fields.setdefault(clean(reason), {})[clean(field).replace("_", " ")] = None
    texts = [f"{reason}: {', '.join(named)}" for reason, named in fields.items()]
    return [((part, theme.DIM),) for text in texts for part in textwrap.wrap(text, max(1, width))]


def _gpu_line(gpu: Gpu, label: tuple[str, Style], machine: Machine, grid: Grid) -> Line:
    remarks, plain = machine.about(gpu), _plain(gpu)
    word = remarks_text(remarks, grid.notes)
    shown = Gauge(
        label=label,
        percent=gpu.util,
        details=_details(gpu, grid, plain),
        word=(word, gauge.remark_style(remarks)),
        histories=_histories(gpu, machine, grid),
        style=_bar_style(gpu, machine),
        plain=plain,
    )
    return gauge_line(shown, grid)


def _details(gpu: Gpu, grid: Grid, plain: Style) -> Line:
    details: list[tuple[str, Style]] = []
    for detail, size in grid.columns:
        style = plain if plain is theme.DIM else detail.style(gpu)
        details += [SPACE, (fit(detail.text(gpu), size, right=True), style)]
    used = sum(size + GAP for _, size in grid.columns) - GAP
    return (*details[1:], (" " * (grid.details - used), theme.TEXT))


def _histories(gpu: Gpu, machine: Machine, grid: Grid) -> Sequence[str]:
    now, key = machine.sample.time, gpu_key(gpu)
    wanted = [key + _PAST_OF[name] for name in HISTORIES[: grid.histories]]
    return [gauge.history_text(machine.history.percents(each, grid.history, now)) for each in wanted]


def _plain(gpu: Gpu) -> Style:
    return theme.TEXT if gpu.state is GpuState.READY else theme.DIM


def _bar_style(gpu: Gpu, machine: Machine) -> Style:
    """Dim if it does not answer, and yellow if it should do more than it does; the words say so too."""
    if gpu.state is not GpuState.READY:
        return theme.DIM
    return theme.WARN if gpu_key(gpu) in machine.straggling else theme.GOOD
