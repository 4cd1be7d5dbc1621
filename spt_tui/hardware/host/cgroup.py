"""The control groups of this process: what Linux lets it use, and what it and its fellows in there do use.

Files are those of cgroups(7): version 2 is one hierarchy for all controllers, version 1 has one for each; a machine can
have both, and then each controller is in one of them. What cannot be read, or is torn, is `None`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

FILE_LIMIT = 1 << 20
"""Bytes that are read of one of the kernel's files."""

_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Where this process is in the hierarchy of one controller. A group is its path in there, as `/job_7/step_0`."""

    mount: str
    """The directory of the group `/`."""
    group: str
    """This process's own."""
    is_unified: bool
    """Version 2."""

    def groups(self) -> Iterator[str]:
        """The own group and those around it, the innermost first; the last is `/`."""
        group = self.group
        while group != "/":
            yield group
            group = os.path.dirname(group)
        yield "/"

    def file(self, group: str, name: str) -> str:
        """The path of one of a group's files."""
        return os.path.join(self.mount, group.lstrip("/"), name)

    def is_machine(self, group: str) -> bool:
        """Whether a group is the whole machine. In a container `/` can be its own: version 2 tells them apart."""
        return group == "/" and not (self.is_unified and os.path.exists(self.file(group, "cgroup.events")))


class Limit(NamedTuple):
    """The tightest limit that holds for this process, and the group that has it."""

    value: float
    group: str


def hierarchy(root: str, controller: str) -> Hierarchy | None:
    """The hierarchy of `cpu`, `memory` ...; `root` is in front of /proc and of every mount point."""
    own = _own_groups(root)
    group = own.get(controller, own.get(""))
    if group is None:
        return None
    kind = controller if controller in own else ""
    found = [
        Hierarchy(os.path.join(root, mount.lstrip("/")), inner, is_unified=not kind)
        for mount, top in _mounts(root, kind)
        if (inner := _inside(group, top)) is not None
    ]
    return min(found, key=lambda place: len(place.group), default=None)


def tightest(place: Hierarchy, limit_of: Callable[[Hierarchy, str], float | None]) -> Limit | None:
    """The smallest limit of the own group and those around it; the outermost of equal ones."""
    limits = [Limit(value, group) for group in place.groups() if (value := limit_of(place, group)) is not None]
    return min(reversed(limits), key=lambda limit: limit.value, default=None)


def cpu_limit(place: Hierarchy, group: str) -> float | None:
    """Processors that a group may keep busy: its quota of time by the period; `None` is no limit."""
    if place.is_unified:
        quota, _, period = (read_text(place.file(group, "cpu.max")) or "").partition(" ")
    else:
        quota, period = (read_text(place.file(group, f"cpu.cfs_{name}_us")) or "" for name in ("quota", "period"))
    allowed, of = number(quota), number(period)
    return allowed / of if allowed and of else None


def memory_limit(place: Hierarchy, group: str) -> float | None:
    """Bytes; version 1 writes a number near 2**63 for no limit."""
    name = "memory.max" if place.is_unified else "memory.limit_in_bytes"
    return number(read_text(place.file(group, name)))


def cpu_seconds(place: Hierarchy, group: str) -> float | None:
    """Processor time that a group has used; of version 1 that is the hierarchy of `cpuacct`."""
    if place.is_unified:
        used = field(read_text(place.file(group, "cpu.stat")), "usage_usec")
        return None if used is None else used / 1e6
    used = number(read_text(place.file(group, "cpuacct.usage")))
    return None if used is None else used / 1e9


def memory_used(place: Hierarchy, group: str) -> int | None:
    """Bytes without the cache of files that nobody used lately: the kernel drops that before it kills."""
    names = (
        ("memory.current", "inactive_file") if place.is_unified else ("memory.usage_in_bytes", "total_inactive_file")
    )
    used = number(read_text(place.file(group, names[0])))
    idle = field(read_text(place.file(group, "memory.stat")), names[1])
    return None if used is None else max(0, used - (idle or 0))


def cpuset_size(place: Hierarchy, group: str) -> int | None:
    """Processors on which a group may run, by the hierarchy of `cpuset`."""
    name = "cpuset.cpus.effective" if place.is_unified else "cpuset.effective_cpus"
    return listed(read_text(place.file(group, name)))


def listed(text: str | None) -> int | None:
    """How many numbers a list as `0-3,8` has; `None` for none or what is no list."""
    total = 0
    for part in (text or "").strip().split(","):
        first, _, last = part.partition("-")
        low, high = number(first), number(last or first)
        if low is None or high is None or high < low:
            return None
        total += high - low + 1
    return total


def number(text: str | None) -> int | None:
    """A whole number from 0 on; `None` for `max`, `-1` and whatever else."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def field(text: str | None, name: str) -> int | None:
    """The number on the line `name number`."""
    for line in (text or "").splitlines():
        key, _, value = line.partition(" ")
        if key == name:
            return number(value)
    return None


def read_text(path: str) -> str | None:
    """One of the kernel's files, which come in pieces; `None` if it is not there or not to be read."""
    try:
        with open(path, "rb") as file:
            return file.read(FILE_LIMIT).decode("utf-8", "surrogateescape")
    except (OSError, ValueError):
        return None


def _own_groups(root: str) -> dict[str, str]:
    """Controller -> this process's group; that of version 2 has the key `""`."""
    text = read_text(os.path.join(root, "proc/self/cgroup")) or ""
    lines = (line.split(":", 2) for line in text.splitlines())
    return {name: parts[2] for parts in lines if len(parts) == 3 for name in parts[1].split(",")}


def _mounts(root: str, controller: str) -> Iterator[tuple[str, str]]:
    """Mount point and mounted group of the hierarchies of a controller, by proc(5): `""` is version 2."""
    wanted = "cgroup" if controller else "cgroup2"
    for line in (read_text(os.path.join(root, "proc/self/mountinfo")) or "").splitlines():
        mount, _, system = (part.split(" ") for part in line.partition(" - "))
        if len(mount) > 4 and system[0] == wanted and (not controller or controller in system[-1].split(",")):
            yield _plain(mount[4]), _plain(mount[3])


def _inside(group: str, top: str) -> str | None:
    """A group's path below the mounted one; `None` if it lies outside of it."""
    if ".." in group.split("/") or ".." in top.split("/"):
        return None
    if top == "/":
        return group or "/"
    return group[len(top) :] or "/" if group == top or group.startswith(f"{top}/") else None


def _plain(path: str) -> str:
    """A path of mountinfo, which writes spaces and other odd characters in octal."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), path)
