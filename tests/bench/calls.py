"""Which requests about one tree a program makes, between the marks that it sets: counted by strace.

A mark is a request about a path that does not exist. The log has the requests of all threads in one order, with the
paths of the descriptors, so that those about the tree are told from those about modules and libraries.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

REQUESTS = (
    "open", "openat", "openat2", "close", "stat", "lstat", "fstat", "newfstatat", "statx", "getdents", "getdents64",
    "read", "pread64", "access", "faccessat", "faccessat2", "readlink", "readlinkat",
)  # fmt: skip
"""What counts. A copied descriptor or a moved place in a file asks nobody."""
_MARKS = "/spt-bench-mark/"
_MARK = re.compile(f'"{_MARKS}(begin|end)/([^"]+)"')


@dataclass(slots=True)
class Calls:
    """Requests of one phase."""

    kinds: Counter[str] = field(default_factory=Counter)
    """Name of the system call -> requests."""
    paths: set[str] = field(default_factory=set)
    """What was asked about."""

    @property
    def count(self) -> int:
        """All requests."""
        return self.kinds.total()


def mark(phase: str, *, ends: bool = False) -> None:
    """Say, in the program that is counted, that a phase begins or ends."""
    try:
        os.stat(f"{_MARKS}{'end' if ends else 'begin'}/{phase}")
    except FileNotFoundError:
        return


def unavailable() -> str | None:
    """Why requests cannot be counted here; None if they can."""
    return None if shutil.which("strace") else "strace is not installed"


def tracer(log: Path) -> tuple[str, ...]:
    """What goes before a command line so that its requests are written to `log`."""
    wanted = ",".join(f"?{name}" for name in REQUESTS)  # ? - a processor may not have it
    return ("strace", "-f", "--seccomp-bpf", "-qq", "-y", "-s", "0", "-e", "signal=none", "-e", f"trace={wanted}",
            "-o", str(log))  # fmt: skip


def counted(log: Path, root: Path) -> Mapping[str, Calls]:
    """The requests about the tree below `root` in each phase that the log tells of."""
    with log.open(encoding="utf-8", errors="replace") as lines:
        return _phases(lines, str(root.resolve()))


def _phases(lines: Iterable[str], root: str) -> Mapping[str, Calls]:
    """A call that another thread interrupted is on two lines: the first one has its name and its arguments."""
    below = rf"{re.escape(root)}(?:/[^\">]*)?"
    by_path, by_descriptor = rf'"(?P<path>{below})"', rf'<(?P<opened>{below})>(?:, "(?P<name>[^"]*)")?'
    about = re.compile(rf"(\w+)\((?:AT_FDCWD(?:<[^>]*>)?, )?\d*(?:{by_path}|{by_descriptor})")
    phases: dict[str, Calls] = {}
    current: Calls | None = None
    for line in lines:
        if found := _MARK.search(line):
            current = phases.setdefault(found[2], Calls()) if found[1] == "begin" else None
        elif current is not None and (asked := about.search(line)):
            current.kinds[asked[1]] += 1
            current.paths.add(asked["path"] or os.path.join(asked["opened"], asked["name"] or "").rstrip("/"))
    return phases
