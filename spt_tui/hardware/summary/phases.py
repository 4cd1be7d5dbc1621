"""Run logs as figures: how long the phases of each name took, and how often each event came."""

from __future__ import annotations

from collections import Counter

from spt_tui.hardware.run_log_reader import EntryKind, LogEntry
from spt_tui.hardware.summary.tally import Tally
from spt_tui.hardware.summary.usage import PhaseUsage

_MOST_NAMES = 1_000


class PhaseTally:
    """Takes the entries of run logs one by one."""

    def __init__(self) -> None:
        self._phases: dict[str, Tally] = {}
        self._events: Counter[str] = Counter()

    def add(self, entry: LogEntry) -> None:
        """One more entry. After very many names, further ones are not noted."""
        known = self._phases if entry.kind is EntryKind.PHASE else self._events
        if entry.name not in known and len(known) >= _MOST_NAMES:
            return
        if entry.kind is EntryKind.PHASE:
            self._phases.setdefault(entry.name, Tally()).add(entry.seconds)
        else:
            self._events[entry.name] += 1

    @property
    def phases(self) -> tuple[PhaseUsage, ...]:
        """In the order in which each was over first."""
        return tuple(PhaseUsage(name, each.count, each.total, each.max) for name, each in self._phases.items())

    @property
    def events(self) -> tuple[tuple[str, int], ...]:
        """Names of events, and how often each came, in the order of their first."""
        return tuple(self._events.items())
