"""What bounds this process on its machine: its control group, the processors it is bound to, its SLURM job."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from spt_tui.hardware.host import cgroup
from spt_tui.hardware.host.cgroup import Hierarchy
from spt_tui.text import clean

_JOB_GROUP = re.compile(r"/job_(\d+)$")
"""The group that slurmd makes for a job; its steps and tasks have groups inside it."""
_ON_THE_NODE = ("SLURM_CPUS_ON_NODE", "SLURMD_NODENAME")
"""Set only where a job runs: the shell of `salloc` on a login node has the job's id too, and is not in it."""

_NO_LIMIT = 1 << 60
"""Bytes: version 1 writes a number near 2**63 for no limit."""


class Group(NamedTuple):
    """A control group whose use is told."""

    place: Hierarchy
    path: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process may use, and which group's use counts as a part of that."""

    cpus: float | None = None
    """Processors."""
    cpu_group: Group | None = None
    """`None`: no group's processor time is a part of `cpus`."""
    mem_limit: int | None = None
    """Bytes."""
    mem_group: Group | None = None
    """`None`: there is neither a limit nor a group of the job."""
    slurm_id: str | None = None

    def cpu_seconds(self) -> float | None:
        """Processor time that was used so far."""
        return cgroup.cpu_seconds(*self.cpu_group) if self.cpu_group else None

    def mem_used(self) -> int | None:
        """Bytes in use."""
        return cgroup.memory_used(*self.mem_group) if self.mem_group else None


class Capacity(NamedTuple):
    """What there is to have a part of."""

    cpus: int | None
    """Logical processors."""
    mem_total: int | None
    """Bytes."""


def read_bounds(root: str, environ: Mapping[str, str], capacity: Capacity, usable: int | None) -> Bounds | None:
    """What bounds a process that is bound to `usable` processors; `None` if nothing does.

    `root` is in front of /proc and of every mount point.
    """
    cpu, memory = cgroup.hierarchy(root, "cpu"), cgroup.hierarchy(root, "memory")
    job = _job_group(cpu) or _job_group(memory)
    slurm = _slurm_id_here(environ, job)
    cpus, cpu_group = _job_cpus(root, job, environ, usable) if slurm else _own_cpus(root, cpu, usable, capacity.cpus)
    quota = cgroup.tightest(cpu, cgroup.cpu_limit) if cpu else None
    if cpu and quota and (cpus is None or quota.value <= cpus):
        cpus, cpu_group = quota.value, Group(cpu, quota.group)
    mem_limit, mem_group = _memory_limit(memory, capacity.mem_total)
    if slurm is None and mem_limit is None and (cpus is None or cpus >= (capacity.cpus or 0)):
        return None
    return Bounds(cpus, _timed(root, cpu_group), mem_limit, mem_group or _job_group(memory), slurm)


def slurm_id(environ: Mapping[str, str]) -> str | None:
    """The job that an environment names: `48213_3` for a task of an array, else `48216`."""
    array, task = environ.get("SLURM_ARRAY_JOB_ID"), environ.get("SLURM_ARRAY_TASK_ID")
    return clean(f"{array}_{task}" if array and task else environ.get("SLURM_JOB_ID", "")) or None


def usable_cpus() -> int | None:
    """Logical processors to which this process is bound; `None` where the system does not bind any."""
    affinity = getattr(os, "sched_getaffinity", None)
    try:
        return len(affinity(0)) if affinity else None
    except OSError:
        return None


def _slurm_id_here(environ: Mapping[str, str], job: Group | None) -> str | None:
    if any(name in environ for name in _ON_THE_NODE):
        return slurm_id(environ)
    return job and job.path.rpartition("_")[2]


def _job_cpus(
    root: str, job: Group | None, environ: Mapping[str, str], usable: int | None
) -> tuple[float | None, Group | None]:
    """Processors of a SLURM job on this node; a task of it can be bound to some of them, and the job uses all."""
    granted = cgroup.number(environ.get("SLURM_CPUS_ON_NODE"))
    return granted or (_set_size(root, job) if job else None) or usable, job


def _own_cpus(
    root: str, cpu: Hierarchy | None, usable: int | None, cpus: int | None
) -> tuple[float | None, Group | None]:
    """Processors of a process outside of SLURM. Bound to fewer than its group has, the group's time says nothing."""
    own = _own(cpu)
    size = _set_size(root, own) if own else None
    return usable, own if (size or cpus) == usable else None


def _memory_limit(memory: Hierarchy | None, total: int | None) -> tuple[int | None, Group | None]:
    """The limit, and the group that has it; one beyond the memory of the machine is none."""
    limit = cgroup.tightest(memory, cgroup.memory_limit) if memory else None
    if memory is None or limit is None or limit.value >= (total or _NO_LIMIT):
        return None, None
    return int(limit.value), Group(memory, limit.group)


def _set_size(root: str, group: Group) -> int | None:
    place = cgroup.hierarchy(root, "cpuset")
    return cgroup.cpuset_size(place, group.path) if place else None


def _timed(root: str, group: Group | None) -> Group | None:
    """The group where its processor time is told: version 1 has a hierarchy of its own for that."""
    if group is None or group.place.is_unified:
        return group
    accounts = cgroup.hierarchy(root, "cpuacct")
    return Group(accounts, group.path) if accounts else None


def _job_group(place: Hierarchy | None) -> Group | None:
    """The group of the SLURM job around this process."""
    return next((Group(place, path) for path in place.groups() if _JOB_GROUP.search(path)), None) if place else None


def _own(place: Hierarchy | None) -> Group | None:
    """The innermost group around this process, unless it is the whole machine."""
    return None if place is None or place.is_machine(place.group) else Group(place, place.group)
