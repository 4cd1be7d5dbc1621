"""What a dead run died of, as far as its logs say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spt_tui.runs.logs.streams import Found, LogStream
from spt_tui.runs.run import Run
from spt_tui.runs.triage.cause import Cause, Weight
from spt_tui.runs.triage.diagnosis import NO_ERROR, SILENT
from spt_tui.runs.triage.evidence import Evidence
from spt_tui.runs.triage.fingerprint import fingerprint

NO_LOGS = "no logs found"
UNREAD = "logs cannot be read"
SILENT_BEFORE = "after a rank fell silent"
SILENT_SECONDS = 10.0
"""A rank that said nothing of its end, and wrote for the last time so long before others gave up waiting, is the one
that they waited for."""


@dataclass(frozen=True, slots=True)
class Death:
    """One dead run."""

    run: Run
    cause: Cause
    title: str
    """What it died of in one cleaned line, equal for runs that died of the same thing."""
    stream: LogStream | None = None
    """The log that says so: of several ranks the one that seems to have failed first; if none tells an error, the one
    that was written last. `None`: there is none."""
    evidence: Evidence | None = None
    """What that log says."""
    rank: int | None = None
    """The rank that seems to have failed first, by what that log says, or else by its name; where ranks waited in vain,
    one that fell silent before. `None`: not known."""
    ranks: tuple[int, ...] = ()
    """The ranks whose logs say the same, rising."""
    nodes: tuple[str, ...] = ()
    """The host of the rank that failed first, as far as it is known; cleaned."""
    problems: tuple[str, ...] = ()
    """Which logs could not be read, and why; cleaned."""
    tried: tuple[str, ...] = ()
    """Where logs were looked for, if none was found; cleaned."""


def death_of(
    run: Run, found: Found, told: Mapping[LogStream, Evidence], problems: Sequence[str] = (), reason: str = ""
) -> Death:
    """What `run` died of, by what its logs tell; `reason` is why one of them could not be read, if so."""
    stream, first = min(told.items(), key=lambda entry: _order(*entry), default=(None, None))
    if stream is None or first is None or (problems and first.diagnosis == SILENT):
        title = f"{UNREAD}: {fingerprint(reason)}" if problems else NO_ERROR if found.streams else NO_LOGS
        return Death(run, Cause.NONE, title, problems=tuple(problems), tried=() if found.streams else found.tried)
    if first.diagnosis == SILENT:
        return Death(run, Cause.NONE, NO_ERROR, stream, first)
    same = {_rank(each, evidence) for each, evidence in told.items() if evidence.diagnosis == first.diagnosis}
    silent = _silent_before(first, told)
    node = first.node or stream.node if silent is None else silent.node
    return Death(
        run,
        first.diagnosis.cause,
        first.diagnosis.title if silent is None else f"{first.diagnosis.title} {SILENT_BEFORE}",
        stream,
        first,
        _rank(stream, first) if silent is None else silent.rank,
        tuple(sorted(rank for rank in same if rank is not None)),
        (node,) if node else (),
        tuple(problems),
    )


def _silent_before(first: Evidence, told: Mapping[LogStream, Evidence]) -> LogStream | None:
    """The log of the rank that others waited for: none of its logs tells an error, and all ended long before theirs."""
    if first.diagnosis.weight is not Weight.TIMED_OUT:
        return None
    latest: dict[int, tuple[float, LogStream]] = {}
    speaking: set[int] = set()
    for stream, evidence in told.items():
        if stream.rank is None:
            continue
        if evidence.diagnosis != SILENT:
            speaking.add(stream.rank)
        if stream.rank not in latest or evidence.at > latest[stream.rank][0]:
            latest[stream.rank] = evidence.at, stream
    silent = [seen for rank, seen in latest.items() if rank not in speaking and seen[0] < first.at - SILENT_SECONDS]
    return min(silent, key=lambda seen: seen[0])[1] if 0 < len(silent) < len(speaking) else None


def _order(stream: LogStream, evidence: Evidence) -> tuple[float, ...]:
    """Causes before what follows from them, then by time: a guess, for clocks differ and not every line has one."""
    rank = _rank(stream, evidence)
    at = -evidence.at if evidence.diagnosis == SILENT else evidence.at
    return (-evidence.diagnosis.weight, at, float("inf") if rank is None else rank)


def _rank(stream: LogStream, evidence: Evidence) -> int | None:
    """What is said counts more than the name: under torchrun one log, named for its task, holds several ranks."""
    return stream.rank if evidence.rank is None else evidence.rank
