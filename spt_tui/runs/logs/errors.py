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
    for place in range(len(lines)):
        if place < behind:
            continue
        error = error_at(lines, place)
        if error is not None:
            yield error
            behind = error.last + 1


def error_at(lines: Sequence[str], place: int) -> LogError | None:
    """The error whose first line is `lines[place]`; `None` if none begins there."""
    kind = error_kind(lines[place])
    found = traceback_at(lines, place) if kind is TRACEBACK else None
    if kind is None or found is None:
        return LogError(kind, place, place) if kind is not None else None
    raised = found.raised
    told = error_kind(f"{raised.type}: {raised.message}") if raised else None
    return LogError(told if told is not None else kind, place, found.last, found)
