"""What /proc tells of a process: whose it is, what it runs, where it works.

Reading another process's command line or environment can wait for ever where that process hangs in the kernel, and a
name of a user can come from a server: no thread that others wait for does it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from spt_tui.hardware.host.bounds import slurm_id
from spt_tui.hardware.host.cgroup import number, read_text
from spt_tui.text import clean

MOST_FILES = 512
"""Open files of a process that are looked at."""
MOST_PLACES = 64
COMMAND_LIMIT = 512
"""Characters kept of a command line."""

_FIRST_NAMESPACE = "pid:[4026531836]"
"""Where the kernel itself started, by its PROC_PID_INIT_INO: the one whose numbers every driver reports."""
_NO_PLACES = ("/proc/", "/dev/", "/sys/", "/usr/")


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """What /proc tells of a process; `None` and `()` where it does not."""

    started: int
    """Clock ticks from the machine's start to its own: with the pid its identity."""
    user: str | None = None
    command: str | None = None
    places: tuple[str, ...] = ()
    """As `GpuProcess.places`."""
    slurm_id: str | None = None


def read_facts(root: str, pid: int) -> ProcessFacts | None:
    """What /proc below `root` tells of a process; `None` if there is none, or perhaps another one of this number."""
    began = started(root, pid)
    if began is None:
        return None
    files = tuple(open_files(root, pid))
    if not _is_first_namespace(root) and not any(path.startswith("/dev/nvidia") for path in files):
        return None  # older drivers count in the first namespace: here the number can be another process's
    return ProcessFacts(
        began,
        user=_user(root, pid),
        command=_command(root, pid),
        places=places((link(_of(root, pid, "cwd")), *map(os.path.dirname, files))),
        slurm_id=slurm_id(_slurm_environment(root, pid)),
    )


def started(root: str, pid: int) -> int | None:
    """When a process began, in clock ticks since the machine did; `None` if it is gone."""
    _, _, fields = (read_text(_of(root, pid, "stat")) or "").rpartition(") ")  # its name before that can hold any text
    words = fields.split()
    return number(words[19]) if len(words) > 19 else None


def open_files(root: str, pid: int) -> Iterator[str]:
    """The paths of a process's open files, `MOST_FILES` at most; none of another user's process."""
    folder = _of(root, pid, "fd")
    with suppress(OSError), os.scandir(folder) as entries:
        for entry, _ in zip(entries, range(MOST_FILES), strict=False):
            path = link(entry.path)
            if path and path.startswith("/"):
                yield path


def places(paths: Iterable[str | None]) -> tuple[str, ...]:
    """Different directories in their order, the system's own left out; `MOST_PLACES` at most."""
    wanted = (path for path in paths if path and path != "/" and not f"{path}/".startswith(_NO_PLACES))
    return tuple(dict.fromkeys(wanted))[:MOST_PLACES]


def link(path: str) -> str | None:
    """Where a link leads; `None` if that cannot be read."""
    try:
        return os.readlink(path)
    except OSError:
        return None


def _of(root: str, pid: int, name: str) -> str:
    return os.path.join(root, "proc", str(pid), name)


def _is_first_namespace(root: str) -> bool:
    """Whether this process counts processes as the kernel does; taken for granted where that cannot be read."""
    return (link(os.path.join(root, "proc/self/ns/pid")) or _FIRST_NAMESPACE) == _FIRST_NAMESPACE


def _user(root: str, pid: int) -> str | None:
    """The name of the owner, by the real user id, or that number where it has none."""
    for line in (read_text(_of(root, pid, "status")) or "").splitlines():
        name, *ids = line.split()[:2] or [""]
        if name == "Uid:" and ids:
            uid = number(ids[0])
            return None if uid is None else _user_name(uid)
    return None


def _slurm_environment(root: str, pid: int) -> dict[str, str]:
    """What SLURM put into the environment of a process of this user; nothing else of it is kept."""
    entries = (read_text(_of(root, pid, "environ")) or "").split("\0")
    pairs = (entry.partition("=") for entry in entries if entry.startswith("SLURM_"))
    return {name: value for name, _, value in pairs}


def _user_name(uid: int) -> str:
    import pwd

    try:
        return clean(pwd.getpwuid(uid).pw_name)
    except (KeyError, OverflowError):
        return str(uid)


def _command(root: str, pid: int) -> str | None:
    """The command line in one line; its name in brackets, as ps does, where it has none."""
    line = (read_text(_of(root, pid, "cmdline")) or "").rstrip("\0").replace("\0", " ").strip()
    name = (read_text(_of(root, pid, "comm")) or "").strip()
    return clean(line, COMMAND_LIMIT) if line else f"[{clean(name)}]" if name else None
