"""Where a job began again inside a log: SLURM and submitit let a requeued job write on in the file that it had.

The evidence are lines that SLURM, submitit, Lightning and stable-pretraining write when they stop, requeue or resume a
job. Nothing is concluded from a pause: a log can be silent for hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

NEAR = 200
"""Lines within which all evidence is of one restart."""


@dataclass(frozen=True, slots=True)
class Restart:
    """The job began again."""

    line: int
    """The number of the first line that it wrote then, as far as that can be told."""
    reason: str
    """`requeued`, `preempted`, `node failed`, `resumed from a checkpoint`, or only `started again`."""


class Sign(Enum):
    """What a line says of the job that wrote it."""

    ENDED = "ended"
    """It is stopped, and will begin again or may do so."""
    LAST_WORDS = "last words"
    """Written by what runs the job; behind `ENDED` it belongs to the end."""
    BANNER = "banner"
    """Written near the start by every rank: tells where a start is, but not that it is another one."""
    STARTED = "started"
    """Written once a start by the rank `Evidence.by`."""
    AGAIN = "again"
    """Written by a start that is not the first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a line says, and why it was written."""

    sign: Sign
    reason: str = ""
    by: bytes = b""
    """Who wrote it, where each writes one a start."""


REQUEUED = Evidence(Sign.ENDED, "requeued")
PREEMPTED = Evidence(Sign.ENDED, "preempted")
NODE_FAILED = Evidence(Sign.ENDED, "node failed")
LAST_WORDS = Evidence(Sign.LAST_WORDS)
BANNER = Evidence(Sign.BANNER)
RESUMED = Evidence(Sign.AGAIN, "resumed from a checkpoint")
COUNTED = Evidence(Sign.AGAIN, "requeued")

_SAYINGS: tuple[tuple[bytes, re.Pattern[bytes], Evidence], ...] = (
    (b" DUE TO ", re.compile(rb"slurmstepd: .{0,300} DUE TO JOB REQUEUE"), REQUEUED),
    (b" DUE TO ", re.compile(rb"slurmstepd: .{0,300} DUE TO PREEMPTION"), PREEMPTED),
    (b" DUE TO ", re.compile(rb"slurmstepd: .{0,300} DUE TO NODE FAILURE"), NODE_FAILED),
    (b"Requeued job ", re.compile(rb"submitit .{0,60}Requeued job "), REQUEUED),
    (b"requeing job ", re.compile(rb"requeing job \d"), REQUEUED),
    (b"RegistryLogger] run_id=", re.compile(rb"RegistryLogger\] run_id="), BANNER),
    (b"Restored all states", re.compile(rb"Restored all states from the checkpoint"), RESUMED),
    (b"SLURM_RESTART_COUNT", re.compile(rb"SLURM_RESTART_COUNT\s*[=:]\s*['\"]?[1-9]"), COUNTED),
)
"""Bytes to look for first, for a search is quicker than a match; what has to be there; what it says."""

_START = re.compile(rb"submitit .{0,60}Starting with JobEnvironment\(.{0,400}?global_rank=(\d{1,6})")
_LAST_WORDS = (b"submitit ", b"slurmstepd: ", b"srun: ")


def evidence_of(raw: bytes) -> Evidence | None:
    """What a line of a log, as it is in the file, says of starts and ends of its job; mostly nothing."""
    if b"JobEnvironment(" in raw and (started := _START.search(raw)):
        return Evidence(Sign.STARTED, "started again", started[1])
    for sought, pattern, evidence in _SAYINGS:
        if sought in raw and pattern.search(raw):
            return evidence
    return LAST_WORDS if raw.startswith(_LAST_WORDS) else None


def starts_in(raw: bytes) -> tuple[tuple[int, bytes], ...]:
    """Where in `raw` lines begin to say of a start, and who says it."""
    return tuple((found.start(), found[1]) for found in _START.finditer(raw))


def restarts_in(
    said: Iterable[tuple[int, Evidence]], behind: int, started: Iterable[bytes] = ()
) -> tuple[Restart, ...]:
    """The restarts that numbered lines tell of, in their order.

    `behind` is the number behind the last line, `started` are those that started before the first one.
    """
    story = _Story(behind, set(started))
    for line, evidence in said:
        story.hear(line, evidence)
    story.close(behind + NEAR + 1)
    return tuple(story.restarts)


class _Story:
    """Evidence heard line by line."""

    def __init__(self, behind: int, started: set[bytes]) -> None:
        self.restarts: list[Restart] = []
        self._behind = behind
        self._started = started
        self._banner: int | None = None
        """The line of the last one since the job was stopped."""
        self._reason = ""
        """Why the job was stopped; empty while it runs."""
        self._stopped = 0
        """The last line of its end."""

    def hear(self, line: int, evidence: Evidence) -> None:
        self.close(line)
        sign = evidence.sign
        if sign is Sign.ENDED:
            self._reason, self._stopped, self._banner = self._reason or evidence.reason, line, None
        elif sign is Sign.LAST_WORDS:
            self._stopped = line if self._reason else self._stopped
        elif sign is Sign.BANNER:
            self._banner = line
            self._tell(line)
        else:
            is_another = sign is Sign.AGAIN or evidence.by in self._started
            self._started.add(evidence.by)
            self._tell(line, evidence.reason if is_another else "")

    def close(self, line: int) -> None:
        """No start has been heard of until `line`: if the end was long before, one went unheard."""
        if self._reason and line - self._stopped > NEAR:
            begun = self._stopped + 1
            if self._reason == REQUEUED.reason and begun < self._behind:
                self._tell(begun)
            self._reason = ""

    def _tell(self, line: int, reason: str = "") -> None:
        """The job began near `line`; again, if there is a `reason` to say so or its end was heard of."""
        if not (reason := self._reason or reason):
            return
        if self._banner is not None and line - self._banner <= NEAR:
            line = self._banner
        if self._reason or not self.restarts or line - self.restarts[-1].line > NEAR:
            self.restarts.append(Restart(line, reason))
        self._reason = ""
