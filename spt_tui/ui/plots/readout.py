"""The exact values of curves at a place of their x axis."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.ui.plots.curve import AnyCurve, BandCurve, View
from spt_tui.ui.plots.stage import placed_curves


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A curve at the last of its rows that lies at a place or before it."""

    curve: AnyCurve
    x: float
    """Where that row lies on the axis."""
    step: float
    """Its step; for a band its place on the axis."""
    value: float
    """In full precision, NaN and infinities too; the mean of a band."""
    smoothed: float | None = None
    low: float | None = None
    """Edges of a band; `None` for a curve."""
    high: float | None = None
    count: int | None = None
    """Runs of a band; `None` for a curve."""


def values_at(curves: Sequence[AnyCurve], x: float, view: View) -> list[Reading]:
    """What `curves` are at `x`, in their order; those that begin later, or are not on this axis, are left out."""
    found = []
    for placed in placed_curves(curves, view.x)[1]:
        if isinstance(placed.curve, BandCurve):
            reading = _of_band(placed.curve, x)
            found += [reading] if reading else []
            continue
        track = placed.tracks[0]
        place = track.last_at(x)
        if place is None:
            continue
        smoothed = placed.curve.smoothed
        average = smoothed.values[place] if smoothed is not None and place < len(smoothed.values) else None
        series = track.series
        found.append(Reading(placed.curve, track.at(place), series.steps[place], series.values[place], average))
    return found


def nearest_row(curves: Sequence[AnyCurve], x: float, forward: bool, view: View) -> float | None:
    """Where the nearest row of any curve after `x` lies, or before it unless `forward`: what a cursor moves to."""
    found: list[float] = []
    for placed in placed_curves(curves, view.x)[1]:
        if isinstance(placed.curve, BandCurve):
            xs = placed.curve.band.x
            found += xs[bisect_right(xs, x) :][:1] if forward else xs[: bisect_left(xs, x)][-1:]
        for track in placed.tracks[:1]:
            place = track.after(x) if forward else track.before(x)
            if place is not None:
                found.append(track.at(place))
    return (min if forward else max)(found, default=None)


def _of_band(curve: BandCurve, x: float) -> Reading | None:
    band = curve.band
    place = bisect_right(band.x, x) - 1
    if place < 0 or not band.count[place]:
        return None
    at = band.x[place]
    return Reading(curve, at, at, band.mean[place], low=band.low[place], high=band.high[place], count=band.count[place])
