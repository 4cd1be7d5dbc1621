"""The curves of several runs -> their mean with a band around it."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise

from spt_tui.runs.curves.band import Band
from spt_tui.runs.curves.scale import scale_of
from spt_tui.runs.curves.series import Extent, widest
from spt_tui.runs.curves.x_axis import Track

_NAN = math.nan
_MOST = sys.float_info.max
"""An edge that no float can hold lies there."""


class Spread(Enum):
    """What the edges of a band are."""

    RANGE = "min to max"
    """The smallest and the largest value of any run."""
    DEVIATION = "standard deviation"
    """The mean less and plus the standard deviation of the runs (of a sample: divided by n - 1), 0 for one run."""


def grid(tracks: Sequence[Track], columns: int, log_x: bool = False, window: Extent | None = None) -> list[float]:
    """Places on the axis, one a column of the plot: from where the first run begins to where the last one ends.

    `window` is looked at instead if there is one. A logarithmic axis begins at the first row above 0. Empty if there is
    nothing to lay it over.
    """
    known = widest(_ends(track, log_x) for track in tracks)
    ends = window or known
    if log_x and window and known:
        ends = Extent(max(window.low, known.low), max(window.high, known.low))
    if ends is None or known is None or columns < 1:
        return []
    scale = scale_of(ends, log_x)
    if scale is None or columns == 1 or ends.low == ends.high:
        return [ends.low]
    inner = (scale.number(column / (columns - 1)) for column in range(1, columns - 1))
    return [ends.low, *(max(ends.low, min(x, ends.high)) for x in inner), ends.high]


def band(tracks: Sequence[Track], xs: Sequence[float], spread: Spread = Spread.RANGE) -> Band:
    """The mean of some runs at rising places `xs`, and the band around it.

    Between its rows a run's value lies on the straight line from one to the next. A run counts at a place within its
    own rows, unless the row before or after holds NaN or an infinity. The edges of a `RANGE` cover also what the
    counted runs did half-way to the places beside: a spike between two columns is not lost.
    """
    curves = [_values(track, xs) for track in tracks]
    extremes = [_extremes(track, xs) for track in tracks] if spread is Spread.RANGE else []
    low, mean, high, count = [], [], [], []
    for place in range(len(xs)):
        counted = [run for run, curve in enumerate(curves) if curve[place] == curve[place]]
        values = [curves[run][place] for run in counted]
        edges = _range(values, [extremes[run][place] for run in counted]) if extremes else _deviation(values)
        low.append(edges.low)
        high.append(edges.high)
        mean.append(max(edges.low, min(_mean(values), edges.high)) if values else _NAN)
        count.append(len(values))
    return Band(xs, low, mean, high, count)


def _ends(track: Track, log_x: bool) -> Extent | None:
    """From where to where a run reaches on the axis; `None` where no row of it is above 0 and has to be."""
    if not log_x or track.ends.low > 0:
        return track.ends
    first = track.after(0.0)
    return None if first is None else Extent(track.at(first), track.ends.high)


def _values(track: Track, xs: Sequence[float]) -> list[float]:
    """The run's value at each place; NaN where it does not count."""
    numbers = track.numbers_of(xs)
    before: int | None = None
    found: list[float] = []
    for stretch in track.kept:
        for number, place in _within(track, numbers[len(found) :], stretch):
            found.append(_between(track, place - 1 if place > stretch.start else before, place, number))
        before = stretch.stop - 1
    return found + [_NAN] * (len(xs) - len(found))


def _within(track: Track, numbers: Sequence[float], stretch: range) -> list[tuple[float, int]]:
    """Those of some rising numbers that are not beyond a stretch, with the first row that has so much or more."""
    places = zip(numbers, track.places_of(numbers, stretch), strict=True)
    return [(number, place) for number, place in places if place < stretch.stop]


def _between(track: Track, before: int | None, after: int, number: float) -> float:
    """The value at `number`, which does not lie above the row `after`."""
    column, values = track.column, track.series.values
    end, last = column[after], values[after]
    if end == number:
        return last if math.isfinite(last) else _NAN
    if before is None or column[before] >= number:  # where an axis falls there is no line
        return _NAN
    start, first = column[before], values[before]
    share = (number - start) / (end - start)
    value = first * (1 - share) + last * share
    return value if math.isfinite(value) else _NAN


def _extremes(track: Track, xs: Sequence[float]) -> list[Extent | None]:
    """The smallest and largest finite value of the run's rows that are nearer to this place than to the others."""
    if not xs:
        return []
    numbers = track.numbers_of(xs)
    middles = [(left + right) / 2 for left, right in pairwise(numbers)]
    found: list[Extent | None] = [None] * len(xs)
    for stretch in track.kept:
        bounds = [stretch.start, *track.places_of(middles, stretch), stretch.stop]
        for at, (start, stop) in enumerate(pairwise(bounds)):
            if start < stop:
                found[at] = widest((found[at], track.series.extent_of(start, stop)))
    return found


def _range(values: Sequence[float], extremes: Sequence[Extent | None]) -> Extent:
    covered = widest([*(Extent(value, value) for value in values), *extremes])
    return covered or Extent(_NAN, _NAN)


def _deviation(values: Sequence[float]) -> Extent:
    if not values:
        return Extent(_NAN, _NAN)
    mean = _mean(values)
    deviation = math.hypot(*(value - mean for value in values)) / math.sqrt(max(1, len(values) - 1))
    return Extent(max(-_MOST, mean - deviation), min(mean + deviation, _MOST))


def _mean(values: Sequence[float]) -> float:
    # The parts one by one: the sum of large numbers could have no size.
    return math.fsum(value / len(values) for value in values)
