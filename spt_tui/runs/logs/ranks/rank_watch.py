"""What the ends of all ranks' logs tell of the ranks: read a few at a time, each again only when it has changed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from spt_tui.runs.logs.ranks.presence import missing_ranks, ranks_of, silent_ranks, world_size
from spt_tui.runs.logs.ranks.rank_error import RankError, Weight, first_error, first_failed, may_have_error
from spt_tui.runs.logs.ranks.rank_lines import RankLines
from spt_tui.runs.logs.streams import Found, LogStream
from spt_tui.runs.logs.tail import LogTail
from spt_tui.runs.run import Run, State

TAIL_BYTES = 65_536
"""Read of each log."""
TAILS_AT_ONCE = 16
"""Logs that one look reads."""
LIVE_SECONDS = 60.0
"""Between two readings of a log that is still written."""


@dataclass(frozen=True, slots=True)
class RankReport:
    """What is known of a run's ranks."""

    ranks: tuple[int, ...] = ()
    """Those that have logs."""
    world: int | None = None
    """How many ranks the run has; `None` if nothing tells."""
    first_failed: RankError | None = None
    """A guess: the first error among the ends of all ranks' logs. Until all are read, what was guessed before."""
    errors: int = 0
    """Ranks that have an error, counted then."""
    silent: tuple[tuple[int, float], ...] = ()
    """Ranks that have stopped writing, and for how many seconds others wrote on."""
    missing: tuple[int, ...] = ()
    """Ranks that have no log."""
    is_complete: bool = True
    """False while logs are still to be read."""


class _Read(NamedTuple):
    size: int
    modified_at: float
    again_at: float
    """By `time.monotonic`: not before that, while the run goes on."""
    error: RankError | None


class RankWatch:
    """Reads the tails of a run's logs for errors; not for use by two threads at a time."""

    def __init__(self) -> None:
        self._read: dict[str, _Read] = {}
        self._failed: RankError | None = None
        self._errors = 0

    def look(self, run: Run, found: Found) -> RankReport:
        """The ranks of `run` after reading at most `TAILS_AT_ONCE` of its logs that changed since they were read.

        Nothing is read of a run that was completed, nor of one of a single rank: none of theirs failed first.
        """
        stale = (
            [stream for stream in found.streams if self._is_stale(stream, run)] if _can_have_failed(run, found) else []
        )
        for stream in stale[:TAILS_AT_ONCE]:
            error, again_at = _error_in(stream, run.created_at), time.monotonic() + LIVE_SECONDS
            self._read[stream.path] = _Read(stream.size, stream.modified_at, again_at, error)
        is_complete = len(stale) <= TAILS_AT_ONCE
        if is_complete:
            errors = [*self._errors_of(run, found)]
            self._failed, self._errors = first_failed(errors), len({error.rank for error in errors})
        world = world_size(run.hparams, found.streams)
        return RankReport(
            ranks_of(found.streams),
            world,
            self._failed,
            self._errors,
            tuple(silent_ranks(found.streams).items()),
            missing_ranks(found.streams, world),
            is_complete,
        )

    def _is_stale(self, stream: LogStream, run: Run) -> bool:
        read = self._read.get(stream.path)
        if read is None:
            return stream.size > 0
        has_changed = (read.size, read.modified_at) != (stream.size, stream.modified_at)
        return has_changed and (run.ended or time.monotonic() >= read.again_at)

    def _errors_of(self, run: Run, found: Found) -> Iterator[RankError]:
        """Those that were found; while the run goes on, without those that may have ended nothing."""
        for stream in found.streams:
            read = self._read.get(stream.path)
            if read is not None and read.error is not None and (run.ended or read.error.weight is Weight.CAUSE):
                yield read.error


def _can_have_failed(run: Run, found: Found) -> bool:
    return run.state is not State.COMPLETED and len(ranks_of(found.streams)) > 1


def _error_in(stream: LogStream, began: float | None) -> RankError | None:
    """The first error in the end of a log; none in one that cannot be read."""
    view = LogTail(stream.path, TAIL_BYTES).poll()
    if view is None or not may_have_error(view.lines):
        return None
    lines = RankLines(stream.rank or 0, began)
    lines.take(view)
    return first_error(stream.rank, stream.path, lines.lines)
