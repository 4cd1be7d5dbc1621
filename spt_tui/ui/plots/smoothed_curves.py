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

SMOOTHING_SECONDS = 0.015
"""Spent on smoothing in one go."""


Made = tuple["tuple[object, ...]", float, Curve]
"""Of what, by which factor it is smoothed, and the curve."""


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
        self._smoothed: dict[str, Series] = {}
        """Those that are smoothed to their ends."""
        self._curves: dict[str, Made] = {}

    def of(self, wanted: Iterable[Wanted], factor: float) -> list[Curve]:
        """The curves, smoothed by `factor` as far as that could be done in time; 0 is not smoothed."""
        wanted = list(wanted)
        if factor != self._factor:
            self._smoothed = {}
        known = self._smoothers if factor == self._factor else {}
        self._factor = factor
        self._smoothers = {each.key: known.get(each.key) or Smoother(factor) for each in wanted} if factor else {}
        self._smooth(wanted)
        found = {each.key: self._curve(each) for each in wanted}
        self._curves = found
        return [curve for _, _, curve in found.values()]

    def _smooth(self, wanted: list[Wanted]) -> None:
        """Smooth for a while. A curve is shown smoothed once all of it is, lest it is drawn again and again."""
        until = time.perf_counter() + SMOOTHING_SECONDS
        before, self._smoothed = self._smoothed, {}
        for each in wanted if self._smoothers else ():
            known = before.get(each.key)
            if known is not None and _covers(known, each.series):
                self._smoothed[each.key] = known
        late = [each for each in wanted if each.key in self._smoothers and each.key not in self._smoothed]
        for each in late:
            smoother = self._smoothers[each.key]
            smoothed = smoother.follow(each.series)
            while smoother.behind and time.perf_counter() < until:
                smoothed = smoother.follow(each.series)
            if smoothed is not None and not smoother.behind:
                self._smoothed[each.key] = smoothed
            if time.perf_counter() > until:
                break
        self.behind = len(self._smoothed) < len(self._smoothers)

    def _curve(self, wanted: Wanted) -> Made:
        series, smoothed = wanted.series, self._smoothed.get(wanted.key)
        looks = (wanted.style, wanted.name, wanted.letter, wanted.clock)
        key = (series.rows, len(series.values), series.axes.steps, *looks)
        factor = self._factor if smoothed else 0.0
        before = self._curves.get(wanted.key)
        if before is not None and _same(before[0], key):
            is_late = wanted.key in self._smoothers and not smoothed
            if is_late or before[1] == factor:  # a late one is shown as it was smoothed before
                return before
        return key, factor, Curve(series, wanted.style, wanted.name, wanted.letter, smoothed, wanted.clock)


def _covers(smoothed: Series, series: Series) -> bool:
    return smoothed.rows is series.rows and len(smoothed.values) == len(series.values)


def _same(before: tuple[object, ...], key: tuple[object, ...]) -> bool:
    """Arrays are the same only if they are one: to compare their numbers would take long."""
    return before[0] is key[0] and before[1:] == key[1:]
