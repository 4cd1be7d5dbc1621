"""A series reduced to the columns of a plot, with nothing extreme lost."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from spt_tui.runs.curves.column_ends import column_ends, joined
from spt_tui.runs.curves.scale import Scale
from spt_tui.runs.curves.series import Extent, widest
from spt_tui.runs.curves.x_axis import Track


class Span(NamedTuple):
    """The finite values of one column: the first and the last of them, and their smallest and largest."""

    first: float
    last: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a series does in each of some columns of equal width.

    Numbers lie in arrays: those of a thousand curves are nothing that the collection of garbage has to look at.
    """

    width: int
    """How many columns there are."""
    columns: array[int]
    """Those that hold a finite value, rising. What follows has a number for each of them."""
    firsts: array[float]
    lasts: array[float]
    lows: array[float]
    highs: array[float]
    marks: frozenset[int] = frozenset()
    """The columns that have NaN or an infinity."""
    entry: float | None = None
    """The value at which a line from a row before the first column comes in; `None` where none does."""
    exit: float | None = None
    """The value at which the line leaves for a row after the last column; `None` where it does not."""

    @property
    def spans(self) -> tuple[Span | None, ...]:
        """Column by column; `None` for one without a finite value."""
        spans: list[Span | None] = [None] * self.width
        for column, *numbers in zip(self.columns, self.firsts, self.lasts, self.lows, self.highs, strict=True):
            spans[column] = Span(*numbers)
        return tuple(spans)

    @property
    def extent(self) -> Extent | None:
        """Of all finite values in the columns."""
        edges = [value for value in (self.entry, self.exit) if value is not None]
        if not self.lows and not edges:
            return None
        return Extent(min((*edges, *self.lows)), max((*edges, *self.highs)))

    @property
    def positive_extent(self) -> Extent | None:
        """From the smallest to the largest number above 0 that a span holds; `None` when there is none."""
        edges = [value for value in (self.entry, self.exit) if value is not None]
        numbers = (edges, self.firsts, self.lasts, self.lows, self.highs)
        found = [number for each in numbers for number in each if number > 0]
        return Extent(min(found), max(found)) if found else None


def steady(ends: Extent) -> Extent:
    """`ends` with an end that stays while some more rows come (an eighth of the length at the most).

    The columns of a growing plot then stay where they are, and only the last of them is drawn anew.
    """
    length = ends.high - ends.low
    if not 1e-300 < length < math.inf:
        return ends
    grain = 2.0 ** (math.frexp(length)[1] - 4)
    return Extent(ends.low, ends.low + math.ceil(length / grain) * grain)


def envelope(track: Track, columns: int, scale: Scale | None = None, clip: bool = False) -> Envelope:
    """The rows of `track` in `columns` columns along `scale`, by default from its first row to its last.

    Rows beyond the ends of the scale count to the outermost columns; with `clip` they are left out but for the lines
    that lead to them. The cost is that of the occupied columns, not of the rows.
    """
    scale = scale or axis_scale(track.ends)
    numbers = track.numbers_of(_edges(scale, columns))
    inner, parts = numbers[1:-1], []
    for stretch in track.kept:
        within = _within(track, stretch, numbers[0], numbers[-1]) if clip else stretch
        if within:
            parts.append(column_ends(track.series, [within.start, *track.places_of(inner, within), within.stop]))
    entry, leave = (_crossing(track, numbers[0]), _crossing(track, numbers[-1])) if clip else (None, None)
    return Envelope(columns, *joined(parts), entry, leave)


@lru_cache(maxsize=8)
def _edges(scale: Scale, columns: int) -> tuple[float, ...]:
    """Where the columns along a scale begin, and where the last one ends: the same for all curves of a plot."""
    return tuple(scale.number(column / columns) for column in range(columns + 1))


def axis_scale(ends: Extent, log: bool = False) -> Scale:
    """The x axis from end to end of `ends`, which is above 0 when `log`; it begins at a single place."""
    low, high = (math.log10(ends.low), math.log10(ends.high)) if log else ends
    if high / 2 - low / 2 < 1e-300:
        high = low + max(1.0, abs(low) * 1e-9)
    return Scale(low, high, log)


def visible_extent(track: Track, low: float, high: float) -> Extent | None:
    """The smallest and the largest finite value of a curve from `low` to `high` of its axis."""
    first, last = track.numbers_of((low, high))
    if len(track.kept) == 1:
        return _extent_between(track, track.kept[0], first, last)
    stretches = (_within(track, stretch, first, last) for stretch in track.kept)
    inside = [track.series.extent_of(stretch.start, stretch.stop) for stretch in stretches if stretch]
    return widest([*inside, *map(_point, (_crossing(track, first), _crossing(track, last)))])


def _extent_between(track: Track, stretch: range, first: float, last: float) -> Extent | None:
    """The same of a track that is one stretch, as most are: each end is looked for once."""
    start = track.column.bisect(first, stretch.start, stretch.stop)
    stop = track.column.bisect(math.nextafter(last, math.inf), start, stretch.stop)
    extents = [track.series.extent_of(start, stop)]
    for number, place in ((first, start), (last, stop)):
        if stretch.start < place < stretch.stop:
            extents.append(_point(_value_between(track, place - 1, place, number)))
    return widest(extents)


def _point(value: float | None) -> Extent | None:
    return None if value is None else Extent(value, value)


def _within(track: Track, stretch: range, low: float, high: float) -> range:
    start, stop = track.places_of((low, math.nextafter(high, math.inf)), stretch)
    return range(start, stop)


def _crossing(track: Track, number: float) -> float | None:
    """The value of the line between the rows on both sides of a step or epoch; `None` where no line leads across."""
    before = after = None
    for stretch in track.kept:
        place = track.column.bisect(number, stretch.start, stretch.stop)
        before = place - 1 if place > stretch.start else before
        if place < stretch.stop:
            after = place
            break
    if before is None or after is None:
        return None
    return _value_between(track, before, after, number)


def _value_between(track: Track, before: int, after: int, number: float) -> float | None:
    """The value of the line between two rows at a step or epoch; `None` where one of them is not finite."""
    low, high = track.series.values[before], track.series.values[after]
    if not (math.isfinite(low) and math.isfinite(high)):
        return None
    left, right = track.column[before], track.column[after]
    length = right / 2 - left / 2
    share = (number / 2 - left / 2) / length if length else 0.0
    return low * (1 - share) + high * share
