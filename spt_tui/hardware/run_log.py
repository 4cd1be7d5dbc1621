"""`RunLog`: a trainer's own account of a run, each entry on disk as it happens.

The format is pytyche's: one JSON object a line, `{"ts": ..., "type": "phase", "name": ..., "seconds": ...}` or
`{"ts": ..., "type": "event", "event": ..., "data": {...}}`, times in ISO 8601 and UTC with milliseconds.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from spt_tui.hardware.appended_file import AppendedFile

_ODD_VALUES = (ValueError, TypeError, RuntimeError, ArithmeticError, LookupError, AttributeError, OSError)
"""What `str` or `float` of a stranger's value can raise, as of a tensor whose GPU has failed."""
_DEEPEST = 20
_HUGE = 10**1000
"""Python refuses to write out integers of some thousand digits."""


class RunLog:
    """The phases and events of a run.

    With a path, each entry is appended to that file when it is logged: what was logged outlives the process, however
    it ends, and several ranks may share a file. Logging never raises: what cannot be written, on a full disk for
    example, waits for the next entry, and `write` says so in the end. For any thread.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self._file = None if path is None else AppendedFile(path)
        self._lines: list[bytes] = []
        self._saved = 0  # of the lines, those that are in the file
        self._lock = threading.Lock()

    def log_phase(self, name: str, seconds: float, **extra: Any) -> None:
        """Note a phase that is over, and the wall-clock seconds it took; `extra` become fields of the entry."""
        self._log({"ts": _now(), "type": "phase", "name": name, "seconds": _rounded(seconds), **extra})

    def log_event(self, event_type: str, data: Mapping[str, Any] | None = None) -> None:
        """Note that something happened now, and what there is to say of it."""
        entry = {"ts": _now(), "type": "event", "event": event_type}
        self._log(entry if _is_empty(data) else {**entry, "data": data})

    def write(self, path: str | os.PathLike[str] | None = None) -> None:
        """Put all entries into the file at `path`, in place of what it held; into the log's own file, what it lacks.

        Raises OSError if that fails, and ValueError if there is no path.
        """
        if path is None and self._file is None:
            raise ValueError("the run log was given no path to write to")
        with self._lock:
            if self._file and (path is None or os.path.abspath(path) == self._file.path):
                if not os.path.exists(self._file.path):
                    self._saved = 0
                self._append(self._file)
            elif path is not None:
                with open(path, "wb") as file:
                    file.writelines(self._lines)

    def _log(self, entry: Mapping[str, Any]) -> None:
        line = _encoded(entry)
        with self._lock:
            self._lines.append(line)
            if self._file:
                with contextlib.suppress(OSError, ValueError):  # `write` tries once more, and raises it
                    self._append(self._file)

    def _append(self, file: AppendedFile) -> None:
        while self._saved < len(self._lines):
            file.append(self._lines[self._saved])
            self._saved += 1


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


def _rounded(seconds: Any) -> Any:
    """To milliseconds. A number of a library, as NumPy's, becomes Python's; what is none stays what it is."""
    try:
        return round(seconds if isinstance(seconds, int) else float(seconds), 3)
    except _ODD_VALUES:
        return seconds


def _is_empty(data: Any) -> bool:
    try:
        return not data
    except _ODD_VALUES:  # an array of several values is neither true nor false
        return False


def _encoded(entry: Mapping[str, Any]) -> bytes:
    """The entry's line. What JSON lacks is written as its text; NaN and Infinity as Python writes them."""
    try:
        text = json.dumps(entry, default=str)
    except (*_ODD_VALUES, RecursionError):
        text = json.dumps(_plain(entry))
    return text.encode() + b"\n"


def _plain(value: Any, depth: int = 0) -> Any:
    """The value with text in place of keys that JSON does not take, and of what is nested without end."""
    if value is None or isinstance(value, (str, float)) or (isinstance(value, int) and abs(value) < _HUGE):
        return value
    if depth < _DEEPEST and isinstance(value, dict):
        return {_shown(key): _plain(inner, depth + 1) for key, inner in value.items()}
    if depth < _DEEPEST and isinstance(value, (list, tuple)):
        return [_plain(inner, depth + 1) for inner in value]
    return "…" if isinstance(value, (dict, list, tuple)) else _shown(value)


def _shown(value: Any) -> str:
    try:
        return str(value)
    except _ODD_VALUES:
        return f"<{type(value).__name__}>"
