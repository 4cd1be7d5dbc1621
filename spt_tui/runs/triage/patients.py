"""Which of some runs are dead, and which of the others they can be compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.runs.catalog import STATES, Catalog
from spt_tui.runs.run import Run, State

DEAD = frozenset({State.FAILED, State.STALE, State.ORPHANED, State.INTERRUPTED, State.UNKNOWN})
"""Ended other than well, or says that it runs while its heartbeat is old."""
LIVING = frozenset({State.RUNNING, State.COMPLETED})
"""Runs, or has done what it was to do."""
MOST_LIVING = 4_096
"""That dead ones are compared with."""


@dataclass(frozen=True, slots=True)
class Patients:
    """Some runs, told apart."""

    runs: int
    """All of them."""
    dead: tuple[Run, ...]
    living: tuple[Run, ...]
    """Those of the sweeps that a dead one is of, `MOST_LIVING` at most."""


def patients_of(catalog: Catalog, slots: Sequence[int]) -> Patients:
    """Tell the runs of these slots apart by their state, as the table shows it."""
    with catalog.lock:
        sweeps = catalog.texts["sweep"].cells(len(catalog.states))
        dead = [slot for slot in slots if _state(catalog, slot) in DEAD]
        theirs = {sweeps[slot] for slot in dead}
        living = [slot for slot in slots if _state(catalog, slot) in LIVING and sweeps[slot] in theirs]
    return Patients(len(slots), tuple(catalog.view(dead)), tuple(catalog.view(living[:MOST_LIVING])))


def _state(catalog: Catalog, slot: int) -> State | None:
    code = catalog.states[slot]
    return STATES[code] if code < len(STATES) else None
