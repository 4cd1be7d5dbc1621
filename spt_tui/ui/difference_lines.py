"""In what runs differ, as lines of any width: a column a run, as many as fit beside the first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style

from spt_tui import units
from spt_tui.runs.compare.cell_text import cell_text, change_text
from spt_tui.runs.compare.difference import Compared, Comparison, Differences
from spt_tui.runs.compare.run_label import run_labels
from spt_tui.runs.compare.sameness import Cell, identity
from spt_tui.ui import theme
from spt_tui.ui.widgets.table_layout import fit

Line = tuple[tuple[str, Style], ...]

INDENT, GAP = 1, 2
LEAST_KEY = 14
"""Cells that a long key has at least."""
LEAST = 17
"""Cells that a column is not narrowed below: a number and its change."""
SIGN = 6
"""Cells at the right end of the head that say how many runs do not fit."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where keys and runs stand."""

    width: int
    key: int
    """Cells of the keys."""
    columns: tuple[tuple[int, int], ...]
    """Place of each visible run, and its cells; a gap stands before each."""
    before: int
    """Runs that are shifted out at the left, behind the first one."""
    after: int
    """Runs that do not fit at the right."""


def lay_out(found: Differences, width: int, shift: int = 0) -> Layout:
    """As many runs as fit into `width` cells: the first, and those from the one after it on, less `shift`."""
    rows = [*found.hparams.differing, *found.summary.differing]
    longest = max((cell_len(row.key) for row in (*rows, *found.hparams.equal, *found.summary.equal)), default=0)
    key = min(longest, max(LEAST_KEY, width // 4))
    room = width - INDENT - key
    labels, last = run_labels(found.runs), len(found.runs) - 1
    shift = max(0, min(shift, last))
    # Measured one at a time, as far as they fit: all rows are looked at for each.
    shown = _that_fit(((place, _wanted(rows, labels, place)) for place in (0, *range(1 + shift, last + 1))), room)
    if len(shown) <= last:
        shown = _that_fit(shown.items(), room - SIGN)
    if len(shown) < 2:  # no room for a second one beside the first
        shown = {shift: _wanted(rows, labels, shift)}
    widths = _narrowed(list(shown.values()), room - (SIGN if len(shown) <= last else 0))
    hidden = [place for place in range(last + 1) if place not in shown]
    before = sum(place < max(shown) for place in hidden)
    return Layout(width, key, tuple(zip(shown, widths, strict=True)), before, len(hidden) - before)


def head_line(found: Differences, layout: Layout) -> Line:
    """The labels of the runs, and how many there are beside them."""
    labels = run_labels(found.runs)
    parts = [(" " * (INDENT + layout.key), theme.HEAD)]
    for place, cells in layout.columns:
        parts.append((" " * GAP + fit(labels[place], cells, keep_end=True), theme.HEAD))
    sign = f"{f'‹{layout.before}' if layout.before else ''}{f'+{layout.after}›' if layout.after else ''}"
    used = sum(cell_len(text) for text, _ in parts)
    return (*parts, (sign.rjust(layout.width - used), theme.HEAD))


def difference_lines(found: Differences, layout: Layout) -> list[Line]:
    """What differs, and how much is equal; then what is equal."""
    sections = (("Hyper-parameters", found.hparams), ("Last values", found.summary))
    lines: list[Line] = []
    for title, compared in sections:
        lines += _section(title, compared, layout)
    if found.hparams.equal or found.summary.equal:
        lines.append(((" Equal in all", theme.BOLD),))
        lines += (_equal_line(row, layout) for _, compared in sections for row in compared.equal)
    return lines


def _section(title: str, compared: Compared, layout: Layout) -> Iterator[Line]:
    yield ((f" {title}", theme.BOLD),)
    for row in compared.differing:
        yield _row_line(row, layout)
    if not compared.differing:
        yield ((" nothing differs", theme.TEXT),)
    yield ((f" {len(compared.equal):,} equal", theme.DIM),)
    yield ()


def _row_line(row: Comparison, layout: Layout) -> Line:
    """A key, and what each visible run has there: dim where that is what the first run has."""
    first = identity(row.cells[0])
    keep_end = _begin_alike(row, layout)
    parts = [_key(row, layout)]
    for place, cells in layout.columns:
        cell, change = row.cells[place], change_text(row.changes[place])
        is_same = place > 0 and identity(cell) == first
        room = cells - len(change) - 1 if change else cells
        parts.append((" " * GAP + fit(_text(cell), room, keep_end=keep_end), theme.DIM if is_same else theme.TEXT))
        if change:
            parts.append((f" {change}", theme.INFO))
    return tuple(parts)


def _equal_line(row: Comparison, layout: Layout) -> Line:
    room = layout.width - INDENT - layout.key - GAP
    return (_key(row, layout), (" " * GAP + fit(_text(row.cells[0]), room).rstrip(), theme.DIM))


def _key(row: Comparison, layout: Layout) -> tuple[str, Style]:
    return " " * INDENT + fit(row.key, layout.key, keep_end=True), theme.DIM


def _text(cell: Cell) -> str:
    return cell_text(cell, units.number_text)


def _begin_alike(row: Comparison, layout: Layout) -> bool:
    """Whether cells that are too long would look alike if their ends were cut."""
    texts = {(_text(row.cells[place]), cells) for place, cells in layout.columns}
    cut = [text[: cells - 1] for text, cells in texts if cell_len(text) > cells]
    return len(set(cut)) < len(cut)


def _wanted(rows: Sequence[Comparison], labels: Sequence[str], place: int) -> int:
    """Cells that all of a run's column would take."""
    texts = ((cell_len(_text(row.cells[place])), len(change_text(row.changes[place]))) for row in rows)
    return max([cell_len(labels[place]), *(text + change + bool(change) for text, change in texts)])


def _that_fit(wanted: Iterable[tuple[int, int]], room: int) -> dict[int, int]:
    """Of places with the cells that they want the first ones, as many as fit. One more is asked for."""
    shown = {}
    for place, cells in wanted:
        room -= GAP + min(cells, LEAST)
        if room < 0:
            break
        shown[place] = cells
    return shown


def _narrowed(wanted: Sequence[int], room: int) -> list[int]:
    """The widest columns cut to one width, so that all of them fit."""
    most = max(wanted)
    while most > 1 and sum(GAP + min(cells, most) for cells in wanted) > room:
        most -= 1
    return [min(cells, most) for cells in wanted]
