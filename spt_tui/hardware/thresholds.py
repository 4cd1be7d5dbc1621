"""The one table of the limits from which on a machine is said to be hot, full, starved, waiting or idle."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Percentages are 0 to 100, temperatures degrees Celsius, times seconds, memory bytes."""

    window_seconds: float = 30.0
    """What is said of the last readings is said of so long, at the most."""
    steady_seconds: float = 8.0
    """A GPU is called a straggler, memory growing, and anything guessed only after so long: at a checkpoint any GPU
    rests."""
    lasting_share: float = 0.5
    """The driver's reason for low clocks counts if it gave it in this share of the readings."""

    hot_degrees: int = 3
    """So close to the limit at which a chip slows itself down it is hot."""
    warm_degrees: int = 10
    """So close it is warm."""
    usual_limit: int = 90
    """The limit of a board that does not tell its own."""
    full: float = 95.0
    """A memory is full."""
    disk_left: int = 100 << 30
    """A disk is full too if it has less left than this: of a large one five percent are plenty."""
    overload: float = 1.5
    """Processes per core that run or wait, while the cores are busy: others wait for a disk."""

    unused_bytes: int = 1 << 30
    """A GPU without a known process that has less memory in use is nobody's: an old driver counts its own share. One
    with a process trains nothing: it draws a desktop."""
    idle_util: float = 5.0
    """No more than this is nothing."""
    straggler_util: float = 20.0
    """One GPU is busy for less than this in the mean,"""
    fellows_util: float = 60.0
    """and the median of its fellows for more than this."""
    busy_util: float = 90.0
    """A GPU that always has a kernel to run."""
    starved_power: float = 40.0
    """Percent of the power limit: below it the kernels that run do little."""
    stuck_util: float = 99.0
    """A GPU that always has a kernel to run,"""
    stuck_power: float = 30.0
    """takes hardly any power"""
    stuck_traffic: float = 1.0
    """and moves no memory just spins: so ranks wait for each other."""
    waiting_util: float = 60.0
    """GPUs that work for less than this wait for something."""
    busy_cpu: float = 85.0
    """Processors that have no time left."""
    capped_power: float = 97.0
    """Percent of the power limit at which it holds the clocks down."""
    capped_clock: float = 90.0
    """Percent of the highest clock below which that is worth a word."""

    scarce: float = 85.0
    """A memory that fills is looked at from here on,"""
    filling: float = 70.0
    """if it was this full all the time: a job that starts takes much at once, and then no more."""
    rising: float = 1.0
    """Points by which it has grown meanwhile: less is noise."""
    scarce_seconds: float = 300.0
    """It will be full within this time, if it goes on as it does."""
    killed: float = 97.0
    """Percent of the job's memory limit: the kernel kills at 100."""


DEFAULT = Thresholds()
"""What the pane judges by."""
ONE_LOOK = replace(DEFAULT, steady_seconds=0.0)
"""For a single reading: it may be a moment's chance, and nothing better is to be had."""
