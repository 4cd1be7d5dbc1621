"""A series reduced to the columns of a plot, with nothing extreme lost."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from spt_tui.runs.curves.number_column import NumberColumn
from spt_tui.runs.curves.series import Extent, Series, widest

MOST_PARTS = 1_000
"""A series whose axis falls more often than this is laid out by the order of its rows."""


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

    @property
    def extent(self) -> Extent | None:
        """Of all finite values in the columns."""
        return widest(Extent(span.low, span.high) for span in self.spans if span)

    @property
    def smallest_positive(self) -> float | None:
        """The smallest number above 0 that a span holds; `None` when there is none."""
        return min((number for span in self.spans if span for number in span if number > 0), default=None)


def x_extent(series: Series, by_epoch: bool = False) -> Extent:
    """Where a series begins and ends on its axis. Steps stand in for epochs where a row has none."""
    axis, parts = _axis(series, by_epoch)
    ends = [axis[place] for start, stop in pairwise(parts) for place in (start, stop - 1)]
    return Extent(min(ends), max(ends))


def steady(ends: Extent) -> Extent:
    """`ends` with an end that stays while some more rows come (an eighth of the length at the most).

    The columns of a growing plot then stay where they are, and only the last of them is drawn anew.
    """
    length = ends.high - ends.low
    if not 0 < length < math.inf:
        return ends
    grain = 2.0 ** (math.frexp(length)[1] - 4)
    return Extent(ends.low, ends.low + math.ceil(length / grain) * grain)


def envelope(series: Series, columns: int, by_epoch: bool = False, ends: Extent | None = None) -> Envelope:
    """`series` in `columns` columns from `ends.low` to `ends.high` (by default its own); needs a value at least.

    Values beyond the ends count to the outermost columns. The cost is that of the occupied columns, not of the values.
    """
    axis, parts = _axis(series, by_epoch)
    low, high = ends or x_extent(series, by_epoch)
    spans: list[Span | None] = [None] * columns
    marks: set[int] = set()
    # Halved, so that the length of an axis that uses all of a float's range is finite.
    scale = columns / (high / 2 - low / 2) if high > low else 0.0
    for start, stop in pairwise(parts):
        place = start
        while place < stop:
            column = max(0, min(columns - 1, int((axis[place] / 2 - low / 2) * scale)))
            edge = low + 2 * (column + 1) / scale if scale and column < columns - 1 else math.inf
            end = max(place + 1, axis.bisect(edge, place, stop))
            span, marked = _span(series, place, end)
            spans[column] = _joined(spans[column], span)
            if marked:
                marks.add(column)
            place = end
    return Envelope(tuple(spans), frozenset(marks))


def _axis(series: Series, by_epoch: bool) -> tuple[NumberColumn[float], list[int]]:
    by_epoch = by_epoch and series.epochs is not None
    parts = series.rising(by_epoch)
    if len(parts) > MOST_PARTS:
        length = len(series.values)
        return NumberColumn(array("d", range(length)), length), [0, length]
    return (series.epochs if by_epoch and series.epochs is not None else series.steps), parts


def _span(series: Series, start: int, stop: int) -> tuple[Span | None, bool]:
    """The finite values of a stretch, and whether there are others."""
    if stop - start == 1:
        value = series.values[start]
        return (Span(value, value, value, value), False) if math.isfinite(value) else (None, True)
    extent = series.extent_of(start, stop)
    marks = series.marks
    place = marks.bisect(start, 0, len(marks))
    marked = place < len(marks) and marks[place] < stop
    if extent is None:
        return None, marked
    first, last = series.values[start], series.values[stop - 1]
    if marked:
        finite = list(filter(math.isfinite, series.values[start:stop]))
        first, last = finite[0], finite[-1]
    return Span(first, last, extent.low, extent.high), marked


def _joined(before: Span | None, after: Span | None) -> Span | None:
    if before is None or after is None:
        return before or after
    return Span(before.first, after.last, min(before.low, after.low), max(before.high, after.high))
