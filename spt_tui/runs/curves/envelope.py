"""A series reduced to the columns of a plot, with nothing extreme lost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from spt_tui.runs.curves.scale import Scale
from spt_tui.runs.curves.series import BLOCK, Extent, Series, widest
from spt_tui.runs.curves.x_axis import Track


class Span(NamedTuple):
    """The finite values of one column: the first and the last of them, and their smallest and largest."""

    first: float
    last: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a series does in each of some columns of equal width."""

    spans: tuple[Span | None, ...]
    """`None` for a column without a finite value."""
    marks: frozenset[int]
    """The columns that have NaN or an infinity."""
    entry: float | None = None
    """The value at which a line from a row before the first column comes in; `None` where none does."""
    exit: float | None = None
    """The value at which the line leaves for a row after the last column; `None` where it does not."""

    @property
    def extent(self) -> Extent | None:
        """Of all finite values in the columns."""
        edges = [Extent(value, value) for value in (self.entry, self.exit) if value is not None]
        return widest([*edges, *(Extent(span.low, span.high) for span in self.spans if span)])

    @property
    def positive_extent(self) -> Extent | None:
        """From the smallest to the largest number above 0 that a span holds; `None` when there is none."""
        edges = [value for value in (self.entry, self.exit) if value is not None]
        found = [number for numbers in (edges, *filter(None, self.spans)) for number in numbers if number > 0]
        return Extent(min(found), max(found)) if found else None


def steady(ends: Extent) -> Extent:
    """`ends` with an end that stays while some more rows come (an eighth of the length at the most).

    The columns of a growing plot then stay where they are, and only the last of them is drawn anew.
    """
    length = ends.high - ends.low
    if not 0 < length < math.inf:
        return ends
    grain = 2.0 ** (math.frexp(length)[1] - 4)
    return Extent(ends.low, ends.low + math.ceil(length / grain) * grain)


def envelope(track: Track, columns: int, scale: Scale | None = None, clip: bool = False) -> Envelope:
    """The rows of `track` in `columns` columns along `scale`, by default from its first row to its last.

    Rows beyond the ends of the scale count to the outermost columns; with `clip` they are left out but for the lines
    that lead to them. The cost is that of the occupied columns, not of the rows.
    """
    scale = scale or axis_scale(track.ends)
    spans: list[Span | None] = [None] * columns
    marks: set[int] = set()
    numbers = track.numbers_of([scale.number(column / columns) for column in range(columns + 1)])
    inner = numbers[1:-1]
    for stretch in track.kept:
        within = _within(track, stretch, numbers[0], numbers[-1]) if clip else stretch
        _fill(spans, marks, track.series, [within.start, *track.places_of(inner, within), within.stop])
    entry, leave = (_crossing(track, numbers[0]), _crossing(track, numbers[-1])) if clip else (None, None)
    return Envelope(tuple(spans), frozenset(marks), entry, leave)


def axis_scale(ends: Extent, log: bool = False) -> Scale:
    """The x axis from end to end of `ends`, which is above 0 when `log`; it begins at a single place."""
    low, high = (math.log10(ends.low), math.log10(ends.high)) if log else ends
    if high / 2 - low / 2 < 1e-300:
        high = low + max(1.0, abs(low) * 1e-9)
    return Scale(low, high, log)


def visible_extent(track: Track, low: float, high: float) -> Extent | None:
    """The smallest and the largest finite value of a curve from `low` to `high` of its axis."""
    first, last = track.numbers_of((low, high))
    stretches = (_within(track, stretch, first, last) for stretch in track.kept)
    inside = [track.series.extent_of(stretch.start, stretch.stop) for stretch in stretches if stretch]
    edges = [value for value in (_crossing(track, first), _crossing(track, last)) if value is not None]
    return widest([*inside, *(Extent(value, value) for value in edges)])


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
    left, right = track.column[before], track.column[after]
    low, high = track.series.values[before], track.series.values[after]
    if not (math.isfinite(low) and math.isfinite(high)):
        return None
    share = (number / 2 - left / 2) / (right / 2 - left / 2)
    return low * (1 - share) + high * share


def _fill(spans: list[Span | None], marks: set[int], series: Series, places: list[int]) -> None:
    """Add the values between each two of `places` to the column of that number."""
    if places[0] == places[-1]:
        return
    marked = _marked_columns(series, places)
    for column, (start, stop) in enumerate(pairwise(places)):
        if start == stop:
            continue
        if column in marked:
            marks.add(column)
            span = _finite_span(series, start, stop)
        else:
            span = _span(series, start, stop)
        spans[column] = _joined(spans[column], span)


def _marked_columns(series: Series, places: list[int]) -> set[int]:
    marks = series.marks
    if not marks or marks[len(marks) - 1] < places[0] or marks[0] >= places[-1]:
        return set()
    counts = [marks.bisect(place, 0, len(marks)) for place in places]
    return {column for column, (before, after) in enumerate(pairwise(counts)) if before < after}


def _span(series: Series, start: int, stop: int) -> Span:
    """Of a stretch whose values are all finite."""
    values = series.values[start:stop]
    first, last = values[0], values[-1]
    if stop - start >= 3 * BLOCK:
        begin, end = -(-start // BLOCK), stop // BLOCK
        lows, highs = series.blocks
        values = values[: begin * BLOCK - start] + values[end * BLOCK - start :] + lows[begin:end] + highs[begin:end]
    ranked = sorted(values)  # faster than to look for both ends
    return Span(first, last, ranked[0], ranked[-1])


def _finite_span(series: Series, start: int, stop: int) -> Span | None:
    """Of a stretch that holds NaN or infinities too; `None` where it holds nothing else."""
    finite = list(filter(math.isfinite, series.values[start:stop]))
    return Span(finite[0], finite[-1], min(finite), max(finite)) if finite else None


def _joined(before: Span | None, after: Span | None) -> Span | None:
    if before is None or after is None:
        return before or after
    return Span(before.first, after.last, min(before.low, after.low), max(before.high, after.high))
