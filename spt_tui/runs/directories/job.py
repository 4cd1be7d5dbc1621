"""A question about a directory, and the few that a thread takes at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from spt_tui.runs.directories.disk import Disk


@dataclass(frozen=True, slots=True)
class Job:
    """One question about the directory `path`, and what follows from the answer."""

    path: str
    ask: Callable[[Disk], Any]
    """Runs in any thread. It answers always; it raises nothing for what is on the disk."""
    then: Callable[[Any], None]
    """Takes the answer, in the scanner's thread; it may add jobs."""
    dropped: Callable[[], None] = lambda: None
    """Called there instead when nobody waits for the answer any more."""


@dataclass(slots=True, eq=False)
class Batch:
    """Jobs that one thread does one after the other."""

    jobs: list[Job]
    answers: list[Any] = field(default_factory=list)
    began: float = 0.0
    """When the present question was asked (monotonic); 0 while the batch waits for a thread."""
    given_up: Job | None = None
    """The job whose question had no answer in time: this one and those after it are done no more."""
