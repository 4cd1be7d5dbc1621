"""Figures as JSON-ready values in this project's words; what cannot be said is null."""

from __future__ import annotations

from typing import Any

from spt_tui.hardware.summary.sample_clock import Span
from spt_tui.hardware.summary.tally import Spread
from spt_tui.hardware.summary.usage import GpuUsage, HostUsage, PhaseUsage


def host_object(host: HostUsage) -> dict[str, Any]:
    """A host with its GPUs. Times are seconds since the epoch, memory bytes, processors percent."""
    return {
        "hostname": host.hostname,
        "samples": host.samples,
        "interval": _rounded(host.interval),
        **_span_object(host.span),
        "has_ended": host.has_ended,
        "cpu": _spread_object(host.cpu),
        "cpu_user": _spread_object(host.cpu_user),
        "cpu_idle": _spread_object(host.cpu_idle),
        "mem_peak": host.mem_peak,
        "mem_total": host.mem_total,
        "job_mem_peak": host.job_mem_peak,
        "job_mem_limit": host.job_mem_limit,
        "gpus": [gpu_object(gpu) for gpu in host.gpus],
        "gpu_problem": host.gpu_problem,
        "files": list(host.files),
    }


def gpu_object(gpu: GpuUsage) -> dict[str, Any]:
    """A GPU. `util` and `mem_util` are percent, `power` watts, memory bytes, energy kWh."""
    return {
        "index": gpu.index,
        "board": gpu.board,
        "uuid": gpu.uuid or None,
        "name": gpu.name or None,
        "is_mixed": gpu.is_mixed,
        "samples": gpu.samples,
        "silent_samples": dict(gpu.silent),
        **_span_object(gpu.span),
        "util": _spread_object(gpu.util),
        "mem_util": _spread_object(gpu.mem_util),
        "power": _spread_object(gpu.power),
        "mem_peak": gpu.mem_peak,
        "mem_total": gpu.mem_total,
        "energy_kwh": round(gpu.energy.kwh, 6) if gpu.energy else None,
        "energy_source": gpu.energy.source.value if gpu.energy else None,
        "idle_seconds": _rounded(gpu.idle_seconds),
        "throttled_seconds": None if gpu.throttled is None else {why: _rounded(time) for why, time in gpu.throttled},
    }


def phase_object(phase: PhaseUsage) -> dict[str, Any]:
    """The phases of one name."""
    seconds, longest = _rounded(phase.seconds), _rounded(phase.longest)
    return {"name": phase.name, "count": phase.count, "seconds": seconds, "longest_seconds": longest}


def _span_object(span: Span | None) -> dict[str, Any]:
    return {
        "start": _rounded(span.start if span else None),
        "end": _rounded(span.end if span else None),
        "recorded_seconds": _rounded(span.seconds if span else None),
        "gaps": span.gaps if span else None,
        "gap_seconds": _rounded(span.gap_seconds if span else None),
    }


def _spread_object(spread: Spread | None) -> dict[str, Any] | None:
    if spread is None:
        return None
    figures = {"mean": _rounded(spread.mean), "max": _rounded(spread.max), "samples": spread.count}
    return figures if spread.p95 is None else {**figures, "p95": spread.p95}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
