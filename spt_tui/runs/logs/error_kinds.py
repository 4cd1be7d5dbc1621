"""The table of what is an error in a log: names, and the patterns by which a line is known.

The words are those that CPython, NumPy, PyTorch, JAX, NCCL, CUDA, glibc and its loader, the Linux kernel, shells and
SLURM write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One kind of error."""

    name: str
    """In the words of the field: `cuda out of memory`."""
    needles: tuple[str, ...]
    """A line that is of this kind has one of these in it, letter for letter: looking for them is quick."""
    pattern: re.Pattern[str]
    """Found in every line of this kind."""
    is_consequence: bool = False
    """Rather follows from another error, on another rank or of the job, than ends a run by itself."""


def _kind(name: str, needles: tuple[str, ...], pattern: str, is_consequence: bool = False) -> ErrorKind:
    return ErrorKind(name, needles, re.compile(pattern, re.ASCII), is_consequence)


TRACEBACK = _kind("traceback", ("Traceback (most recent call last)",), r"Traceback \(most recent call last\)")
"""Its first line; what it is about is on its last one."""

ERROR_KINDS: tuple[ErrorKind, ...] = (
    TRACEBACK,
    _kind(
        "cuda out of memory",
        ("emory", "rror"),
        r"\b(?:CUDA|HIP|XPU|MPS)(?: backend| (?:driver |runtime )?error:)? out of memory"
        r"|Cuda failure (?:\d+ )?'out of memory|RESOURCE_EXHAUSTED: Out of memory"
        r"|OutOfMemoryError|hipErrorOutOfMemory|cudaErrorMemoryAllocation|STATUS_ALLOC_FAILED",
    ),
    _kind(
        "out of memory",
        ("emory", "oom_kill", "oom-kill", "bad_alloc"),
        r"\b[Oo]ut [Oo]f [Mm]emory|oom[-_ ]?kill|[Cc]annot allocate memory|can't allocate memory|bad_alloc"
        r"|not enough memory: you tried|\b(?:_Array)?MemoryError\b|[Ee]xceeded (?:job |step )?memory limit",
    ),
    _kind(
        "time limit",
        ("DUE TO TIME LIMIT", "ob has timed out", "timed-out"),
        r"DUE TO TIME LIMIT|[Jj]ob has timed out|timed-out too many times|job is timed-out",
    ),
    _kind("preempted", ("DUE TO PREEMPTION", "preempted"), r"DUE TO PREEMPTION|job (?:is|was|has been) preempted"),
    _kind(
        "nccl",
        ("NCCL", "rror"),
        r"NCCL (?:WARN|ERROR|error|watchdog|operation)|NCCL.{0,200}(?:[Tt]imed? ?out|abort|exception)|DistBackendError"
        r"|ncclUnhandledCudaError|nccl(?:System|Internal|Remote|Invalid\w*)(?:Error|Usage|Argument)",
        is_consequence=True,
    ),
    _kind(
        "cuda",
        ("rror", "Xid ("),
        r"CUDA (?:error|driver error|kernel errors)|cudaError\w+|CUDNN_STATUS_(?!SUCCESS)\w+"
        r"|CUBLAS_STATUS_(?!SUCCESS)\w+|\bXid \(",
    ),
    _kind(
        "disk",
        ("No space left", "uota exceeded", "file handle", "rror"),
        r"No space left on device|quota exceeded|Stale (?:NFS )?file handle|Input/output error",
    ),
    _kind(
        "assertion",
        ("ssertion ",),
        r"\bAssertion (?:`[^`']{1,400}'|`[^`]{1,400}`|\".{1,400}\") failed|\bAssertion failed: ",
    ),
    _kind(
        "library",
        ("GLIBC", "rror"),
        r"version [`']GLIBC(?:XX)?_[\d.]{1,16}' not found|error while loading shared libraries: ",
    ),
    _kind(
        "segfault", ("egmentation ", "SIGSEGV", "segfault"), r"[Ss]egmentation (?:fault|violation)|SIGSEGV|\bsegfault"
    ),
    _kind(
        "connection lost",
        ("onnection ", "roken pipe", "rror"),
        r"[Cc]onnection (?:reset|closed|refused|timed out|lost)|Connection(?:Reset|Refused|Aborted)Error|[Bb]roken pipe"
        r"|Socket Timeout",
        is_consequence=True,
    ),
    _kind("cancelled", ("CANCELLED",), r"\bCANCELLED (?:AT|DUE)\b", is_consequence=True),
    _kind(
        "signal",
        ("SIG", "ignal", "illed", "Aborted", "Bus error", "core dumped", "code -", "rror"),
        r"^(?:.*[\s:])?Killed(?:$|[\s:.])|\bkilled by\b|[Tt]erminated by signal|[Rr]eceived (?:signal|SIG)"
        r"|Caught signal|\bsignal[ :]*(?:6|7|9|11|15)\b|\bSIG(?:KILL|ABRT|BUS|FPE|ILL)\b"
        r"|(?<!Bypassing signal )\bSIGTERM\b|\bAborted\b|\bBus error\b|core dumped"
        r"|\bcode -(?:6|7|9|11|15)\b|Exited with exit code 1(?:34|35|37|39|43)\b",
        is_consequence=True,
    ),
    _kind("slurm", ("slurmstepd: error", "srun: error", "sbatch: error"), r"(?:slurmstepd|srun|sbatch): error"),
    _kind("interrupted", ("KeyboardInterrupt",), r"\bKeyboardInterrupt\b"),
    _kind(
        "error",
        ("rror", "ERROR", "FATAL", "CRITICAL", "Exception", "what():", "command not found", "Could not override "),
        r"\b[Ee]rror\b(?! ?(?:rate|bar))|\bERROR\b|\bFATAL\b|\bCRITICAL\b|\b\w+(?:Error|Exception)(?::|\(|$)"
        r"|^ *what\(\):|: command not found|^Could not override '",
    ),
)
"""The most telling first: a line is of the first kind that it fits."""

NEEDLES: tuple[str, ...] = tuple(
    needle
    for needle in dict.fromkeys(needle for kind in ERROR_KINDS for needle in kind.needles)
    if not any(other in needle for kind in ERROR_KINDS for other in kind.needles if other != needle)
)
"""A line without any of these is no error. None is a part of another."""


def error_kind(line: str) -> ErrorKind | None:
    """What kind of error `line` is, be it cleaned or not; `None` if it is none."""
    for kind in ERROR_KINDS:
        if any(needle in line for needle in kind.needles) and kind.pattern.search(line):
            return kind
    return None
