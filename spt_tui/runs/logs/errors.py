"""The errors in the lines of a log: each once, be it one line or a whole traceback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spt_tui.runs.logs.error_kinds import TRACEBACK, ErrorKind, error_kind
from spt_tui.runs.logs.traceback import Traceback, traceback_at


@dataclass(frozen=True, slots=True)
class LogError:
    """One error."""

    kind: ErrorKind
    """Of a traceback that of what was raised, as far as the table knows it."""
    first: int
    """Place of its first line among the lines."""
    last: int
    """Place of its last line, the one that says most: of a traceback the exception's."""
    traceback: Traceback | None = None
    """`None` if it is one line."""


def errors_in(lines: Sequence[str]) -> Iterator[LogError]:
    """Every error in `lines`, in order. What a traceback says belongs to it. Lines are without colours."""
    behind = 0
    for place, line in enumerate(lines):
        if place < behind:
            continue
        kind = error_kind(line)
        if kind is not None:
            yield (error := _error_at(lines, place, kind))
            behind = error.last + 1


def last_error(lines: Sequence[str]) -> LogError | None:
    """The last error in `lines`; `None` if there is none."""
    last = None
    for last in errors_in(lines):  # noqa: B007
        pass
    return last


def _error_at(lines: Sequence[str], place: int, kind: ErrorKind) -> LogError:
    found = traceback_at(lines, place) if kind is TRACEBACK else None
    if found is None:
        return LogError(kind, place, place)
    raised = found.raised
    told = error_kind(f"{raised.type}: {raised.message}") if raised else None
    return LogError(told if told is not None else kind, place, found.last, found)
