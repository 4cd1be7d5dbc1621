"""What was read of one machine at one moment.

`None` always means that the machine cannot say; it is never 0. All text has passed `spt_tui.text.clean`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class GpuState(str, Enum):
    """Whether a GPU answers."""

    READY = "ready"
    LATE = "late"
    """Did not answer in time; its values are those of the last reading, `Gpu.age` seconds old."""
    LOST = "lost"
    """The driver says that the GPU is lost: off the bus, or dead until the node is restarted."""
    NEEDS_RESET = "needs reset"
    """The driver refuses every question until the GPU is reset."""
    NO_PERMISSION = "no permission"
    """The GPU is there, and not this user's or this job's to ask."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """One GPU. A counter that the board or its driver lacks is `None`; so are all of them once it is lost."""

    uuid: str
    """Its identity; empty if it never answered."""
    index: int
    """Its number in this process's view of the node, which differs between jobs. It is not the identity."""
    name: str = ""
    """The product's name, as `NVIDIA H100 80GB HBM3`; empty if it never answered."""
    state: GpuState = GpuState.READY
    age: float = 0.0
    """Seconds since the last complete answer; if there was none, since it was first asked."""
    util: int | None = None
    """Percent of the driver's last window in which a kernel ran. `None` also for a board that is split by MIG."""
    mem_util: int | None = None
    """Percent of the driver's last window in which memory was read or written: traffic, not occupancy."""
    mem_used: int | None = None
    """Bytes allocated, without `mem_reserved` where that is known."""
    mem_reserved: int | None = None
    """Bytes the driver keeps for itself; `None` under an old driver, whose `mem_used` includes them."""
    mem_total: int | None = None
    """Bytes."""
    power: float | None = None
    """Watts."""
    power_limit: float | None = None
    """Watts, the limit in force."""
    temp: int | None = None
    """Degrees Celsius of the chip."""
    temp_limit: int | None = None
    """Degrees Celsius at which the chip slows itself down."""


@dataclass(frozen=True, slots=True)
class Host:
    """Processors and memory of the whole machine, whoever uses them."""

    hostname: str
    cpu: float | None = None
    """Percent of all cores' time spent busy since the last reading, 0 to 100."""
    cores: tuple[float, ...] = ()
    """The same for each logical core; empty if the machine cannot say."""
    load: tuple[float, float, float] | None = None
    """Processes that run or wait, averaged over 1, 5 and 15 minutes."""
    mem_used: int | None = None
    """Bytes that could not be given to a program without swapping: the total without what is available."""
    mem_total: int | None = None
    """Bytes."""
    swap_used: int | None = None
    """Bytes."""
    swap_total: int | None = None
    """Bytes; 0 is a machine without swap."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything that was read at one moment."""

    time: float
    """Seconds since the epoch by this machine's clock."""
    host: Host
    gpus: tuple[Gpu, ...] = ()
    """In the order of their indexes."""
    gpu_problem: str | None = None
    """Why there are no GPUs, in one line; `None` beside empty `gpus` while the driver is asked for the first time."""
