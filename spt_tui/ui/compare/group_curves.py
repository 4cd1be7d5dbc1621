"""Groups of runs as bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spt_tui.runs.compare.curve_group import RunGroup
from spt_tui.runs.compare.group_band import Spread, band, grid
from spt_tui.runs.curves.x_axis import Track, XKind, track_of
from spt_tui.ui.compare.shown import Shown, style_of
from spt_tui.ui.plots.curve import BandCurve, Curve, View, letter_of

MOST_COLUMNS = 200
"""Places that a band is computed at, however wide the plot is: each run costs some time at each of them."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups as they are drawn, and what is left out of them."""

    shown: tuple[Shown, ...]
    marks: int
    """Values of all runs that are NaN or infinite."""


class GroupCurves:
    """Keeps the bands for as long as they are of the same curves in the same view. Not for two threads."""

    def __init__(self) -> None:
        self._key: object = None
        self._kept: tuple[object, ...] = ()
        """What the key is made of by identity."""
        self._bands: Grouped = Grouped((), 0)

    def take(
        self,
        groups: Sequence[RunGroup],
        by_slot: Mapping[int, Curve],
        spread: Spread,
        view: View,
        columns: int,
    ) -> Grouped:
        """A band for each group of which a run has a curve."""
        kept = (groups, *by_slot.values())
        key = (spread, view.x, view.log_x, view.window, columns, tuple(map(id, kept)))
        if key != self._key:
            self._bands, self._key, self._kept = bands(groups, by_slot, spread, view, columns), key, kept
        return self._bands


def bands(
    groups: Sequence[RunGroup], by_slot: Mapping[int, Curve], spread: Spread, view: View, columns: int
) -> Grouped:
    """The bands of groups along the axis of a view; `by_slot` has the curves of their runs."""
    kind = view.x if any(_track(curve, view.x) for curve in by_slot.values()) else XKind.STEP
    tracks = [
        [track for slot in group.slots if slot in by_slot and (track := _track(by_slot[slot], kind))]
        for group in groups
    ]
    xs = grid([track for group in tracks for track in group], min(columns, MOST_COLUMNS), view.log_x, view.window)
    shown = []
    for place, (group, members) in enumerate(zip(groups, tracks, strict=True)):
        if not members:
            continue
        curve = BandCurve(band(members, xs, spread), style_of(place), letter=letter_of(place))
        shown.append(Shown(curve, place, group.label, count=len(members)))
    return Grouped(tuple(shown), sum(len(track.series.marks) for group in tracks for track in group))


def _track(curve: Curve, kind: XKind) -> Track | None:
    series = curve.smoothed or curve.series
    return track_of(series, kind, curve.clock) if len(series.values) else None
