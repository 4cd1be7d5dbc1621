"""One GPU's figures, kept up reading by reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from spt_tui.hardware.summary.sample_clock import SampleClock
from spt_tui.hardware.summary.tally import PercentTally, Tally
from spt_tui.hardware.summary.usage import Energy, EnergySource, GpuUsage
from spt_tui.hardware.thresholds import DEFAULT

_MOST_REASONS = 64
_JOULES_PER_KWH = 3_600_000.0


@dataclass(frozen=True, slots=True)
class GpuReading:
    """What one GPU said at one moment."""

    time: float | None = None
    """Seconds since the epoch."""
    util: float | None = None
    """Percent."""
    mem_util: float | None = None
    """Percent."""
    mem_used: float | None = None
    """Bytes."""
    mem_total: float | None = None
    """Bytes."""
    power: float | None = None
    """Watts."""
    energy: float | None = None
    """Joules, by a counter that only rises."""
    throttle: Sequence[str] | None = None
    """Why the clocks are held down."""


class GpuTally:
    """Takes a GPU's readings in the order of their times."""

    def __init__(self, which: GpuUsage, interval: float = 0.0) -> None:
        """`which` says what GPU it is, and nothing of what it does."""
        self.which = which
        self.clock = SampleClock(interval)
        self._samples = 0
        self._silent: Counter[str] = Counter()
        self._util, self._mem_util, self._power = PercentTally(), PercentTally(), Tally()
        self._mem_peak: float | None = None
        self._mem_total: float | None = None
        self._energy = _EnergyTally()
        self._idle_seconds: float | None = None
        self._throttled: dict[str, float] | None = None

    def add(self, reading: GpuReading) -> None:
        """One more reading."""
        seconds = self.clock.step(reading.time)
        self._samples += 1
        self._util.add(reading.util)
        self._mem_util.add(reading.mem_util)
        self._power.add(reading.power)
        self._mem_peak = higher(self._mem_peak, reading.mem_used)
        self._mem_total = higher(self._mem_total, reading.mem_total)
        self._energy.add(reading, seconds)
        if reading.util is not None and reading.time is not None:
            self._idle_seconds = (self._idle_seconds or 0.0) + seconds * (reading.util <= DEFAULT.idle_util)
        if reading.throttle is not None and reading.time is not None:
            self._note_throttle(reading.throttle, seconds)

    def _note_throttle(self, reasons: Sequence[str], seconds: float) -> None:
        self._throttled = self._throttled or {}
        for reason in reasons:
            if reason in self._throttled or len(self._throttled) < _MOST_REASONS:
                self._throttled[reason] = self._throttled.get(reason, 0.0) + seconds

    def add_silence(self, why: str) -> None:
        """One more sample in which it did not answer."""
        self._silent[why] += 1

    def usage(self) -> GpuUsage:
        """The figures so far."""
        return replace(
            self.which,
            samples=self._samples,
            silent=tuple(self._silent.most_common()),
            span=self.clock.span(),
            util=self._util.spread(),
            mem_util=self._mem_util.spread(),
            power=self._power.spread(),
            mem_peak=whole(self._mem_peak),
            mem_total=whole(self._mem_total),
            energy=self._energy.energy(),
            idle_seconds=self._idle_seconds,
            throttled=None if self._throttled is None else _longest_first(self._throttled),
        )


def _longest_first(seconds: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(seconds.items(), key=lambda pair: -pair[1]))


def mixed_usage(tallies: Iterable[GpuTally]) -> GpuUsage:
    """The figures over all readings of some tallies; what only one GPU can have, as idle time, is left out."""
    tallies = list(tallies)
    both, memory, power = PercentTally(), PercentTally(), Tally()
    for tally in tallies:
        both.add_all(tally._util)
        memory.add_all(tally._mem_util)
        power.add_all(tally._power)
    return GpuUsage(
        is_mixed=True,
        samples=sum(tally._samples for tally in tallies),
        util=both.spread(),
        mem_util=memory.spread(),
        power=power.spread(),
        mem_peak=whole(reduce(higher, (tally._mem_peak for tally in tallies))),
        mem_total=whole(reduce(higher, (tally._mem_total for tally in tallies))),
    )


class _EnergyTally:
    """Adds up both the steps of the counter and power over time; what covers more time is believed."""

    def __init__(self) -> None:
        self._before: GpuReading | None = None
        self._counted = self._counted_seconds = 0.0
        self._integral = self._integral_seconds = 0.0

    def add(self, reading: GpuReading, seconds: float) -> None:
        before, self._before = self._before, reading
        if before is None or not seconds:
            return
        if reading.energy is not None and before.energy is not None and reading.energy >= before.energy:
            self._counted += reading.energy - before.energy
            self._counted_seconds += seconds
        if reading.power is not None and before.power is not None:
            self._integral += (reading.power + before.power) / 2 * seconds
            self._integral_seconds += seconds

    def energy(self) -> Energy | None:
        if not (self._counted_seconds or self._integral_seconds):
            return None
        if self._counted_seconds >= self._integral_seconds:
            return Energy(self._counted / _JOULES_PER_KWH, EnergySource.COUNTER)
        return Energy(self._integral / _JOULES_PER_KWH, EnergySource.POWER)


def higher(one: float | None, other: float | None) -> float | None:
    """The higher of two, the one that is known, or `None`."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)


def whole(value: float | None) -> int | None:
    """As bytes are counted."""
    return None if value is None else int(value)
