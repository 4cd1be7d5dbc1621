"""The files that a summary is made from, found by their names or by what they say."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice

from spt_tui.hardware.recording import Header, decode_line
from spt_tui.hardware.recording_name import RecordingName, parse_name
from spt_tui.hardware.run_log_reader import ENTRY_TYPES, read_entry, read_record
from spt_tui.hardware.summary.gpu_columns import PYTYCHE_COLUMNS, columns_of_head
from spt_tui.hardware.summary.table_lines import cells_of_row, table_lines
from spt_tui.natural import natural_key

GPU_TABLE = "hw_metrics.csv"
DMON_TABLE = "hw_dmon.csv"
CPU_TABLE = "cpu_metrics.csv"
LOOKED_FOR = f"hw-<host>.jsonl, {GPU_TABLE}, {DMON_TABLE}, {CPU_TABLE} and run logs (*.jsonl)"
"""In words."""

_ENTRY_LIMIT = 20_000
"""Entries of a folder that are looked at."""
_MOST_LOGS = 200
"""Files of JSON lines in a folder that are looked into."""
_OTHERS = frozenset({"media.jsonl"})
"""JSON lines of a run that are no log."""
_FIRST_LINES = 20
"""Lines by which a file is known."""

Place = tuple[str, Callable[["str | None"], bool]]
"""A folder, and whether a recording there that names this job may be the run's."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What one recorder wrote."""

    paths: tuple[str, ...]
    """Its parts, the oldest first."""
    recorder: int = 1
    """Which of its host's recorders it is."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Paths by what they are; `None` is not there."""

    recordings: tuple[Recording, ...] = ()
    gpu: str | None = None
    dmon: str | None = None
    cpu: str | None = None
    logs: tuple[str, ...] = ()
    """Run logs."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return self == Sources()

    @property
    def paths(self) -> tuple[str, ...]:
        """All files."""
        recorded = (path for recording in self.recordings for path in recording.paths)
        return (*recorded, *filter(None, (self.gpu, self.dmon, self.cpu)), *self.logs)

    @property
    def are_pytyches(self) -> bool:
        """Whether there is a file that pytyche reads."""
        return bool(self.gpu or self.dmon or self.cpu)


def sources_in(folder: str) -> Sources:
    """The files of a directory, those below it left alone. Raises OSError."""
    names = _names_in(folder)
    tables = {name: os.path.join(folder, name) for name in names if name in (GPU_TABLE, DMON_TABLE, CPU_TABLE)}
    others = (name for name in names if name.endswith(".jsonl") and name not in _OTHERS and not parse_name(name))
    return Sources(
        recordings=_recordings(folder, names),
        gpu=tables.get(GPU_TABLE),
        dmon=tables.get(DMON_TABLE),
        cpu=tables.get(CPU_TABLE),
        logs=tuple(filter(_is_run_log, (os.path.join(folder, name) for name in islice(others, _MOST_LOGS)))),
    )


def sources_of_run(places: Iterable[Place]) -> Sources:
    """The files of a run: all of the first place, which is its directory, and the recordings of it in the others.

    Raises OSError for its directory.
    """
    (own, _), *others = places
    found = sources_in(own)
    recordings = [
        recording
        for folder, accepts in others
        for recording in _recordings(folder, _names_if_there(folder))
        if accepts(_job_of(recording))
    ]
    return replace(found, recordings=(*found.recordings, *recordings))


def source_of(path: str) -> Sources:
    """What a single file is, by its name, else by its first lines; empty if it is nothing of these. Raises OSError."""
    known = {GPU_TABLE: Sources(gpu=path), DMON_TABLE: Sources(dmon=path), CPU_TABLE: Sources(cpu=path)}
    by_name = known.get(os.path.basename(path))
    return by_name or next(filter(None, (_told_by(line, path) for line in _first_lines(path))), Sources())


def whole_recording(path: str) -> Recording:
    """The recording of which `path` is one part, with all parts that lie beside it."""
    folder, own = os.path.dirname(path), parse_name(os.path.basename(path))
    if own is None:
        return Recording((path,))
    names = _names_if_there(folder or ".")
    parts = sorted(name for name in map(parse_name, names) if name and _recorder_of(name) == _recorder_of(own))
    return Recording(tuple(os.path.join(folder, part.text) for part in parts) or (path,), own.recorder)


def _job_of(recording: Recording) -> str | None:
    """The job that a recording names; `None` if it names none, and if it cannot be read."""
    try:
        header = next((decode_line(line, None) for line in _first_lines(recording.paths[-1])), None)
    except OSError:
        return None
    return header.job_id if isinstance(header, Header) else None


def _names_in(folder: str) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in islice(entries, _ENTRY_LIMIT))


def _names_if_there(folder: str) -> list[str]:
    try:
        return _names_in(folder)
    except (OSError, ValueError):  # or no path at all: a file told it
        return []


def _recorder_of(name: RecordingName) -> tuple[str, int]:
    return name.host, name.recorder


def _recordings(folder: str, names: Iterable[str]) -> tuple[Recording, ...]:
    """In the natural order of their hosts."""
    parts: dict[tuple[str, int], list[str]] = {}
    for part in sorted(filter(None, map(parse_name, names))):
        parts.setdefault(_recorder_of(part), []).append(os.path.join(folder, part.text))
    ordered = sorted(parts.items(), key=lambda item: natural_key(item[0][0]))
    return tuple(Recording(tuple(paths), recorder) for (_, recorder), paths in ordered)


def _first_lines(path: str) -> list[bytes]:
    return list(islice(table_lines(path), _FIRST_LINES))


def _told_by(line: bytes, path: str) -> Sources | None:
    """What a file with this line is; `None` if the line does not tell."""
    cells = cells_of_row(line + b"\n")
    if isinstance(decode_line(line, None), Header):
        return Sources(recordings=(Recording((path,)),))
    if read_entry(line):
        return Sources(logs=(path,))
    if line.lstrip().startswith(b"#") and b"gpu" in line.lower():
        return Sources(dmon=path)
    if "usr_pct" in cells:
        return Sources(cpu=path)
    is_row = len(cells) > 1 and PYTYCHE_COLUMNS.row(cells).reading.time is not None
    return Sources(gpu=path) if is_row or columns_of_head(cells) else None


def _is_run_log(path: str) -> bool:
    """Whether its first lines have one of a run log as this project writes it: others have JSON lines too."""
    try:
        records = filter(None, map(read_record, _first_lines(path)))
        return any(record.get("type") in ENTRY_TYPES for record in records)
    except OSError:
        return False
