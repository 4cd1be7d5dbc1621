"""How long each of a row of samples stands for, and where samples are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

GAP = 3.0
"""Intervals without a sample that are a gap."""
_LATEST = 253_402_300_799.0
"""The end of the year 9999: later times, and those before 1970, are damage."""
_LEAST_GAP = 0.02
"""Seconds. Rows that follow closer than that are of one moment, whatever the others do."""
_LONG = 0.1
"""Seconds. Steps longer than that are from one moment to the next, if there are any."""
_MUCH_SHORTER = 0.2


@dataclass(frozen=True, slots=True)
class Span:
    """When there were samples."""

    start: float
    """Seconds since the epoch, of the first sample."""
    end: float
    """Of the last one."""
    seconds: float
    """Time that samples stand for: without the gaps."""
    gaps: int
    """Times at which no sample came for `GAP` intervals and more: the recorder was dead, or was not let to write."""
    gap_seconds: float


class SampleClock:
    """Is told the time of each sample in turn."""

    __slots__ = ("_end", "_gap_seconds", "_gaps", "_last", "_seconds", "_start", "interval")

    def __init__(self, interval: float) -> None:
        """Samples are expected every `interval` seconds, which may be changed as they go on; 0 is not known."""
        self.interval = interval
        self._last: float | None = None
        self._start = self._end = self._seconds = self._gap_seconds = 0.0
        self._gaps = 0

    def step(self, time: float | None) -> float:
        """Seconds that the sample of this time stands for: since the one before, 0 for the first and after a gap.

        0 also where the clock went backwards, and for a sample without a time or with an impossible one.
        """
        if time is None or not 0 <= time <= _LATEST:
            return 0.0
        before, self._last = self._last, time
        if before is None:
            self._start = self._end = time
            return 0.0
        self._start, self._end = min(self._start, time), max(self._end, time)
        seconds = max(0.0, time - before)
        if seconds > GAP * self.interval > 0:
            self._gaps += 1
            self._gap_seconds += seconds
            return 0.0
        self._seconds += seconds
        return seconds

    def span(self) -> Span | None:
        """What was seen so far; `None` if no sample had a time."""
        if self._last is None:
            return None
        return Span(self._start, self._end, self._seconds, self._gaps, self._gap_seconds)


@dataclass(frozen=True, slots=True)
class Pace:
    """How the rows of a file follow one another: closely within a moment, then after an interval."""

    interval: float
    """Seconds between moments."""
    closeness: float
    """Rows no further apart than these seconds are of one moment."""


def pace_of(times: Sequence[float]) -> Pace:
    """The pace of a file by the times of its first rows.

    nvidia-smi asks one GPU after the other, so rows of one moment can be milliseconds apart.
    """
    steps = sorted(max(0.0, late - early) for early, late in pairwise(times))
    closeness = max(_LEAST_GAP, _MUCH_SHORTER * _middle([step for step in steps if step > _LONG] or steps))
    return Pace(_middle([step for step in steps if step > closeness]), closeness)


def _middle(steps: Sequence[float]) -> float:
    return steps[len(steps) // 2] if steps else 0.0
