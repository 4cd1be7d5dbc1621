"""Reads the ends of the logs of dead runs: politely, with bounds, and whatever hangs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from spt_tui.runs.logs.streams import Found, LogStream, find_streams
from spt_tui.runs.run import Run
from spt_tui.runs.triage.cause import Weight
from spt_tui.runs.triage.death import Death, death_of
from spt_tui.runs.triage.evidence import Evidence, evidence_in, last_words
from spt_tui.runs.triage.inquiry import PATIENCE_SECONDS, THREADS, Inquiry
from spt_tui.runs.triage.log_end import TAIL_BYTES, LogEnd, read_end
from spt_tui.text import clean

RUN_BYTES = 16 * 1024 * 1024
"""Read of the logs of one run: of very many ranks less each, but at least:"""
LEAST_BYTES = 8_192
MOST_LOGS = 2_048
"""Logs of one run that are read at most, those of the first ranks."""
EARLIER_SECONDS = 60.0
"""A log that was last written to so long before the run began belongs to an attempt before."""


@dataclass(slots=True)
class Cost:
    """What the looking took."""

    files: int = 0
    bytes: int = 0


class Autopsy:
    """Examines runs one answer at a time: `deaths` until it ends, in one thread.

    For each run its logs are found once. Then the end of each rank's `.err` is read, or of what it has instead, and
    the others only if none of those says what ended the run. No file is read twice, and an empty one is not opened.
    """

    def __init__(self, runs: Iterable[Run], threads: int = THREADS, patience: float = PATIENCE_SECONDS) -> None:
        self.cost = Cost()
        self._runs = iter(runs)
        self._inquiry: Inquiry[_Key, Found | LogEnd] = Inquiry(threads, patience)
        self._ahead = 2 * threads
        self._reads: list[_Key] = []

    def deaths(self) -> Iterator[Death | None]:
        """Each run's as it is known; `None` now and then, so that who takes them can do something else, or stop."""
        try:
            while self._ask() or self._inquiry.waiting:
                answered = self._inquiry.next()
                if answered is None:
                    yield None
                    continue
                (case, stream), answer = answered
                if stream is None:
                    self._take_found(case, answer)
                else:
                    self._take_end(case, stream, answer)
                yield self._conclude(case)
        finally:
            self._inquiry.close()

    def _ask(self) -> bool:
        """Have a few questions open: rather of runs that are begun. True if one was put."""
        asked = False
        while self._inquiry.waiting < self._ahead:
            if self._reads:
                self._read(*self._reads.pop())
            elif (run := next(self._runs, None)) is not None:
                self._inquiry.ask((_Case(run), None), lambda run=run: find_streams(run))  # type: ignore[misc]
            else:
                break
            asked = True
        return asked

    def _read(self, case: _Case, stream: LogStream | None) -> None:
        assert stream is not None
        limit = max(LEAST_BYTES, min(TAIL_BYTES, RUN_BYTES // case.logs))
        self._inquiry.ask((case, stream), lambda: read_end(stream.path, limit))

    def _take_found(self, case: _Case, answer: Found | LogEnd | OSError | ValueError) -> None:
        if isinstance(answer, (OSError, ValueError)):
            case.note("its logs", answer)
            return
        case.found = cast(Found, answer)
        streams = [stream for stream in case.found.streams if _is_of_the_end(stream, case.run)][:MOST_LOGS]
        case.logs = max(1, len(streams))
        first = _first_asked(streams)
        case.others = [stream for stream in streams if stream not in first]
        self._want(case, first or case.others)

    def _take_end(self, case: _Case, stream: LogStream, answer: Found | LogEnd | OSError | ValueError) -> None:
        case.open -= 1
        if isinstance(answer, (OSError, ValueError)):
            case.note(stream.label, answer)
        else:
            end = cast(LogEnd, answer)
            self.cost.files += 1
            self.cost.bytes += len(end.raw)
            evidence = evidence_in(end.raw, end.begin, end.modified_at, case.hosts)
            evidence = evidence or last_words(end.raw, end.begin, end.modified_at)
            if evidence is not None:
                case.told[stream] = evidence
        if not case.open and case.others and not case.is_explained:
            self._want(case, case.others)

    def _want(self, case: _Case, streams: list[LogStream]) -> None:
        case.open = len(streams)
        case.others = [stream for stream in case.others if stream not in streams]
        self._reads += [(case, stream) for stream in reversed(streams)]

    def _conclude(self, case: _Case) -> Death | None:
        if case.open:
            return None
        return death_of(case.run, case.found, case.told, case.problems, case.reason)


@dataclass(slots=True, eq=False)
class _Case:
    """A run that is being examined."""

    run: Run
    found: Found = field(default_factory=Found)
    logs: int = 1
    others: list[LogStream] = field(default_factory=list)
    """Not read yet, and perhaps never."""
    open: int = 0
    told: dict[LogStream, Evidence] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    reason: str = ""

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple({stream.node for stream in self.found.streams if stream.node})

    @property
    def is_explained(self) -> bool:
        return any(evidence.diagnosis.weight is Weight.ENDS for evidence in self.told.values())

    def note(self, what: str, error: OSError | ValueError) -> None:
        self.reason = clean((getattr(error, "strerror", None) or str(error)).lower())
        self.problems.append(f"{what}: {self.reason}")


_Key = tuple[_Case, "LogStream | None"]


def _is_of_the_end(stream: LogStream, run: Run) -> bool:
    """Whether a log can say how the run ended: it is no rotated one, not empty, and not of an attempt before."""
    is_current = os.path.splitext(stream.path)[1] == f".{stream.kind}"
    is_earlier = run.created_at is not None and stream.modified_at < run.created_at - EARLIER_SECONDS
    return is_current and stream.size > 0 and not is_earlier


def _first_asked(streams: list[LogStream]) -> list[LogStream]:
    """The `.err` of each rank, and of what has no `.err` all."""
    complaining = {(os.path.dirname(stream.path), stream.rank) for stream in streams if stream.kind == "err"}
    return [
        stream
        for stream in streams
        if stream.kind == "err" or (os.path.dirname(stream.path), stream.rank) not in complaining
    ]
