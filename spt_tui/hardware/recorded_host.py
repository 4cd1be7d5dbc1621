"""What was recorded of one host of a run."""

from __future__ import annotations

from dataclasses import dataclass, field

from spt_tui.hardware.history import History
from spt_tui.hardware.sample import Sample
from spt_tui.units import age_text

SILENT_INTERVALS = 3
SILENT_SECONDS = 10.0
"""A recorder that goes on writes before the longer of the two is over."""
AHEAD_SECONDS = 2.0
"""Clocks of two nodes that differ by less are taken for the same."""


@dataclass(frozen=True, slots=True)
class RecordedHost:
    """A host as its recorders left it, or as they leave it while they write on. All text has been cleaned."""

    name: str
    """As it calls itself; unlike that of any other host of the run."""
    samples: tuple[Sample, ...] = ()
    """The last minute before the newest, which is the last one."""
    history: History = field(default_factory=History)
    """The last half hour of its gauges."""
    ranks: tuple[int, ...] = ()
    """Global ranks of the run that are known to be there, sorted."""
    interval: float | None = None
    """Seconds from one sample to the next, as the recorder said."""
    ended: bool = False
    """The recorder said that it stops, or the run is over."""
    file: str = ""
    """The file that the newest sample is from."""
    problem: str | None = None
    """Why it cannot be read, or read on, in one line."""
    arrived: float | None = None
    """When its newest sample was seen to come, by the clock here; `None` of one that was there at the first look."""

    @property
    def key(self) -> str:
        """What it is known by from one look to the next."""
        return self.name

    @property
    def last(self) -> Sample | None:
        """The newest sample."""
        return self.samples[-1] if self.samples else None

    def age(self, now: float) -> float | None:
        """Seconds since the newest sample, by a clock that says `now`; below zero, that host's clock is ahead of it."""
        return None if self.last is None else now - self.last.time

    def is_silent(self, now: float) -> bool:
        """Whether a sample is overdue of a host whose recorder never said that it stops.

        By the clock here as soon as one has come: that host's can be wrong.
        """
        silence = self.age(now) if self.arrived is None else now - self.arrived
        overdue = max(SILENT_SECONDS, SILENT_INTERVALS * (self.interval or 0))
        return not self.ended and silence is not None and silence > overdue

    def age_text(self, now: float) -> str:
        """How old the newest sample is, in words: `recorded 2s ago`."""
        age = self.age(now)
        if age is None:
            return "no sample yet"
        if self.is_silent(now):
            return f"silent for {age_text(age if self.arrived is None else now - self.arrived)}"
        if age < -AHEAD_SECONDS:
            return f"its clock is {age_text(-age)} ahead"
        word = "ended" if self.ended else "recorded"
        return f"{word} just now" if age < 1 else f"{word} {age_text(age)} ago"
