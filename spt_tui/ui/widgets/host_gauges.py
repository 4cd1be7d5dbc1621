"""The lines of a machine without its GPUs: processors, memory, the job's part, disk and network."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from rich.style import Style

from spt_tui.hardware.history import share
from spt_tui.hardware.sample import DriverState, Host, Sample
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.widgets import gauge
from spt_tui.ui.widgets.gauge_grid import GAP, Grid, host_texts, remarks_text
from spt_tui.ui.widgets.gauge_line import Gauge, Line, gauge_line, indented
from spt_tui.ui.widgets.machine import Machine, host_remarks
from spt_tui.units import bytes_text

_MOST_CORE_LINES = 2
_TROUBLE = frozenset(DriverState) - {
    DriverState.READY,
    DriverState.CONNECTING,
    DriverState.NO_LIBRARY,
    DriverState.NO_PACKAGE,
    DriverState.NO_GPUS,
}
"""Where a GPU could be expected, and cannot be asked."""


def host_lines(machine: Machine, grid: Grid) -> dict[str, Line]:
    """Each gauge by its label: `cpu` and `mem`, and `job` and `disk` where they are known."""
    host = machine.sample.host
    texts = host_texts(host, grid.long)
    return {label: _host_line(label, text, machine, grid) for label, text in texts.items()}


def _host_line(label: str, text: str, machine: Machine, grid: Grid) -> Line:
    remarks = host_remarks(machine.sample.host)[label]
    word = remarks_text(remarks, grid.notes)
    style = gauge.remark_style(remarks)
    past = machine.history.percents(label, grid.history, machine.sample.time)
    shown = Gauge(
        label=(label, theme.DIM),
        percent=_percents(machine.sample.host)[label],
        details=((text.ljust(grid.details), style),),
        word=(word, style),
        histories=(gauge.history_text(past),),
    )
    return gauge_line(shown, grid)


def _percents(host: Host) -> dict[str, float | None]:
    """By label."""
    job, disk = host.job, host.disk
    return {
        "cpu": host.cpu,
        "mem": share(host.mem_used, host.mem_total),
        "job": job.cpu if job else None,
        "disk": share(disk.used, disk.total) if disk else None,
    }


def core_lines(host: Host, grid: Grid, width: int) -> list[Line]:
    """One character per core, below the processors' bar; of very many cores, one character for several."""
    room = width - grid.label - GAP
    if len(host.cores) < 2 or room < 1:
        return []
    text = gauge.cores_text(host.cores, room * _MOST_CORE_LINES)
    return [indented(grid, (part, theme.CURVE)) for part in textwrap.wrap(text, room)]


def net_line(host: Host, grid: Grid) -> list[Line]:
    """What comes and goes over the network; nothing where that is not known."""
    rates = ((host.net_rx, "in"), (host.net_tx, "out"))
    known = [f"{bytes_text(rate):>5}/s {way}" for rate, way in rates if rate is not None]
    return [_labelled("net", [("  ".join(known), theme.TEXT)], grid)] if known else []


def _labelled(label: str, parts: Iterable[tuple[str, Style]], grid: Grid) -> Line:
    return ((label.ljust(grid.label + GAP), theme.DIM), *parts)


def problem_lines(sample: Sample, grid: Grid, width: int) -> list[Line]:
    """Why there are no GPUs, on as many lines as it needs; a node that just has none is not in trouble."""
    text = clean(sample.gpu_problem) if sample.gpu_problem else "asking the driver ..."
    style = theme.WARN if sample.driver in _TROUBLE else theme.DIM
    parts = textwrap.wrap(text, max(1, width - grid.label - GAP)) or [""]
    return [_labelled("gpu" if not at else "", [(part, style)], grid) for at, part in enumerate(parts)]
