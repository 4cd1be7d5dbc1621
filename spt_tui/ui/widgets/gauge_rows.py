"""A sample of a machine as lines of one width: the host, then one line per GPU."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

from rich.style import Style

from spt_tui.hardware.sample import Gpu, GpuState, Host, Sample
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.widgets import gauge
from spt_tui.ui.widgets.gauge_grid import GAP, PERCENT, Grid, gpu_label, host_texts
from spt_tui.units import percent_text

Line = tuple["tuple[str, Style]", ...]
"""One row as (text, style) pairs."""
Histories = Mapping[str, gauge.History]

_SPACE = (" " * GAP, theme.TEXT)
_MOST_CORE_LINES = 2
_FAILING = (GpuState.LATE, GpuState.LOST, GpuState.NEEDS_RESET, GpuState.NO_PERMISSION)


def history_key(gpu: Gpu) -> str:
    """What a GPU's history is kept under."""
    return gpu.uuid or f"index {gpu.index}"


def percentages(sample: Sample) -> dict[str, float | None]:
    """Each gauge's percentage, under the key of its history. A value that is late is no news."""
    host = sample.host
    gpus = {history_key(gpu): None if gpu.state in _FAILING else gpu.util for gpu in sample.gpus}
    return {"cpu": host.cpu, "mem": gauge.share(host.mem_used, host.mem_total), **gpus}


def rows(sample: Sample, grid: Grid, histories: Histories, width: int, height: int) -> list[Line]:
    """`sample` in lines of `width` cells; what only pleases the eye is left out when they are more than `height`."""
    cpu, mem = _host_lines(sample, grid, histories)
    cores = _core_lines(sample.host, grid, width)
    gpus = [_gpu_line(gpu, grid, histories, sample.time) for gpu in sample.gpus]
    gpus = gpus or _no_gpu_lines(sample.gpu_problem, grid, width)
    head = [_head_line(grid, width)] if sample.gpus else []
    choices: tuple[list[Line], ...] = (
        [cpu, *cores, mem, (), *head, *gpus],
        [cpu, *cores, mem, *head, *gpus],
        [cpu, *cores, mem, *gpus],
    )
    return next((lines for lines in choices if len(lines) <= height), [cpu, mem, *gpus])


def _host_lines(sample: Sample, grid: Grid, histories: Histories) -> tuple[Line, Line]:
    host = sample.host
    load, memory = host_texts(host, grid.long)
    memory_word = gauge.full_word(host.mem_used, host.mem_total)
    percents = percentages(sample)

    def line(key: str, text: str, word: tuple[str, Style]) -> Line:
        details = ((text.ljust(grid.details), word[1]),)
        history = histories[key].text(grid.history, sample.time) if key in histories else ""
        return _line(grid, (key, theme.DIM), percents[key], details, word, history, theme.CURVE)

    return line("cpu", load, gauge.load_word(host)), line("mem", memory, memory_word)


def _gpu_line(gpu: Gpu, grid: Grid, histories: Histories, now: float) -> Line:
    failing = gpu.state in _FAILING
    plain = theme.DIM if failing else theme.TEXT
    details: list[tuple[str, Style]] = []
    for detail, size in grid.columns:
        details += [_SPACE, (detail.text(gpu).rjust(size), plain if failing else detail.style(gpu))]
    used = sum(size + GAP for _, size in grid.columns) - GAP
    details = [*details[1:], (" " * (grid.details - used), theme.TEXT)]
    history = histories[history_key(gpu)].text(grid.history, now) if history_key(gpu) in histories else ""
    style = theme.DIM if failing else theme.GOOD
    return _line(
        grid, (gpu_label(gpu, grid.named), plain), gpu.util, details, gauge.gpu_word(gpu), history, style, plain
    )


def _line(
    grid: Grid,
    label: tuple[str, Style],
    percent: float | None,
    details: Iterable[tuple[str, Style]],
    word: tuple[str, Style],
    history: str,
    style: Style,
    plain: Style = theme.TEXT,
) -> Line:
    """One gauge; `details` fill their cells, `style` is that of the bar and the history, `plain` the percentage's."""
    filled, empty = gauge.bar(percent, grid.bar)
    parts = [(label[0].ljust(grid.label), label[1]), _SPACE]
    parts += [(filled, style), (empty, theme.RULE), _SPACE] if grid.bar else []
    parts += [(percent_text(percent).rjust(PERCENT), plain), _SPACE, *details]
    parts += [_SPACE, (word[0].ljust(grid.word), word[1])] if grid.word else []
    parts += [_SPACE, (history, style)] if grid.history else []
    return tuple(parts)


def _head_line(grid: Grid, width: int) -> Line:
    """Names of the GPUs' columns, each as its values are aligned."""
    text = "gpu".ljust(grid.label + GAP)
    text += "util".rjust((grid.bar + GAP if grid.bar else 0) + PERCENT)
    text += "".join(" " * GAP + detail.head.rjust(size) for detail, size in grid.columns)
    return ((text.ljust(width), theme.HEAD),)


def _core_lines(host: Host, grid: Grid, width: int) -> list[Line]:
    """One character per core, below the processors' bar; of very many cores, one character for several."""
    room = width - grid.label - GAP
    if len(host.cores) < 2 or room < 1:
        return []
    text = gauge.cores_text(host.cores, room * _MOST_CORE_LINES)
    return [((" " * (grid.label + GAP), theme.TEXT), (part, theme.CURVE)) for part in textwrap.wrap(text, room)]


def _no_gpu_lines(problem: str | None, grid: Grid, width: int) -> list[Line]:
    """Why there are no GPUs, on as many lines as it needs."""
    text = clean(problem) if problem else "asking the driver ..."
    parts = textwrap.wrap(text, max(1, width - grid.label - GAP))
    labels = ("gpu".ljust(grid.label + GAP), *[" " * (grid.label + GAP)] * len(parts))
    return [((label, theme.DIM), (part, theme.DIM)) for label, part in zip(labels, parts, strict=False)]
