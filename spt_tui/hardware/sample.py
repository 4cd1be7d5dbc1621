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


class DriverState(str, Enum):
    """Whether the NVIDIA driver as a whole answers, and if not, why."""

    READY = "ready"
    CONNECTING = "connecting"
    """Asked a moment ago, no answer yet."""
    NO_LIBRARY = "no library"
    """There is no NVIDIA driver on this node."""
    NO_PACKAGE = "no package"
    """The Python package nvidia-ml-py is not installed."""
    SHADOWED = "shadowed"
    """Another package named `pynvml` is imported in place of nvidia-ml-py."""
    NOT_LOADED = "not loaded"
    """The library is there, the kernel's part is not."""
    MISMATCH = "version mismatch"
    """The driver was updated and not reloaded."""
    NO_PERMISSION = "no permission"
    NO_GPUS = "no gpus"
    """The driver is well, and has nothing to show to this job."""
    HANGS = "hangs"
    """It has not answered for a second or more."""
    FAILED = "failed"
    """Any other error of the library."""


class Refusal(str, Enum):
    """Why a GPU does not tell a counter, and will not until the driver is connected to again."""

    NOT_SUPPORTED = "not supported"
    """The board lacks it, or lacks it in its present mode."""
    NO_PERMISSION = "no permission"
    OLD_DRIVER = "driver too old"
    """The driver does not know the question."""


@dataclass(frozen=True, slots=True)
class GpuProcess:
    """A process that holds memory of a GPU."""

    pid: int
    mem_used: int | None = None
    """Bytes; `None` where the driver hides it, as in containers and under MIG without privileges."""
    user: str | None = None
    """The owner's name, or number where it has none; `None` if the process cannot be looked at."""
    command: str | None = None
    """Its command line, in one line."""
    places: tuple[str, ...] = ()
    """Directories in which it works or has files open, of a process of this user. Not cleaned: never show them raw."""
    slurm_id: str | None = None
    """The SLURM job that it belongs to, as `48213_3`; of a process of this user."""


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
    """Seconds since the last complete answer; if there was none, since it was first asked. So a GPU has been lost for
    so long."""
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
    bus: str = ""
    """Its place on the PCI bus, as `00000000:41:00.0`; empty if it never answered."""
    energy: float | None = None
    """Joules since the driver was loaded."""
    mean_power: float | None = None
    """Watts on average since the reading before, from `energy`; `None` where that began anew."""
    sm_clock: int | None = None
    """MHz of the multiprocessors."""
    sm_clock_max: int | None = None
    """MHz."""
    mem_clock: int | None = None
    """MHz of the memory."""
    mem_clock_max: int | None = None
    """MHz."""
    throttle: tuple[str, ...] | None = None
    """Why the clocks are lower than they could be, a word or two each; empty if they are not."""
    fan: int | None = None
    """Percent of its highest speed; `None` for a board that others cool."""
    ecc_corrected: int | None = None
    """Memory errors that were mended, since the driver was loaded."""
    ecc_uncorrected: int | None = None
    """Memory errors that were not."""
    pcie_rx: float | None = None
    """Bytes a second into the GPU. This and the four below, `fan` and `ecc_...` are read every few seconds only, and
    `None` once they are old."""
    pcie_tx: float | None = None
    """Bytes a second out of the GPU."""
    nvlink_rx: float | None = None
    """Bytes a second over all links."""
    nvlink_tx: float | None = None
    """Bytes a second over all links."""
    processes: tuple[GpuProcess, ...] | None = None
    """Who uses it, in the order of pids; empty is nobody. `None` also for a board that is split by MIG: its instances
    tell theirs."""
    instances: tuple[Gpu, ...] = ()
    """The MIG devices into which it is split. The driver tells their memory and processes, and nothing else."""
    refused: tuple[tuple[str, str], ...] = ()
    """Names of fields above that are `None`, each with why: the words of a `Refusal`. `None` in another one passes."""


@dataclass(frozen=True, slots=True)
class Job:
    """What of the machine this process may use, and what it and its fellows do use: its cgroup and its SLURM job."""

    cpus: float | None = None
    """Processors that it may keep busy."""
    cpu: float | None = None
    """Percent of those, since the last reading."""
    mem_used: int | None = None
    """Bytes, without what the kernel could drop at once."""
    mem_limit: int | None = None
    """Bytes at which it is killed; `None` is no limit of its own."""
    slurm_id: str | None = None
    """The SLURM job, as `48213_3`."""


@dataclass(frozen=True, slots=True)
class Disk:
    """The file system below a directory."""

    path: str
    free: int | None = None
    """Bytes that this user may still write."""
    total: int | None = None
    """Bytes."""

    @property
    def used(self) -> int | None:
        """Bytes that this user cannot write any more."""
        return None if self.free is None or self.total is None else self.total - self.free


@dataclass(frozen=True, slots=True)
class Host:
    """Processors and memory of the whole machine, whoever uses them; `job` is this process's part of it."""

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
    net_rx: float | None = None
    """Bytes a second received since the last reading, over all interfaces but the loopback."""
    net_tx: float | None = None
    """Bytes a second sent."""
    disk: Disk | None = None
    """The file system of the run tree, if the reader was told of one."""
    job: Job | None = None
    """`None` where neither a cgroup nor SLURM bounds this process."""


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
    driver: DriverState | None = None
    """The same in a word for programs; `None` if no driver was asked."""
