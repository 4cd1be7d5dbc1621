"""When a run was at a step, as far as its files tell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepClock:
    """Steps -> time, a straight line between the few moments that are known. Approximate, and to be called so."""

    steps: tuple[float, ...]
    """Two or more, rising."""
    times: tuple[float, ...]
    """The seconds at which the run was at these steps, rising."""

    @classmethod
    def of(cls, anchors: Iterable[tuple[float, float]]) -> StepClock | None:
        """The clock through (step, seconds) pairs in any order; `None` where fewer than two of them agree.

        Of a run that was resumed at an earlier step the later moments count.
        """
        kept: list[tuple[float, float]] = []
        for step, seconds in sorted(anchors, key=lambda anchor: (anchor[1], anchor[0]), reverse=True):
            if not kept or (step < kept[-1][0] and seconds < kept[-1][1]):
                kept.append((step, seconds))
        if len(kept) < 2:
            return None
        kept.reverse()
        return cls(tuple(step for step, _ in kept), tuple(seconds for _, seconds in kept))

    def time_of(self, step: float) -> float:
        """The seconds at which the run was at a step, also before the first and after the last known moment."""
        return _along(self.steps, self.times, step)

    def step_at(self, seconds: float) -> float:
        """The step, with its fraction, at which the run was at a time."""
        return _along(self.times, self.steps, seconds)


def _along(xs: Sequence[float], ys: Sequence[float], x: float) -> float:
    right = min(len(xs) - 1, max(1, bisect_right(xs, x)))
    left = right - 1
    return ys[left] + (x - xs[left]) / (xs[right] - xs[left]) * (ys[right] - ys[left])
