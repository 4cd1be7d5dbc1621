"""Machines as their samples come in: this node's, and those that were recorded."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import replace

from spt_tui.hardware.history import HistoryKeeper
from spt_tui.hardware.recorded.recorded_run import RecordedRun
from spt_tui.hardware.recorded_host import RecordedHost
from spt_tui.hardware.run_log_reader import LogEntry
from spt_tui.hardware.sample import Sample
from spt_tui.runs.catalog import Catalog
from spt_tui.ui.widgets.host_list import HostRow, compared
from spt_tui.ui.widgets.machine import Machine, Mark, machine_of
from spt_tui.ui.widgets.runs_of_processes import RunsOfProcesses

_KEPT_SAMPLES = 60
_Known = tuple[RecordedHost, Machine | None]


class LiveMachine:
    """This node."""

    def __init__(self, catalog: Catalog | None = None) -> None:
        """Processes on its GPUs are laid to the runs of `catalog`."""
        self.machine: Machine | None = None
        """As its newest sample tells; `None` before the first."""
        self._runs = RunsOfProcesses(catalog) if catalog is not None else None
        self._keeper = HistoryKeeper()
        self._recent: deque[Sample] = deque(maxlen=_KEPT_SAMPLES)

    def add(self, sample: Sample) -> None:
        """It was read again."""
        self._keeper.add(sample)
        self._recent.append(sample)
        runs = self._runs.names(sample.gpus) if self._runs else {}
        self.machine = replace(machine_of(tuple(self._recent), self._keeper.frozen()), runs=runs)


class RecordedMachines:
    """The hosts of a run. Only one that has a new sample, or whose run has a new mark, is looked at anew.

    Many hosts take a while: what a thread has looked at costs the screen next to nothing.
    """

    def __init__(self) -> None:
        self._known: Mapping[str, _Known] = {}
        self._marked: tuple[tuple[LogEntry, ...], tuple[Mark, ...]] = ((), ())

    def rows(self, run: RecordedRun) -> list[HostRow]:
        """One for each host, in their order."""
        known, marks = self._known, self._marks(run.entries)
        self._known = now = {host.key: (host, _machine(host, marks, known.get(host.key))) for host in run.hosts}
        return compared([HostRow(host, machine, run.read_at) for host, machine in now.values()])

    def _marks(self, entries: tuple[LogEntry, ...]) -> tuple[Mark, ...]:
        """A phase is marked where it began."""
        before, marks = self._marked
        if entries is not before:
            marks = tuple(Mark(entry.start, entry.name) for entry in entries if entry.start is not None)
            self._marked = entries, marks
        return marks


def _machine(host: RecordedHost, marks: tuple[Mark, ...], known: _Known | None) -> Machine | None:
    if not host.samples:
        return None
    if known is not None and known[1] is not None and known[0].last is host.last and known[1].marks is marks:
        return known[1]
    return machine_of(host.samples, host.history, marks)
