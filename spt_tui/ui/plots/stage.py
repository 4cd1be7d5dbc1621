"""Curves on common axes: which of them can be drawn, and from where to where."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spt_tui.runs.curves.band_envelope import band_extent
from spt_tui.runs.curves.envelope import axis_scale, envelope, steady, visible_extent
from spt_tui.runs.curves.scale import Scale, scale_of
from spt_tui.runs.curves.series import Extent, widest
from spt_tui.runs.curves.x_axis import Track, XKind
from spt_tui.ui.plots.curve import AnyCurve, BandCurve, View

COARSE = 200
"""Columns in which the smallest value above 0 is looked for when a curve has others too."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A curve with the tracks that its lines are drawn along; none for a band."""

    curve: AnyCurve
    tracks: tuple[Track, ...] = ()
    """Of the series, then of the smoothed one."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a plot shows."""

    placed: tuple[Placed, ...]
    kind: XKind
    """What the x axis counts, which is steps where no curve has what was asked for."""
    left_out: int
    """Curves that have no place on this axis."""
    x: Scale
    y: Scale | None
    """`None` when there is no finite value that it could show."""
    clip: bool
    """Whether only a part of the x axis is shown."""


def set_stage(curves: Sequence[AnyCurve], view: View) -> Stage | None:
    """The axes for `curves`; `None` where there is nothing to place on them."""
    kind, placed = placed_curves(curves, view.x)
    ends = _ends(placed, view.log_x)
    if ends is None:
        return None
    if view.window:
        low = max(view.window.low, ends.low) if view.log_x else view.window.low
        ends = Extent(low, max(low, view.window.high))
    elif view.growing:
        ends = steady(ends)
    clip = view.window is not None
    x = axis_scale(ends, view.log_x)
    y = scale_of(_height(placed, x, view.log, clip), view.log)
    return Stage(placed, kind, len(curves) - len(placed), x, y, clip)


def x_ends(curves: Sequence[AnyCurve], view: View) -> Extent | None:
    """From where to where a plot of `curves` reaches without a window, or may reach with one; `None` without a row."""
    return _ends(placed_curves(curves, view.x)[1], view.log_x)


def placed_curves(curves: Sequence[AnyCurve], wanted: XKind) -> tuple[XKind, tuple[Placed, ...]]:
    """The curves that have a place on the axis that is wanted; all of them along steps where none has."""
    placed = _place(curves, wanted)
    return (wanted, placed) if placed else (XKind.STEP, _place(curves, XKind.STEP))


def _place(curves: Sequence[AnyCurve], kind: XKind) -> tuple[Placed, ...]:
    return tuple(placed for curve in curves if (placed := _placed(curve, kind)))


def _placed(curve: AnyCurve, kind: XKind) -> Placed | None:
    if isinstance(curve, BandCurve):
        return Placed(curve) if any(curve.band.count) else None
    tracks = curve.tracks(kind)
    return Placed(curve, tracks) if tracks else None


def _ends(placed: Iterable[Placed], log: bool) -> Extent | None:
    return widest(end for each in placed for end in _curve_ends(each, log))


def _curve_ends(placed: Placed, log: bool) -> list[Extent]:
    if isinstance(placed.curve, BandCurve):
        xs = [x for x in placed.curve.band.x if x > 0 or not log]
        return [Extent(xs[0], xs[-1])] if xs else []
    ends = [(track, track.ends) for track in placed.tracks]
    if not log:
        return [extent for _, extent in ends]
    return [Extent(_first_positive(track), extent.high) for track, extent in ends if extent.high > 0]


def _first_positive(track: Track) -> float:
    after = track.beside(0.0)[1]
    return track.ends.low if after is None else track.at(after)


def _height(placed: Iterable[Placed], x: Scale, log: bool, clip: bool) -> Extent | None:
    low, high = (x.number(0.0), x.number(1.0)) if clip else (-math.inf, math.inf)
    extents: list[Extent | None] = []
    for each in placed:
        if isinstance(each.curve, BandCurve):
            extents.append(_band_height(each.curve, low, high, log))
        extents += [_track_height(track, x, low, high, log) for track in each.tracks]
    return widest(extents)


def _track_height(track: Track, x: Scale, low: float, high: float, log: bool) -> Extent | None:
    clip = low > -math.inf
    extent = visible_extent(track, low, high) if clip else track.series.extent_in(track.kept)
    if not log or extent is None or extent.low > 0:
        return extent
    return envelope(track, COARSE, x, clip).positive_extent if extent.high > 0 else None


def _band_height(curve: BandCurve, low: float, high: float, log: bool) -> Extent | None:
    extent = band_extent(curve.band, low, high)
    if not log or extent is None or extent.low > 0:
        return extent
    above = [
        number for numbers in (curve.band.low, curve.band.mean, curve.band.high) for number in numbers if number > 0
    ]
    return Extent(min(above), max(above)) if above else None
