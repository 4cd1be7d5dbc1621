"""From files to a `ResourceSummary`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from spt_tui.hardware.run_log_reader import read_entry
from spt_tui.hardware.summary.cpu_table import read_cpu_table
from spt_tui.hardware.summary.difference import Difference, differences
from spt_tui.hardware.summary.dmon_table import read_dmon_table
from spt_tui.hardware.summary.gpu_table import read_gpu_table
from spt_tui.hardware.summary.phases import PhaseTally
from spt_tui.hardware.summary.pytyche import pytyche_summary
from spt_tui.hardware.summary.recorded_usage import RecordedUsage
from spt_tui.hardware.summary.resource_summary import ResourceSummary, gpu_figures, host_figures, summary_of
from spt_tui.hardware.summary.sources import (
    CPU_TABLE,
    DMON_TABLE,
    GPU_TABLE,
    Recording,
    Sources,
    source_of,
    whole_recording,
)
from spt_tui.hardware.summary.table_host import are_fellows, table_host
from spt_tui.hardware.summary.table_lines import PathLike, table_lines
from spt_tui.hardware.summary.table_usage import TableUsage
from spt_tui.hardware.summary.usage import HostUsage
from spt_tui.text import clean
from spt_tui.units import counted

_TABLES = {
    "gpu": (GPU_TABLE, ("peak_vram", "gpu_util", "power")),
    "dmon": (DMON_TABLE, ("mem_util",)),
    "cpu": (CPU_TABLE, ("cpu",)),
}
"""Kind of table -> its usual name, and how the names begin of the figures that pytyche takes from it."""
_WATCHED_BYTES = 262_144
"""Read between two words to who watches."""

Watch = Callable[[str, int], None]


def build_resource_summary(
    gpu_csv_path: PathLike | None, cpu_csv_path: PathLike | None, dmon_csv_path: PathLike | None = None
) -> ResourceSummary:
    """The summary of the files whose paths a monitor's `stop` gave, this project's or pytyche's.

    `None` and a file that is not there say nothing. A recording of this project may be given in any place, and may be
    given twice; its other parts, which lie beside it, are read too. Raises nothing for a file's fault: see `notes`.
    """
    given = {"gpu": gpu_csv_path, "cpu": cpu_csv_path, "dmon": dmon_csv_path}
    paths = {kind: os.fspath(path) for kind, path in given.items() if path is not None and os.path.exists(path)}
    recorded = {kind: path for kind, path in paths.items() if _is_recording(path)}
    recordings = dict.fromkeys(map(whole_recording, recorded.values()))
    gpu, dmon, cpu = (None if kind in recorded else paths.get(kind) for kind in ("gpu", "dmon", "cpu"))
    return summarise(Sources(tuple(recordings), gpu, dmon, cpu))


def summarise(sources: Sources, watch: Watch = lambda name, size: None) -> ResourceSummary:
    """The summary of some files, read once from their beginnings to their ends; memory does not grow with them.

    `watch` is told now and then the name of the file that is read, and how many more bytes of it were.
    """
    reader = _Reader(watch)
    hosts = [host for recording in sources.recordings if (host := reader.recording(recording))]
    tables = reader.tables(sources)
    if host := table_host(tables, [path for path in (sources.gpu, sources.dmon, sources.cpu) if path]):
        hosts.append(host)
    log = reader.logs(sources.logs)
    summary = summary_of(hosts)
    summary.phases, summary.events = log.phases, log.events
    summary.differences = reader.differences(sources, tables)
    summary.notes = tuple(reader.notes)
    return summary


@dataclass(slots=True)
class _Reader:
    """Reads files, and notes what is odd about them under their names."""

    watch: Watch
    notes: list[str] = field(default_factory=list)

    def recording(self, recording: Recording) -> HostUsage | None:
        """The usage of a recorder's host; `None` if it says nothing."""
        usage = RecordedUsage()
        for path in recording.paths:
            usage.begin_file()
            for line in self._lines(path):
                usage.add_line(line)
        files = tuple(map(_name, recording.paths))
        if usage.unread:
            self.notes.append(f"{files[0]}: {counted(usage.unread, 'line')} could not be read")
        found = usage.usage(files)
        if found is None:
            self.notes.append(f"{files[0]}: no sample in it")
        elif recording.recorder > 1:
            found = replace(found, hostname=f"{found.hostname} ({recording.recorder})")
        return found

    def tables(self, sources: Sources) -> dict[str, TableUsage]:
        """What pytyche's files say, by their kind."""
        readers: dict[str, tuple[str | None, Callable[[Iterable[bytes]], TableUsage]]] = {
            "gpu": (sources.gpu, read_gpu_table),
            "dmon": (sources.dmon, read_dmon_table),
            "cpu": (sources.cpu, read_cpu_table),
        }
        tables = {kind: self._table(path, read) for kind, (path, read) in readers.items() if path}
        gpus, dmon = (tables[kind].gpus if kind in tables else () for kind in ("gpu", "dmon"))
        if gpus and dmon and not are_fellows(gpus, dmon):
            self.notes.append(f"{GPU_TABLE} and {DMON_TABLE} do not list the same GPUs: theirs stand below one another")
        return tables

    def _table(self, path: str, read: Callable[[Iterable[bytes]], TableUsage]) -> TableUsage:
        table = read(self._lines(path))
        notes = table.notes or (("no figure in it",) if table.is_empty else ())
        self.notes += [f"{_name(path)}: {note}" for note in notes]
        return table

    def logs(self, paths: Iterable[str]) -> PhaseTally:
        """What run logs say."""
        log = PhaseTally()
        for path in paths:
            for line in self._lines(path):
                if entry := read_entry(line):
                    log.add(entry)
        return log

    def differences(self, sources: Sources, tables: dict[str, TableUsage]) -> tuple[Difference, ...]:
        """Where pytyche says something else of its files."""
        host = table_host(tables, ())
        if host is None:
            return ()
        try:
            theirs = pytyche_summary(sources.gpu, sources.cpu, sources.dmon)
        except (OSError, UnicodeDecodeError) as error:
            self.notes.append(f"pytyche cannot read these files: {clean(str(error))}")
            return ()
        whys = {beginning: why for kind in _TABLES for beginning, why in _whys(kind, tables.get(kind))}
        return differences(theirs, host_figures([host]), [gpu_figures(gpu) for gpu in host.gpus], whys)

    def _lines(self, path: str) -> Iterator[bytes]:
        """The file's lines, as far as it can be read."""
        name, size = _name(path), 0
        try:
            for line in table_lines(path):
                yield line
                size += len(line)
                if size >= _WATCHED_BYTES:
                    self.watch(name, size)
                    size = 0
        except OSError as error:
            self.notes.append(f"{name}: {(error.strerror or 'cannot be read').lower()}")


def _whys(kind: str, table: TableUsage | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Beginnings of figures' names, and why pytyche's can differ."""
    name, beginnings = _TABLES[kind]
    whys = table.whys if table else (f"pytyche reads this from {name} alone, which is not there",)
    yield from ((beginning, whys) for beginning in beginnings)


def _is_recording(path: str) -> bool:
    try:
        return bool(source_of(path).recordings)
    except OSError:
        return False


def _name(path: str) -> str:
    return clean(os.path.basename(path))
