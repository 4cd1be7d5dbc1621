"""How the states of some runs change, from what scanners tell; and when that is enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import compress

from spt_tui.runs.below import cleaned_id, path_below
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.feed import Update
from spt_tui.runs.query import Query
from spt_tui.runs.run import ENDED, Run, State

OVER = ENDED | {State.STALE, State.UNKNOWN}
"""A run of which nothing more can be expected: it has ended, or nobody has written to it for long."""
FAILED = OVER - {State.COMPLETED}


class Until(str, Enum):
    """What a watch waits for."""

    COMPLETED = "completed"
    """All are over; it was for nothing if one of them did not complete."""
    FAILED = "failed"
    """One is over without having completed; it was for nothing if all completed."""
    ENDED = "ended"
    """All are over, one way or the other."""


@dataclass(frozen=True, slots=True)
class StateChange:
    """One run's step from one state to another."""

    run: Run
    """As it is now; of one that is gone only where it was."""
    before: State | None
    """`None`: the run is new, or matches only now."""
    after: State | None
    """`None`: it is gone."""


class StateWatch:
    """The states of the runs of a catalog that a filter matches. A run that matched once is watched from then on."""

    def __init__(self, catalog: Catalog, wanted: Query) -> None:
        self._catalog = catalog
        self._wanted = wanted
        self._states: dict[str, State] = {}
        self._has_lost = False

    @property
    def counts(self) -> Mapping[State, int]:
        """Runs by state."""
        return Counter(self._states.values())

    def begin(self) -> None:
        """Take the states as they are in the catalog: what was before is no change."""
        with self._catalog.lock:
            mask = self._wanted.mask(self._catalog)
            for slot in compress(range(len(mask)), mask):
                self._states[self._catalog.dir(slot)] = self._catalog.pulse(slot)[0]

    def changes(self, update: Update) -> Iterator[StateChange]:
        """What an update changes of the watched runs, and those that it adds to them."""
        matches = self._wanted.among(self._catalog).matches
        for run in update.changed:
            before = self._states.get(run.dir)
            if run.state is not before and (before is not None or matches(run)):
                self._states[run.dir] = run.state
                yield StateChange(run, before, run.state)
        for dir in update.removed:
            before = self._states.pop(dir, None)
            if before is not None:
                self._has_lost = True
                yield StateChange(_gone(update.root, dir), before, None)

    def outcome(self, until: Until) -> bool | None:
        """Whether what is waited for has come, False if it cannot come any more, `None` while that is open.

        It is open as long as no run was ever watched.
        """
        states = set(self._states.values())
        if until is Until.FAILED and states & FAILED:
            return True
        if not states <= OVER or not (states or self._has_lost):
            return None
        return until is Until.ENDED or (until is Until.COMPLETED and states == {State.COMPLETED})


def _gone(root: str, dir: str) -> Run:
    id = cleaned_id(root, path_below(root, dir))
    return Run(dir, root, id, id.rpartition("/")[2], State.UNKNOWN, "gone")
