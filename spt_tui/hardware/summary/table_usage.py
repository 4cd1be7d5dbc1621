"""What a file of pytyche's says, and where it was read otherwise than pytyche does."""

from __future__ import annotations

from dataclasses import dataclass

from spt_tui.hardware.summary.sample_clock import Span
from spt_tui.hardware.summary.tally import Spread
from spt_tui.hardware.summary.usage import GpuUsage


@dataclass(frozen=True, slots=True)
class TableUsage:
    """The figures of one file."""

    gpus: tuple[GpuUsage, ...] = ()
    cpu_user: Spread | None = None
    cpu_idle: Spread | None = None
    samples: int = 0
    """Moments at which something was read."""
    span: Span | None = None
    interval: float | None = None
    notes: tuple[str, ...] = ()
    """What a reader of the figures has to know, a sentence each, cleaned."""
    whys: tuple[str, ...] = ()
    """Why pytyche's figures can differ, a clause each."""

    @property
    def is_empty(self) -> bool:
        """Whether the file said nothing."""
        return not (self.gpus or self.cpu_user or self.cpu_idle)
