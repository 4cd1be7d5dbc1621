"""The curves of a plot, each kept as long as what it shows stays the same."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from rich.style import Style

from spt_tui.runs.curves.series import Series
from spt_tui.runs.curves.smoothing import Smoother
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.ui.plots.curve import Curve

SMOOTHING_SECONDS = 0.02
"""Spent on smoothing in one go."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A curve to be drawn."""

    key: str
    """What tells it from the others."""
    series: Series
    style: Style
    name: str = ""
    letter: str = ""
    clock: StepClock | None = None


class SmoothedCurves:
    """Makes curves, and smooths them little by little.

    A `Curve` is the same object as long as nothing of it changes: that is how `Sketches` know it again. Nothing is kept
    of what was not wanted the last time. Not for two threads.
    """

    def __init__(self) -> None:
        self.behind = False
        """True while some values are not smoothed yet: ask again."""
        self._factor = 0.0
        self._smoothers: dict[str, Smoother] = {}
        self._curves: dict[str, tuple[tuple[object, ...], Curve]] = {}

    def of(self, wanted: Iterable[Wanted], factor: float) -> list[Curve]:
        """The curves, smoothed by `factor` as far as that could be done in time; 0 is not smoothed."""
        wanted = list(wanted)
        known = self._smoothers if factor == self._factor else {}
        self._factor = factor
        self._smoothers = {each.key: known.get(each.key) or Smoother(factor) for each in wanted} if factor else {}
        self._smooth(wanted)
        found = {each.key: self._curve(each) for each in wanted}
        self._curves = found
        return [curve for _, curve in found.values()]

    def _smooth(self, wanted: list[Wanted]) -> None:
        until = time.perf_counter() + SMOOTHING_SECONDS
        self._smoothed: dict[str, Series | None] = {}
        for each in wanted if self._smoothers else ():
            smoother = self._smoothers[each.key]
            self._smoothed[each.key] = smoother.follow(each.series)
            while smoother.behind and time.perf_counter() < until:
                self._smoothed[each.key] = smoother.follow(each.series)
        self.behind = any(smoother.behind for smoother in self._smoothers.values())

    def _curve(self, wanted: Wanted) -> tuple[tuple[object, ...], Curve]:
        smoothed = self._smoothed.get(wanted.key)
        length = len(smoothed.values) if smoothed else 0
        series = wanted.series
        looks = (wanted.style, wanted.name, wanted.letter, wanted.clock)
        key = (series.rows, len(series.values), series.axes.steps, length, self._factor, *looks)
        before = self._curves.get(wanted.key)
        if before is not None and _same(before[0], key):
            return before
        return key, Curve(series, wanted.style, wanted.name, wanted.letter, smoothed, wanted.clock)


def _same(before: tuple[object, ...], key: tuple[object, ...]) -> bool:
    """Arrays are the same only if they are one: to compare their numbers would take long."""
    return before[0] is key[0] and before[1:] == key[1:]
