"""What a scanner costs, and how well it knows its tree."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Footprint:
    """What the scanner of one root has cost so far."""

    calls: int
    """System calls that asked the file system of the tree."""
    calls_per_second: float
    """Over about the last ten seconds."""
    polls: int
    """Scans done, the first included."""
    threads: int
    """The scanner's own and those that help it while the file system is slow."""
    cpu_seconds: float
    """Of all these threads."""
    runs: int
    directories: int
    """Known directories, those of the runs included."""
    unverified: int
    """Runs that are as the last session left them."""
    oldest_look_seconds: float | None
    """Since the least lately asked directory was asked; `None` if none was.

    While the budget allows it, about 120 polls at the most: 60 for the directory of a run.
    """
    last_poll_seconds: float
    interval_seconds: float
    """From one poll to the next, at the least."""
    budget: float
    """Calls a second that polls make at the most, averaged over a few of them."""
    undetailed: int = 0
    """Runs that ended and of which only the sidecar has been read yet; the rest follows within the budget."""
