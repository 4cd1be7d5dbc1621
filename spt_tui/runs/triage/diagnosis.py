"""What an error in a log is a sign of: the kind of death, and words that are equal for equal deaths."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spt_tui.runs.logs.error_kinds import ErrorKind
from spt_tui.runs.logs.errors import LogError
from spt_tui.runs.logs.traceback import Raised, Traceback, raised_of
from spt_tui.runs.triage.cause import Cause, Weight
from spt_tui.runs.triage.fingerprint import fingerprint

CUDA_MEMORY = "CUDA out of memory"
MEMORY = "out of memory on the host"
TIME_LIMIT = "time limit"
WATCHDOG = "NCCL watchdog timeout"
NO_ERROR = "no error at the end of its logs"

_WATCHDOG = re.compile(r"[Ww]atchdog caught collective|NCCL.*(?:collective operation timeout|timed out)|Timeout\(ms\)")
_NODE_FAILURE = re.compile(r"DUE TO NODE FAIL")
_UNHEARD = re.compile(r"Exception ignored in|Exception in thread ")
_WARNING = re.compile(r"warnings\.warn\(|\b[A-Z]\w*Warning: |^\[W\d{4} |(?<!submitit )\bWARNING\b")
_WAITED = re.compile(r"Timed out after \d+ seconds waiting for|client socket has timed out|^wait timeout after")
_VAGUE = re.compile(r"DataLoader worker \(pid.{0,200}\) exited unexpectedly")
_THROWN = re.compile(r"\s*what\(\):\s*(.+)")
_LEVEL = re.compile(r"^.{0,120}?\b(?:ERROR|CRITICAL|FATAL)\b[\]\s:|-]*(?=\S)")
_SIGNAL = re.compile(
    r"SIG(SEGV|BUS|KILL|ABRT|TERM|FPE|ILL|INT|HUP|USR[12]|XCPU|PIPE)\b|\b(?:[Ss]ignal[ :(]*|code -)(\d{1,2})\b"
    r"|\b[Ee]xit code (1\d\d)\b"
)
_NUMBERED = {
    "1": "HUP",
    "2": "INT",
    "4": "ILL",
    "6": "ABRT",
    "7": "BUS",
    "8": "FPE",
    "9": "KILL",
    "11": "SEGV",
    "15": "TERM",
}
_SHELLS = 128
"""What a shell adds to the signal's number for the exit status."""
_SAID = (("egmentation", "SEGV"), ("Bus error", "BUS"), ("Killed", "KILL"), ("illed by", "KILL"), ("Aborted", "ABRT"))
_FOLLOWING_SIGNALS = frozenset(("TERM", "ABRT", "HUP"))


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an error is a sign of."""

    cause: Cause
    title: str
    """The fingerprint in one cleaned line: equal for runs that died of the same thing."""
    weight: Weight


SILENT = Diagnosis(Cause.NONE, NO_ERROR, Weight.NOTHING)
"""Of a log that ends without an error."""


def diagnosis_of(error: LogError, lines: Sequence[str], hosts: Sequence[str] = ()) -> Diagnosis:
    """What `error` in the plain `lines` of a log says of the run's end; `hosts` are names of nodes."""
    line = lines[error.last]
    raised = _raised(error.traceback) if error.traceback else _raised_alone(line)
    if raised is None or error.kind.name in _SAYING_ALL:
        found = _OF_LINES.get(error.kind.name, _mentioned)(line, hosts)
    else:
        found = _of_exception(error.kind, raised, _continued(raised, lines, error.last), hosts)
    if error.traceback and error.first and _UNHEARD.search(lines[error.first - 1]):
        return Diagnosis(found.cause, found.title, min(found.weight, Weight.FOLLOWS))
    if error.traceback is None and _WARNING.search(line):
        weight = Weight.MENTIONED if found.weight > Weight.MENTIONED else Weight.NOTHING
        return Diagnosis(found.cause, found.title, weight)
    return found


def _raised(traceback: Traceback) -> Raised | None:
    """What ended the program; where that says only that a process is gone, what it was raised from."""
    *before, last = traceback.chain or (None,)
    return before[-1] if before and last is not None and _VAGUE.match(last.message) else last


def _raised_alone(line: str) -> Raised | None:
    """What a line says was raised whose traceback lies before the part of the log that was read."""
    raised = raised_of(line)
    return raised if raised is not None and raised.type.endswith(("Error", "Exception")) else None


def _continued(raised: Raised, lines: Sequence[str], last: int) -> str:
    """The message, with the next line where the first one only announces it."""
    if raised.message.endswith((":", ",")) and last + 1 < len(lines):
        return f"{raised.message} {lines[last + 1].strip()}"
    return raised.message


def _of_exception(kind: ErrorKind, raised: Raised, message: str, hosts: Sequence[str]) -> Diagnosis:
    name = raised.type.rpartition(".")[2]
    title = fingerprint(f"{name}: {message}" if message else name, hosts)
    if kind.name == "nccl" and _WATCHDOG.search(message):
        return Diagnosis(Cause.NCCL_WATCHDOG, WATCHDOG, Weight.TIMED_OUT)
    if _WAITED.search(message):
        return Diagnosis(Cause.EXCEPTION, title, Weight.TIMED_OUT)
    if name == "SIGTERMException":
        return Diagnosis(Cause.SIGNAL, "SIGTERM", Weight.FOLLOWS)
    follows = kind.is_consequence or name in _FOLLOWING
    return Diagnosis(Cause.EXCEPTION, title, Weight.FOLLOWS if follows else Weight.ENDS)


_SAYING_ALL = frozenset(("cuda out of memory", "out of memory", "time limit", "preempted", "interrupted"))
"""Kinds of error of which it does not matter who raises them."""
_FOLLOWING = frozenset(
    ("ChildFailedError", "ProcessRaisedException", "ProcessExitedException", "EOFError", "SystemExit")
)
"""Raised by those that wait for one that has died."""


def _signal(line: str, hosts: Sequence[str]) -> Diagnosis:
    found = _SIGNAL.search(line)
    number = (found[2] or str(int(found[3] or 0) - _SHELLS)) if found else ""
    name = (found and found[1]) or _NUMBERED.get(number, "")
    name = name or next((name for words, name in _SAID if words in line), "")
    if not name:
        return Diagnosis(Cause.SIGNAL, fingerprint(line, hosts), Weight.FOLLOWS)
    if name in ("SEGV", "BUS", "FPE", "ILL"):
        return Diagnosis(Cause.SIGNAL, f"SIG{name}", Weight.ENDS)
    return Diagnosis(Cause.SIGNAL, f"SIG{name}", Weight.FOLLOWS if name in _FOLLOWING_SIGNALS else Weight.LIKELY)


def _nccl(line: str, hosts: Sequence[str]) -> Diagnosis:
    if _WATCHDOG.search(line):
        return Diagnosis(Cause.NCCL_WATCHDOG, WATCHDOG, Weight.TIMED_OUT)
    return _said(Weight.FOLLOWS)(line, hosts)


def _cancelled(line: str, hosts: Sequence[str]) -> Diagnosis:
    if _NODE_FAILURE.search(line):
        return Diagnosis(Cause.NODE_FAILURE, "node failure", Weight.ENDS)
    return Diagnosis(Cause.CANCELLED, "cancelled", Weight.FOLLOWS)


def _said(weight: Weight) -> Callable[[str, Sequence[str]], Diagnosis]:
    """What the line says, without the time and the level that its logger put before it."""

    def say(line: str, hosts: Sequence[str]) -> Diagnosis:
        return Diagnosis(Cause.ERROR, fingerprint(_LEVEL.sub("", line), hosts), weight)

    return say


def _always(cause: Cause, title: str, weight: Weight = Weight.ENDS) -> Callable[[str, Sequence[str]], Diagnosis]:
    return lambda line, hosts: Diagnosis(cause, title, weight)


def _mentioned(line: str, hosts: Sequence[str]) -> Diagnosis:
    """A line that only says so; C++ says `what():` of an exception that nobody catches."""
    thrown = _THROWN.match(line)
    return _said(Weight.LIKELY)(thrown[1], hosts) if thrown else _said(Weight.MENTIONED)(line, hosts)


_OF_LINES: dict[str, Callable[[str, Sequence[str]], Diagnosis]] = {
    "cuda out of memory": _always(Cause.CUDA_MEMORY, CUDA_MEMORY),
    "out of memory": _always(Cause.MEMORY, MEMORY),
    "time limit": _always(Cause.TIME_LIMIT, TIME_LIMIT),
    "preempted": _always(Cause.PREEMPTED, "preempted"),
    "nccl": _nccl,
    "cuda": _said(Weight.LIKELY),
    "disk": _said(Weight.LIKELY),
    "assertion": _said(Weight.LIKELY),
    "library": _said(Weight.LIKELY),
    "segfault": _signal,
    "connection lost": _said(Weight.FOLLOWS),
    "cancelled": _cancelled,
    "signal": _signal,
    "interrupted": _always(Cause.SIGNAL, "SIGINT (KeyboardInterrupt)", Weight.LIKELY),
}
"""By the name of a kind of error; what is not here is only mentioned."""
