"""Which runs of the table a key is about: the marked ones, a sweep, or all that are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from spt_tui.runs.arrange import Group, Row, Rows
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import Run


class ChosenRuns(NamedTuple):
    """Some runs, and what they are."""

    slots: Sequence[int]
    words: str
    """`marked runs`, `sweep 48213`, `shown runs`."""


def marked_or_sweep(catalog: Catalog, table: Rows, marks: Collection[str], row: Row | None) -> Sequence[int]:
    """The marked runs in the order of the rows, those that no row shows last; without marks those of a sweep's head."""
    if not marks:
        return [*table.members[row.sweep]] if isinstance(row, Group) else []
    marked = {slot for dir in marks if (slot := catalog.find(dir)) is not None}
    shown = [slot for slot in table.slots if slot in marked]
    return [*shown, *sorted(marked.difference(shown))]


def sweep_of(catalog: Catalog, table: Rows, row: Row | None) -> Sequence[int]:
    """The shown runs that are in the sweep of the run under the cursor."""
    if not isinstance(row, Run) or row.sweep is None:
        return []
    with catalog.lock:
        sweeps = catalog.texts["sweep"].cells(len(catalog.states))
    return [slot for slot in table.slots if sweeps[slot] == row.sweep]


def runs_to_triage(
    catalog: Catalog, table: Rows, marks: Collection[str], row: Row | None, is_filtered: bool
) -> ChosenRuns:
    """The marked runs; else those of the sweep under the cursor, of a run's only where no filter says what is meant."""
    chosen = marked_or_sweep(catalog, table, marks, row)
    if chosen and marks:
        return ChosenRuns(chosen, "marked runs")
    if not chosen and not is_filtered:
        chosen = sweep_of(catalog, table, row)
    if not chosen or row is None:
        return ChosenRuns(table.slots, "shown runs")
    return ChosenRuns(chosen, f"sweep {row.sweep}" if row.sweep else "runs of no sweep")
