"""What the hardware pane shows, as lines: a machine, the hosts of a run, or why there is nothing to show. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.style import Style

from spt_tui.hardware.history import CELL_SECONDS
from spt_tui.hardware.recorded.recorded_run import NOTHING_RECORDED, RECORD_LINE
from spt_tui.ui import theme
from spt_tui.ui.plots.fitting import cut
from spt_tui.ui.widgets import host_list
from spt_tui.ui.widgets.gauge_grid import fit
from spt_tui.ui.widgets.gauge_line import Line
from spt_tui.ui.widgets.gauge_rows import rows
from spt_tui.ui.widgets.gpu_gauges import head_line
from spt_tui.ui.widgets.host_choice import HostChoice
from spt_tui.ui.widgets.host_list import HostRow
from spt_tui.ui.widgets.machine import Machine
from spt_tui.units import counted

READING: Line = (("reading ...", theme.DIM),)
_BLANK: Line = ()


@dataclass(frozen=True, slots=True)
class View:
    """Lines below the title."""

    lines: Sequence[Line]
    head: Line | None = None
    """A line that does not scroll."""
    history: int = 0
    """Seconds that the histories span; 0 where there are none."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a view has to fit into."""

    width: int
    height: int
    """Lines below the title."""
    zoomed: bool = False
    """What needs more lines is scrolled."""


def reading_view() -> View:
    """Before anything is known."""
    return View([READING])


def machine_view(machine: Machine, room: Room) -> View:
    """One machine."""
    grid = fit(machine, room.width)
    lines = rows(machine, grid, room.width, room.height, whole=room.zoomed)
    if machine.sample.gpus and head_line(grid, room.width) not in lines:
        grid = fit(machine, room.width, headed=False)
        lines = rows(machine, grid, room.width, room.height, whole=room.zoomed)
    return View(lines, history=grid.history * CELL_SECONDS if grid.histories else 0)


def node_view(machine: Machine, has_run: bool, room: Room) -> View:
    """This node. Beside a run of which nothing was recorded it says so at the end, if there is room for that."""
    view = machine_view(machine, room)
    hint = _wrapped([f"{NOTHING_RECORDED}; use {RECORD_LINE}"], room.width, theme.DIM) if has_run else []
    whole = [*view.lines, _BLANK, *hint]
    return replace(view, lines=whole) if hint and (room.zoomed or len(whole) <= room.height) else view


def hosts_view(hosts: Sequence[HostRow], chosen: HostRow, room: Room, cursor: Style) -> View:
    """All hosts, and below them the chosen one if there is room for it."""
    shown = host_list.layout(hosts, room.width)
    lines = [host_list.host_line(row, shown, cursor if row is chosen else None) for row in hosts]
    left = room.height - 1 - len(lines) - 1
    history = 0
    if (machine := chosen.seen) is not None and left > 0:
        below = machine_view(machine, Room(room.width, left))
        if len(below.lines) <= left:
            lines += [_rule(chosen, room.width), *below.lines]
            history = below.history
    return View(lines, host_list.head_line(shown, room.width), history)


def host_view(row: HostRow, room: Room) -> View:
    """One recorded host."""
    machine = row.seen
    if machine is None:
        return View(_wrapped([row.host.problem or row.host.age_text(row.now)], room.width, theme.WARN))
    view = machine_view(machine, Room(room.width, room.height - bool(row.host.problem), room.zoomed))
    problem = _wrapped([row.host.problem], room.width, theme.WARN) if row.host.problem else []
    return View([*problem, *view.lines], history=view.history)


def nothing_view(tried: Sequence[str], key: str, room: Room) -> View:
    """That nothing was recorded, what to do about it, and where it was looked for."""
    lines = [
        *_wrapped([f"{NOTHING_RECORDED}; in its job script start it with"], room.width, theme.TEXT),
        _BLANK,
        *_wrapped([RECORD_LINE], room.width - 2, theme.INFO, "  "),
        _BLANK,
        *_wrapped([f"{key} shows this node"], room.width, theme.TEXT),
    ]
    looked = [_BLANK, *_wrapped(["looked for", *tried], room.width, theme.DIM)] if tried else []
    return View([*lines, *looked] if room.zoomed or len(lines) + len(looked) <= room.height else lines)


def title(name: str, where: str, more: str, room: int) -> Line:
    """`hardware`, a machine's name and where or when it was read, in `room` cells.

    What is `more` goes first, then `hardware`, then the name's end.
    """
    what = "hardware "
    if len(what) + cell_len(name) + len(where) + len(more) > room:
        more = ""
    if len(what) + cell_len(name) + len(where) > room:
        what = ""
    name = cut(name, max(0, room - len(what) - len(where)))
    return (what, theme.TITLE), (name, theme.TEXT), (where + more, theme.DIM)


def hosts_title(hosts: HostChoice, room: int) -> Line:
    """How many hosts there are, how many of them are silent, and in which order they stand if not by name."""
    silent = sum(row.host.is_silent(row.now) for row in hosts.rows)
    more = (f", {silent} silent" if silent else "") + (", worst first" if hosts.is_worst_first else "")
    if hosts.unread:
        return title(f"{len(hosts.rows)} of {counted(len(hosts.rows) + hosts.unread, 'host')}", " read", more, room)
    return title(counted(len(hosts.rows), "host"), " recorded", more, room)


def _rule(row: HostRow, width: int) -> Line:
    text = cut(f"── {row.host.name}  {row.host.age_text(row.now)} ", width)
    return ((text + "─" * (width - cell_len(text)), theme.RULE),)


def _wrapped(texts: Iterable[str], width: int, style: Style, indent: str = "") -> list[Line]:
    parts = (part for text in texts for part in textwrap.wrap(text, max(1, width)))
    return [((indent + part, style),) for part in parts]
