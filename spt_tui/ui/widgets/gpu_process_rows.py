"""Who uses the GPUs, one line for each process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.cells import cell_len

from spt_tui.hardware.sample import Gpu, GpuProcess
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.plots.fitting import cut
from spt_tui.ui.widgets.gauge_line import Line
from spt_tui.ui.widgets.machine import Machine
from spt_tui.ui.widgets.table_layout import fit
from spt_tui.units import ABSENT, bytes_text

_HEADS = ("gpu", "pid", "memory", "user", "run")
_RIGHT = (True, True, True, False, False)
_USER_CELLS = 12
_RUN_SHARE = 3
"""The name of a run gets a third of the width at the most."""


def process_lines(machine: Machine, width: int) -> list[Line]:
    """A head and a line for each process, its command in what is left of `width`; nothing without processes.

    The run has a column where that of any process is known.
    """
    names = {pid: cut(name, width // _RUN_SHARE) for pid, name in machine.runs.items()}
    rows = [(_cells(label, process, names), process) for label, process in _every(machine.sample.gpus)]
    if not rows:
        return []
    shown = len(_HEADS) if machine.runs else len(_HEADS) - 1
    columns = list(zip(_HEADS, *(cells for cells, _ in rows), strict=True))[:shown]
    sizes = [max(map(cell_len, column)) for column in columns]
    room = max(0, width - sum(size + 1 for size in sizes))
    head = _joined(_HEADS, sizes) + fit("command", room)
    return [((head, theme.HEAD),), *(_line(cells, sizes, process, room) for cells, process in rows)]


def _every(gpus: Iterable[Gpu]) -> Iterator[tuple[str, GpuProcess]]:
    """Each process and the number of its GPU; of a MIG device the board's and its own."""
    for gpu in gpus:
        yield from ((str(gpu.index), process) for process in gpu.processes or ())
        for part in gpu.instances:
            yield from ((f"{gpu.index}:{part.index}", process) for process in part.processes or ())


def _cells(label: str, process: GpuProcess, runs: Mapping[int, str]) -> tuple[str, ...]:
    user = cut(clean(process.user), _USER_CELLS) if process.user else ABSENT
    return label, str(process.pid), bytes_text(process.mem_used), user, runs.get(process.pid, ABSENT)


def _line(cells: Sequence[str], sizes: Sequence[int], process: GpuProcess, room: int) -> Line:
    return (_joined(cells, sizes), theme.TEXT), (fit(clean(process.command or ABSENT), room), theme.DIM)


def _joined(cells: Iterable[str], sizes: Iterable[int]) -> str:
    return "".join(fit(text, size, right) + " " for text, size, right in zip(cells, sizes, _RIGHT, strict=False))
