"""Machines as their samples come in: this node's, and those that were recorded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from spt_tui.hardware.history import HistoryKeeper
from spt_tui.hardware.recorded.recorded_run import RecordedRun
from spt_tui.hardware.recorded_host import RecordedHost
from spt_tui.hardware.run_log_reader import LogEntry
from spt_tui.hardware.sample import Sample
from spt_tui.ui.widgets.host_list import HostRow, compared
from spt_tui.ui.widgets.machine import Machine, Mark, machine_of

_KEPT_SAMPLES = 60


class LiveMachine:
    """This node."""

    def __init__(self) -> None:
        self.machine: Machine | None = None
        """As its newest sample tells; `None` before the first."""
        self._keeper = HistoryKeeper()
        self._recent: deque[Sample] = deque(maxlen=_KEPT_SAMPLES)

    def add(self, sample: Sample) -> None:
        """It was read again."""
        self._keeper.add(sample)
        self._recent.append(sample)
        self.machine = machine_of(tuple(self._recent), self._keeper.frozen())


class RecordedMachines:
    """The hosts of a run. Only one that has a new sample, or whose run has a new mark, is looked at anew."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[RecordedHost, Machine | None]] = {}
        self._entries: tuple[LogEntry, ...] = ()
        self._marks: tuple[Mark, ...] = ()

    def rows(self, run: RecordedRun) -> list[HostRow]:
        """One for each host, in their order."""
        if run.entries is not self._entries:
            self._entries, self._marks = run.entries, _marks(run.entries)
        self._known = {host.key: (host, self._machine(host)) for host in run.hosts}
        return compared([HostRow(host, machine, run.read_at) for host, machine in self._known.values()])

    def _machine(self, host: RecordedHost) -> Machine | None:
        if not host.samples:
            return None
        before, machine = self._known.get(host.key, (None, None))
        if before is not None and machine is not None and before.last is host.last and machine.marks is self._marks:
            return machine
        return machine_of(host.samples, host.history, self._marks)


def _marks(entries: Iterable[LogEntry]) -> tuple[Mark, ...]:
    """A phase is marked where it began."""
    return tuple(Mark(entry.start, entry.name) for entry in entries if entry.start is not None)
