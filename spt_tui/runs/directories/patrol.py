"""One poll of a tree that is known: what is in use, and a share of the rest, within the budget."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from spt_tui.runs.directories.crew import Crew
from spt_tui.runs.directories.job import Job
from spt_tui.runs.directories.ledger import DETAILED, ENDED, Ledger
from spt_tui.runs.directories.roster import Roster
from spt_tui.runs.directories.tiers import (
    CLOSE_LAPS,
    FOLDER_LAPS,
    HEARTBEAT_TURNS,
    IN_USE_TURNS,
    MOST_UNSETTLED,
    RECENT_A_POLL,
    RUN_TURNS,
    Budget,
    InUse,
    Turns,
)
from spt_tui.runs.directories.troubles import Troubles

_SPREAD = 0x9E37_79B1


class Look(Protocol):
    """The job to look at an entry; `None` if there is none."""

    def __call__(self, entry: int, *, closely: bool = ..., beats: bool = ..., details: bool = ...) -> Job | None:
        """`closely`: find a sidecar that was changed in place; `details`: read what was not read yet."""


class Patrol:
    """Looks around in a known tree."""

    def __init__(
        self, ledger: Ledger, in_use: InUse, roster: Roster, troubles: Troubles, crew: Crew, budget: Budget
    ) -> None:
        self._ledger = ledger
        self._in_use = in_use
        self._roster = roster
        self._troubles = troubles
        self._crew = crew
        self._budget = budget
        self._folders = Turns()
        self._live = Turns()
        self._recent = Turns()
        self._ring = Turns()
        self._details = Turns()
        self._polls = 0
        self._began = 0
        """Calls before this poll."""

    @property
    def undetailed(self) -> int:
        """Ended runs of which only the sidecar has been read."""
        return len(self._roster.undetailed) - self._details.place

    def round(self, look: Look, watched: int | None, began: int) -> Iterator[None]:
        """Look at `watched` closely and at what else is due. A step ends after each answer.

        `began` are the crew's calls when the poll began, which may have made some already.
        """
        self._polls += 1
        self._began = began
        yield from self._crew.work(self._jobs(look, watched))
        self._budget.settle(self._spent)

    @property
    def _spent(self) -> int:
        return self._crew.calls - self._began

    def _jobs(self, look: Look, watched: int | None) -> Iterator[Job]:
        if watched is not None and (job := look(watched, closely=True, beats=True, details=True)):
            yield job
        for job in self._in_use_jobs(look, watched):
            if job is not None:
                yield job
        limit = self._budget.for_all(self._spent)
        for job in self._ring_jobs(look):
            if job is not None:
                yield job
            if self._spent >= limit:
                return
        yield from self._detail_jobs(look, limit)

    def _in_use_jobs(self, look: Look, watched: int | None) -> Iterator[Job | None]:
        limit, now = self._budget.for_use, time.monotonic()
        for folder in self._folders_due(now):
            yield look(folder)
            if self._spent >= limit / 2:
                break
        live = tuple(self._in_use.live)
        for place in self._live.take(len(live), len(live)):
            entry = live[place]
            if entry != watched:
                yield look(entry, beats=self._has_turn(entry, HEARTBEAT_TURNS) or self._roster.is_due(entry))
            if self._spent >= limit:
                return
        recent = self._in_use.recent_runs(self._ledger, now)
        for place in self._recent.take(len(recent), RECENT_A_POLL):
            if recent[place] != watched:
                yield look(recent[place], beats=True)
            if self._spent >= limit:
                return

    def _folders_due(self, now: float) -> Iterator[int]:
        """A share of the folders in use, and those that may have changed without a trace."""
        in_use = dict.fromkeys((*self._in_use.folders(self._ledger, now), *self._troubles.entries))
        unsettled = [
            entry for entry in islice(self._in_use.unsettled, MOST_UNSETTLED) if not self._roster.is_run(entry)
        ]
        folders = tuple(in_use)
        share = [folders[place] for place in self._folders.take(len(folders), -(-len(folders) // IN_USE_TURNS))]
        yield from dict.fromkeys((*share, *unsettled))

    def _ring_jobs(self, look: Look) -> Iterator[Job | None]:
        flags = self._ledger.flags
        lap = self._ring.laps
        size = self._ledger.size
        for entry in self._ring.take(size, -(-size // RUN_TURNS)):
            if self._ring.laps != lap:
                lap, self._in_use.is_stirred = self._ring.laps, True
            if not self._roster.is_run(entry):
                yield look(entry) if (_spread(entry) + lap) % FOLDER_LAPS == 0 else None
            elif (_spread(entry) + lap) % CLOSE_LAPS == 0:
                yield look(entry, closely=True, beats=not flags[entry] & ENDED, details=True)
            elif entry not in self._in_use.live:
                yield look(entry, beats=not flags[entry] & ENDED)

    def _detail_jobs(self, look: Look, limit: float) -> Iterator[Job]:
        waiting = self._roster.undetailed
        while self._spent < limit and self._details.place < len(waiting):
            entry = waiting[self._details.place]
            self._details.place += 1
            if self._roster.is_run(entry) and not self._ledger.flags[entry] & DETAILED:
                job = look(entry, details=True)
                if job is not None:
                    yield job
        if waiting and self._details.place >= len(waiting):
            del waiting[:]
            self._details.place = 0

    def _has_turn(self, entry: int, turns: int) -> bool:
        return (_spread(entry) + self._polls) % turns == 0


def _spread(entry: int) -> int:
    """Entries in their order, without the rhythm that a regular tree gives them."""
    return entry * _SPREAD >> 16
