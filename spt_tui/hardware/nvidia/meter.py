"""Rates from counters that only grow."""

from __future__ import annotations

from typing import NamedTuple


class Count(NamedTuple):
    """A counter at a moment."""

    value: float
    at: float
    """Seconds of a clock that never jumps."""


class Meter:
    """What a counter grew by per second between two readings. For one thread."""

    SHORTEST = 0.1
    """Seconds. Drivers renew their counters a few ten times a second; over less, the rate is mostly chance."""

    def __init__(self) -> None:
        self._before: Count | None = None
        self._rate: float | None = None

    def rate(self, value: float | None, at: float) -> float | None:
        """The rate since the reading before; `None` if there was none, or if the counter has begun anew since."""
        if value is None:
            self._before = self._rate = None
            return None
        before = self._before
        if before is not None and value >= before.value and at - before.at < self.SHORTEST:
            return self._rate
        self._rate = rate_between(before, Count(value, at)) if before else None
        self._before = Count(value, at)
        return self._rate


def rate_between(before: Count, after: Count) -> float | None:
    """Growth per second; `None` for a counter that shrank: its owner has been restarted in between."""
    seconds, growth = after.at - before.at, after.value - before.value
    return growth / seconds if seconds > 0 and growth >= 0 else None
