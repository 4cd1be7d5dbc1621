"""Run logs: JSON lines that say when a phase of a run ended and what happened in between.

`RunLog` writes `{"ts": ISO 8601, "type": "phase", "name": ..., "seconds": ...}` and `{"ts": ..., "type": "event",
"event": ..., "data": {...}}`, as pytyche's does. Other programs say the same under other names, and those that are
common are understood.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from spt_tui.hardware.timestamp import epoch_seconds
from spt_tui.text import clean

RUN_LOG = "run_log.jsonl"
"""The usual name of a run log in the directory of its run."""
LINE_LIMIT = 1 << 20
"""Bytes of a line; what is longer is no entry."""
NAME_LIMIT = 200
DETAIL_LIMIT = 400

_TIMES = ("ts", "timestamp", "time", "_timestamp", "datetime", "t")
_NAMES = ("name", "event", "phase", "event_type", "stage", "message", "msg")
_SECONDS = ("seconds", "duration", "duration_s", "duration_seconds", "elapsed", "elapsed_s")
_STEPS = ("step", "global_step", "trainer/global_step", "iteration")
_DATA = "data"
_TYPE = "type"


class EntryKind(str, Enum):
    """What an entry of a run log speaks of."""

    PHASE = "phase"
    """Something that took time, and was over when it was written."""
    EVENT = "event"
    """Something that happened at once."""


ENTRY_TYPES = tuple(kind.value for kind in EntryKind)
"""What a run log of this project has under `type`."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of a run log. All text has been cleaned."""

    kind: EntryKind
    name: str
    time: float | None = None
    """Seconds since the epoch when it was written, at a phase's end; `None` if the line does not tell."""
    seconds: float | None = None
    """How long a phase took; `None` of an event."""
    step: int | None = None
    """The training step, where the line tells."""
    detail: str = ""
    """What else the line says, as `key=value`."""

    @property
    def start(self) -> float | None:
        """Seconds since the epoch when a phase began; of an event, when it happened."""
        return self.time if self.time is None or self.seconds is None else self.time - self.seconds


def read_entry(line: bytes) -> LogEntry | None:
    """One line's entry; `None` of a torn one, of binary, and of JSON that tells neither a phase nor an event."""
    record = read_record(line)
    if record is None:
        return None
    name_key = next((key for key in _NAMES if isinstance(record.get(key), str)), None)
    if name_key is None or not (kind := _kind(record)):
        return None
    return LogEntry(
        kind,
        clean(record.pop(name_key), NAME_LIMIT),
        _time(_first(record, _TIMES)),
        _number(_first(record, _SECONDS)) if kind is EntryKind.PHASE else None,
        _step(record),
        _detail(record),
    )


def read_record(line: bytes) -> dict[str, Any] | None:
    """The JSON object of a line; `None` if it is none."""
    if len(line) > LINE_LIMIT or not line.lstrip().startswith(b"{"):
        return None
    try:
        record = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _kind(record: Mapping[str, Any]) -> EntryKind | None:
    """As the type says; of other types, a phase is what took time and an event what has one."""
    try:
        return EntryKind(record.get(_TYPE))
    except ValueError:
        pass
    if _number(_first(record, _SECONDS)) is not None:
        return EntryKind.PHASE
    return EntryKind.EVENT if _time(_first(record, _TIMES)) is not None else None


def _first(record: Mapping[str, Any], keys: Iterable[str]) -> Any:
    return next((record[key] for key in keys if record.get(key) is not None), None)


def _time(value: object) -> float | None:
    """Numbers are seconds, or milliseconds where those would be thousands of years."""
    if isinstance(value, str):
        return epoch_seconds(value)
    number = _number(value)
    if number is None or not 1e8 < number < 1e14:
        return None
    return number if number < 1e11 else number / 1e3


def _step(record: Mapping[str, Any]) -> int | None:
    data = record.get(_DATA)
    step = _number(_first({**(data if isinstance(data, dict) else {}), **record}, _STEPS))
    return None if step is None else int(step)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _detail(record: Mapping[str, Any]) -> str:
    """The fields that have no place of their own; those of `data` stand among them."""
    known = {_TYPE, _DATA, *_TIMES, *_SECONDS, *_STEPS}
    rest = {key: value for key, value in record.items() if key not in known}
    data = record.get(_DATA)
    rest |= data if isinstance(data, dict) else {} if data is None else {_DATA: data}
    return clean(" ".join(f"{key}={_text(value)}" for key, value in rest.items()), DETAIL_LIMIT)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:  # nested as deep as could be read
        return "…"
