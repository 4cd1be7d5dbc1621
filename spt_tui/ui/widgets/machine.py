"""What is drawn of one machine: its newest reading, and what is made of those before it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spt_tui.hardware.gpu_remarks import is_full, remarks
from spt_tui.hardware.history import History, gpu_key
from spt_tui.hardware.judge import judge_seen
from spt_tui.hardware.remark import Level, Remark
from spt_tui.hardware.sample import Gpu, Host, Sample
from spt_tui.hardware.straggler import straggling
from spt_tui.hardware.thresholds import DEFAULT
from spt_tui.hardware.verdict import Kind, Verdict
from spt_tui.hardware.window import Window, mean, window

NOTHING_KNOWN = Verdict(Kind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that the training program noted in its log."""

    time: float
    """Seconds since the epoch."""
    name: str
    """Cleaned."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine, as its newest sample and its history tell it."""

    sample: Sample
    history: History = field(default_factory=History)
    verdict: Verdict = NOTHING_KNOWN
    remarks: Mapping[str, tuple[Remark, ...]] = field(default_factory=dict)
    """What is out of the ordinary about each GPU, by its key."""
    util: float | None = None
    """Mean of its GPUs over the last half minute."""
    straggling: frozenset[str] = frozenset()
    """Keys of the GPUs that idle while their fellows work."""
    marks: tuple[Mark, ...] = ()
    """The oldest first."""
    runs: Mapping[int, str] = field(default_factory=dict)
    """Pid -> name of its run, of the processes on its GPUs of which that is known."""
    past: str = ""
    """When it was as it is shown, in words; empty if that is now. Of the past nobody needs to hear what to do."""

    def about(self, gpu: Gpu) -> tuple[Remark, ...]:
        """The remarks about one GPU, or one MIG device."""
        return self.remarks.get(gpu_key(gpu), ())


def machine_of(samples: Sequence[Sample], history: History, marks: tuple[Mark, ...] = ()) -> Machine:
    """The machine of which `samples` are the last half minute, one at least, the newest last."""
    seen = window(samples, DEFAULT)
    if seen is None:
        return Machine(samples[-1], history, marks=marks)
    slow = frozenset(gpu_key(each.gpu) for each in straggling(seen, DEFAULT))
    util = mean(each.util for each in seen.gpus)
    return Machine(samples[-1], history, judge_seen(seen), _remarks(seen, slow), util, slow, marks)


def host_remarks(host: Host) -> dict[str, tuple[Remark, ...]]:
    """What is out of the ordinary about each of the host's gauges, by their labels."""
    said = {"cpu": _load_remarks(host), "mem": _full_remarks(host.mem_used, host.mem_total)}
    if job := host.job:
        said["job"] = _full_remarks(job.mem_used, job.mem_limit)
    if disk := host.disk:
        is_scarce = disk.free is not None and disk.free < DEFAULT.disk_left
        said["disk"] = _full_remarks(disk.used, disk.total) if is_scarce else ()
    return said


def _load_remarks(host: Host) -> tuple[Remark, ...]:
    """`overload` when many more processes want to run than there are cores; on a login node they are other people's."""
    crowded = host.load and host.cores and host.load[0] > DEFAULT.overload * len(host.cores)
    busy = (host.cpu or 0.0) >= DEFAULT.busy_cpu
    return (Remark("overload", Level.NOTE),) if crowded and busy else ()


def _full_remarks(used: float | None, total: float | None) -> tuple[Remark, ...]:
    return (Remark("full"),) if is_full(used, total) else ()


def _remarks(seen: Window, slow: Collection[str]) -> dict[str, tuple[Remark, ...]]:
    """A reason for low clocks counts here if it lasts: some come and go with every reading."""
    said = {}
    for each in seen.gpus:
        lasting = replace(each.gpu, throttle=each.throttle)
        said[gpu_key(each.gpu)] = remarks(lasting, seen.time, straggles=gpu_key(each.gpu) in slow)
        said.update((gpu_key(part), remarks(part, seen.time)) for part in each.gpu.instances)
    return said
