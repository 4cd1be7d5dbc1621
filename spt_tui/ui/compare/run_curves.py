"""Runs as curves that stay the same objects for as long as nothing of them changes: what is drawn is known by them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.metrics import Metrics
from spt_tui.runs.run_clock import run_clock
from spt_tui.ui.compare.member import Member
from spt_tui.ui.compare.shown import Shown, style_of
from spt_tui.ui.plots.curve import LETTERS, letter_of
from spt_tui.ui.plots.smoothed_curves import SmoothedCurves, Wanted

SMOOTHING_SECONDS = 0.25
"""Spent on smoothing before the curves are drawn as far as they are smoothed."""


class RunCurves:
    """The curves of compared runs. Not for two threads."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = members
        self._curves = SmoothedCurves()
        self._clocks: dict[int, tuple[Metrics, StepClock | None]] = {}
        self._shown: dict[int, Shown] = {}

    @property
    def behind(self) -> bool:
        """True while some values are not smoothed yet: ask again."""
        return self._curves.behind

    def take(self, found: Mapping[int, Metrics], smoothing: float) -> list[Shown]:
        """The curves of the runs whose metrics are `found` and hold a value, by place."""
        places = [place for place in sorted(found) if found[place].series]
        wanted = [self._wanted(place, found[place]) for place in places]
        until = time.monotonic() + SMOOTHING_SECONDS
        curves = self._curves.of(wanted, smoothing)
        while self._curves.behind and time.monotonic() < until:
            curves = self._curves.of(wanted, smoothing)
        before, self._shown = self._shown, {}
        for place, curve in zip(places, curves, strict=True):
            known = before.get(place)
            member = self._members[place]
            is_known = known is not None and known.curve is curve
            self._shown[place] = known if known and is_known else Shown(curve, place, member.label, member.run.dir)
        return list(self._shown.values())

    def _wanted(self, place: int, metrics: Metrics) -> Wanted:
        # More curves than letters are told apart only one at a time: the one in front has its letter.
        letter = letter_of(place) if len(self._members) <= len(LETTERS) else ""
        return Wanted(str(place), metrics.series[0], style_of(place), "", letter, self._clock(place, metrics))

    def _clock(self, place: int, metrics: Metrics) -> StepClock | None:
        known = self._clocks.get(place)
        if known is None or known[0] is not metrics:
            known = self._clocks[place] = (metrics, run_clock(self._members[place].run, metrics))
        return known[1]
