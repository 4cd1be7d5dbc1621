"""Who uses the GPUs, one line for each process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len

from spt_tui.hardware.sample import Gpu, GpuProcess, Sample
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.plots.fitting import cut
from spt_tui.ui.widgets.gauge_line import Line
from spt_tui.ui.widgets.table_layout import fit
from spt_tui.units import ABSENT, bytes_text

_HEADS = ("gpu", "pid", "memory", "user")
_USER_CELLS = 12


def process_lines(sample: Sample, width: int) -> list[Line]:
    """A head and a line for each process, its command in what is left of `width`; nothing without processes."""
    table = [(_cells(label, process), process) for label, process in _every(sample.gpus)]
    if not table:
        return []
    sizes = [max(map(cell_len, column)) for column in zip(_HEADS, *(cells for cells, _ in table), strict=True)]
    room = width - sum(size + 1 for size in sizes)
    head = _joined(_HEADS, sizes) + fit("command", room)
    return [((head, theme.HEAD),), *(_line(cells, sizes, process, room) for cells, process in table)]


def _every(gpus: Iterable[Gpu]) -> Iterator[tuple[str, GpuProcess]]:
    """Each process and the number of its GPU; of a MIG device the board's and its own."""
    for gpu in gpus:
        yield from ((str(gpu.index), process) for process in gpu.processes or ())
        for part in gpu.instances:
            yield from ((f"{gpu.index}:{part.index}", process) for process in part.processes or ())


def _cells(label: str, process: GpuProcess) -> tuple[str, ...]:
    user = cut(clean(process.user), _USER_CELLS) if process.user else ABSENT
    return label, str(process.pid), bytes_text(process.mem_used), user


def _line(cells: tuple[str, ...], sizes: list[int], process: GpuProcess, room: int) -> Line:
    return (_joined(cells, sizes), theme.TEXT), (fit(clean(process.command or ABSENT), room), theme.DIM)


def _joined(cells: Iterable[str], sizes: Iterable[int]) -> str:
    aligned = zip(cells, sizes, (True, True, True, False), strict=True)
    return "".join(fit(text, size, right) + " " for text, size, right in aligned)
