"""Groups of dead runs, and the runs of one, as lines of any width. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.style import Style

from spt_tui.export.triage_table import cause_text, group_place_text, share_lines
from spt_tui.runs.run_texts import STATE_GLYPH
from spt_tui.runs.triage.cause import Cause
from spt_tui.runs.triage.death import Death
from spt_tui.runs.triage.death_group import DeathGroup
from spt_tui.ui import theme
from spt_tui.ui.reader import Line, wrapped
from spt_tui.ui.widgets.table_layout import fit

COUNT_CELLS = 6
"""Of the number of runs, at the left."""
LEAST_TITLE = 24
"""Cells that a fingerprint has before ranks and nodes stand beside it."""


def group_line(group: DeathGroup, width: int) -> Line:
    """How many runs, of what they died, and where it came first, as far as there is room."""
    count = f"{len(group.deaths):>{COUNT_CELLS - 2},}  "
    room = width - COUNT_CELLS
    place = group_place_text(group)
    beside = min(cell_len(place), room // 2, room - 2 - LEAST_TITLE) if place else 0
    if beside < 8:
        return ((count, theme.BOLD), (fit(cause_text(group), room), _style(group)))
    title = fit(cause_text(group), room - beside - 2)
    return ((count, theme.BOLD), (title, _style(group)), ("  " + fit(place, beside), theme.DIM))


def _style(group: DeathGroup) -> Style:
    return theme.DIM if group.cause is Cause.NONE else theme.BAD


def about_lines(group: DeathGroup, width: int) -> list[Line]:
    """What tells the dead from the living, and a sample of the lines."""
    return [part for line in _about(group, group.sample) for part in wrapped(line, width)]


def label_cells(group: DeathGroup, width: int) -> int:
    """The cells that the runs' labels get."""
    return min(max(map(cell_len, group.labels)), max(12, width // 2))


def _about(group: DeathGroup, sample: Death) -> Iterator[Line]:
    yield ((" ", theme.TEXT), (cause_text(group), _style(group)))
    for text in share_lines(group):
        yield ((" ", theme.TEXT), (text, theme.INFO))
    if sample.stream and sample.evidence:
        yield ((f" {sample.run.name}  {sample.stream.label}  byte {sample.evidence.offset:,}", theme.DIM),)
        for text in sample.evidence.lines:
            yield (("   ", theme.TEXT), (text, theme.TEXT))
    for text in sample.problems:
        yield ((" not read: ", theme.DIM), (text, theme.WARN))
    for text in sample.tried:
        yield ((" looked for: ", theme.DIM), (text, theme.DIM))


def run_line(death: Death, label: str, cells: int) -> Line:
    """A run: how it stands, its label in so many cells, and where it failed first."""
    state = death.run.state
    rank = "" if death.rank is None else f"  rank {death.rank}"
    more = f" of {len(death.ranks)}" if rank and len(death.ranks) > 1 else ""
    place = "".join([rank, more, *(f"  {node}" for node in death.nodes)])
    return (
        (f" {STATE_GLYPH[state]} {state.value:<11} ", theme.STATE_STYLE[state]),
        (fit(label, cells), theme.TEXT),
        (place, theme.DIM),
    )
