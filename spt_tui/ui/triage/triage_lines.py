"""Groups of dead runs, and the runs of one, as lines of any width. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style

from spt_tui.export.triage_table import cause_text, group_place_text, share_lines
from spt_tui.runs.compare.run_label import run_labels
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


@dataclass(frozen=True, slots=True)
class DeathLine:
    """One line of what is known of a group."""

    parts: Line
    dir: str
    """`Run.dir` of the run that it is about."""


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


def death_lines(group: DeathGroup, width: int) -> list[DeathLine]:
    """What tells the dead from the living, a sample of the lines, and the runs."""
    sample = group.sample
    about = [part for line in _about(group, sample) for part in wrapped(line, width)]
    labels = run_labels([death.run for death in group.deaths])
    cells = min(max(map(cell_len, labels)), max(12, width // 2))
    runs = [_run_line(death, label, cells) for death, label in zip(group.deaths, labels, strict=True)]
    return [*(DeathLine(parts, sample.run.dir) for parts in about), *runs]


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


def _run_line(death: Death, label: str, cells: int) -> DeathLine:
    run = death.run
    rank = "" if death.rank is None else f"  rank {death.rank}"
    more = f" of {len(death.ranks)}" if len(death.ranks) > 1 else ""
    place = "".join([rank, more if rank else "", *(f"  {node}" for node in death.nodes)])
    parts = (
        (f" {STATE_GLYPH[run.state]} {run.state.value:<11} ", theme.STATE_STYLE[run.state]),
        (fit(label, cells), theme.TEXT),
        (place, theme.DIM),
    )
    return DeathLine(parts, run.dir)
