"""What was used of hosts and GPUs: frozen figures, whatever they were made from.

`None` is always "what was recorded cannot say", and never 0. All text is cleaned.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from spt_tui.hardware.summary.sample_clock import Span
from spt_tui.hardware.summary.tally import Spread


class EnergySource(str, Enum):
    """What an energy was told by."""

    COUNTER = "energy counter"
    POWER = "integral of power"


@dataclass(frozen=True, slots=True)
class Energy:
    """What was taken from the mains while samples came; not in the gaps between them."""

    kwh: float
    source: EnergySource


@dataclass(frozen=True, slots=True)
class GpuUsage:
    """One GPU; or several that the file does not tell apart."""

    index: int | None = None
    """Its number on its host, or its place among those of its file."""
    board: int | None = None
    """Of a MIG device the index of the GPU that it is a part of; its own index is that among its parts."""
    uuid: str = ""
    """Its identity; empty if the file does not tell."""
    name: str = ""
    """The product's; empty if the file does not tell."""
    is_mixed: bool = False
    """Whether the figures are over the rows of several GPUs that could not be told apart."""
    samples: int = 0
    """Readings in which it answered."""
    silent: tuple[tuple[str, int], ...] = ()
    """Why it did not answer, `lost` for example, and in how many samples."""
    span: Span | None = None
    """`None` if the readings have no times."""
    util: Spread | None = None
    """Percent of time in which a kernel ran."""
    mem_util: Spread | None = None
    """Percent of time in which memory was read or written."""
    power: Spread | None = None
    """Watts."""
    mem_peak: int | None = None
    """Bytes."""
    mem_total: int | None = None
    """Bytes."""
    energy: Energy | None = None
    idle_seconds: float | None = None
    """Time in which next to no kernel ran."""
    throttled: tuple[tuple[str, float], ...] | None = None
    """Why clocks were held down, and for how many seconds each, the longest first."""


@dataclass(frozen=True, slots=True)
class HostUsage:
    """One host as one recorder saw it."""

    hostname: str | None = None
    """`None` if the files do not tell."""
    gpus: tuple[GpuUsage, ...] = ()
    gpu_problem: str | None = None
    """Why there were no GPUs, in one line, where the recording tells: the last that it told."""
    samples: int = 0
    span: Span | None = None
    interval: float | None = None
    """Seconds between samples, as they are meant to be."""
    has_ended: bool | None = None
    """Whether the recorder stopped in an orderly way, or may be running; `None` if the format does not say."""
    cpu: Spread | None = None
    """Percent of all cores' time spent busy."""
    cpu_user: Spread | None = None
    """Percent spent in programs."""
    cpu_idle: Spread | None = None
    """Percent spent idle."""
    mem_peak: int | None = None
    """Bytes."""
    mem_total: int | None = None
    """Bytes."""
    job_mem_peak: int | None = None
    """Bytes that the job held."""
    job_mem_limit: int | None = None
    """Bytes at which the job is killed."""
    files: tuple[str, ...] = ()
    """What it was read from."""


@dataclass(frozen=True, slots=True)
class PhaseUsage:
    """All phases of one name in a run's log."""

    name: str
    count: int
    seconds: float
    longest: float
