"""`ResourceSummary`: what a run took, under the names that pytyche's users know, and host by host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from spt_tui.hardware.summary.difference import Difference
from spt_tui.hardware.summary.quantity import MEBIBYTE
from spt_tui.hardware.summary.usage import GpuUsage, HostUsage, PhaseUsage
from spt_tui.hardware.summary.usage_object import host_object, phase_object

FIGURES = (
    "peak_vram_mb",
    "jax_peak_bytes_mb",
    "gpu_util_mean_pct",
    "gpu_util_max_pct",
    "mem_util_mean_pct",
    "mem_util_max_pct",
    "power_watts_mean",
    "power_watts_max",
    "cpu_usr_mean_pct",
    "cpu_idle_mean_pct",
)


@dataclass(slots=True)
class ResourceSummary:
    """The figures of a run. `None` is "cannot say", and never 0.

    The first ten are pytyche's: a maximum is that of any one GPU, a mean that over the GPUs of their means, each GPU
    counted once; what each did stands in `hosts`. They can be set, as `jax_peak_bytes_mb` is by its users.
    """

    peak_vram_mb: float | None = None
    """MiB."""
    jax_peak_bytes_mb: float | None = None
    """MiB, by `probe_jax_peak_memory_mb`; it is known only inside the process."""
    gpu_util_mean_pct: float | None = None
    gpu_util_max_pct: float | None = None
    mem_util_mean_pct: float | None = None
    mem_util_max_pct: float | None = None
    power_watts_mean: float | None = None
    power_watts_max: float | None = None
    cpu_usr_mean_pct: float | None = None
    """Percent spent in programs; a recording of this project does not tell it apart."""
    cpu_idle_mean_pct: float | None = None
    """Percent not busy."""
    hosts: tuple[HostUsage, ...] = ()
    phases: tuple[PhaseUsage, ...] = ()
    """Of the run's log."""
    events: tuple[tuple[str, int], ...] = ()
    """Names of events in it, and how often each came."""
    differences: tuple[Difference, ...] = ()
    """From what pytyche says of the same files."""
    notes: tuple[str, ...] = ()
    """What has to be known to read the figures, a line each, cleaned."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.hosts or self.phases or self.events)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: the ten to one decimal under their names, then hosts, phases, events, differences, notes."""
        figures = {name: getattr(self, name) for name in FIGURES}
        figures["jax_peak_bytes_mb"] = figures["jax_peak_bytes_mb"] or None  # the probe's 0 is "cannot say"
        return {
            **{name: None if value is None else round(value, 1) for name, value in figures.items()},
            "hosts": [host_object(host) for host in self.hosts],
            "phases": [phase_object(phase) for phase in self.phases],
            "events": dict(self.events),
            "differences": [difference.to_dict() for difference in self.differences],
            "notes": list(self.notes),
        }


def summary_of(hosts: Sequence[HostUsage]) -> ResourceSummary:
    """The summary of some hosts, with pytyche's figures of them."""
    summary = ResourceSummary(hosts=tuple(hosts))
    for name, value in host_figures(hosts).items():
        setattr(summary, name, value)
    return summary


def gpu_figures(gpu: GpuUsage) -> dict[str, float | None]:
    """pytyche's figures of one GPU."""
    figures: dict[str, float | None] = {"peak_vram_mb": None if gpu.mem_peak is None else gpu.mem_peak / MEBIBYTE}
    for name, spread in (
        ("gpu_util_{}_pct", gpu.util),
        ("mem_util_{}_pct", gpu.mem_util),
        ("power_watts_{}", gpu.power),
    ):
        figures[name.format("mean")] = spread.mean if spread else None
        figures[name.format("max")] = spread.max if spread else None
    return figures


def host_figures(hosts: Sequence[HostUsage]) -> dict[str, float | None]:
    """pytyche's figures over all hosts and their GPUs, each counted once."""
    gpus = [gpu_figures(gpu) for host in hosts for gpu in host.gpus]
    figures = {name: _over(name, gpus) for name in (gpus[0] if gpus else ())}
    figures["cpu_usr_mean_pct"] = _mean(host.cpu_user.mean for host in hosts if host.cpu_user)
    figures["cpu_idle_mean_pct"] = _mean(idle for host in hosts if (idle := _idle(host)) is not None)
    return figures


def _over(name: str, gpus: Iterable[Mapping[str, float | None]]) -> float | None:
    known = [value for gpu in gpus if (value := gpu[name]) is not None]
    return _mean(known) if "mean" in name else max(known, default=None)


def _mean(values: Iterable[float]) -> float | None:
    known = list(values)
    return fmean(known) if known else None


def _idle(host: HostUsage) -> float | None:
    if host.cpu_idle:
        return host.cpu_idle.mean
    return 100.0 - host.cpu.mean if host.cpu else None
