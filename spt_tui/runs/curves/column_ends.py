"""The first, last, smallest and largest values of a series in each column of a plot."""

from __future__ import annotations

import math
from array import array
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from spt_tui.runs.curves import quick_numbers
from spt_tui.runs.curves.series import BLOCK, Series


class ColumnEnds(NamedTuple):
    """Of the columns that hold a finite value, rising, in arrays of one length; and which columns hold another one."""

    columns: array[int]
    firsts: array[float]
    lasts: array[float]
    lows: array[float]
    highs: array[float]
    marks: frozenset[int]

    def add(self, column: int, first: float, last: float, low: float, high: float) -> None:
        """The next column."""
        self.columns.append(column)
        self.firsts.append(first)
        self.lasts.append(last)
        self.lows.append(low)
        self.highs.append(high)


def no_ends(marks: Collection[int] = ()) -> ColumnEnds:
    """Of no column yet."""
    return ColumnEnds(array("i"), array("d"), array("d"), array("d"), array("d"), frozenset(marks))


def column_ends(series: Series, places: Sequence[int]) -> ColumnEnds:
    """Column i has the values from the i-th of some rising places up to the next one.

    The cost is that of the occupied columns, not of the values between.
    """
    marked = _marked_columns(series, places)
    if marked:
        return _among_marks(series, places, marked)
    values = series.values[places[0] : places[-1]]
    quick = quick_numbers.column_ends(values, places)
    if quick is not None:
        columns, (firsts, lasts, lows, highs) = quick
        return ColumnEnds(columns, firsts, lasts, lows, highs, frozenset())
    return _one_by_one(series, values, places)


def _one_by_one(series: Series, values: array[float], places: Sequence[int]) -> ColumnEnds:
    """All values are finite."""
    found, origin = no_ends(), places[0]
    columns, firsts, lasts, lows, highs, _ = found
    for column, (start, stop) in enumerate(pairwise(places)):
        if start == stop:
            continue
        first, last = values[start - origin], values[stop - origin - 1]
        low, high = (first, last) if first < last else (last, first)
        if stop - start >= 3 * BLOCK:
            low, high = _ends_in_blocks(series, values, origin, start, stop)
        elif stop - start > 2:
            ranked = sorted(values[start - origin : stop - origin])  # faster than to look for both ends
            low, high = ranked[0], ranked[-1]
        columns.append(column)
        firsts.append(first)
        lasts.append(last)
        lows.append(low)
        highs.append(high)
    return found


def _ends_in_blocks(series: Series, values: array[float], origin: int, start: int, stop: int) -> tuple[float, float]:
    """Smallest and largest from a place of the series to another; `values` are its numbers from `origin` on."""
    begin, end = -(-start // BLOCK), stop // BLOCK
    lows, highs = series.blocks
    edges = values[start - origin : begin * BLOCK - origin] + values[end * BLOCK - origin : stop - origin]
    ranked = sorted(edges + lows[begin:end] + highs[begin:end])
    return ranked[0], ranked[-1]


def _among_marks(series: Series, places: Sequence[int], marked: set[int]) -> ColumnEnds:
    """`marked` are the columns that hold a value that is not finite."""
    found = no_ends(marked)
    for column, (start, stop) in enumerate(pairwise(places)):
        values: Sequence[float] = series.values[start:stop]
        if column in marked:
            values = list(filter(math.isfinite, values))
        if values:
            found.add(column, values[0], values[-1], min(values), max(values))
    return found


def joined(parts: Sequence[ColumnEnds]) -> ColumnEnds:
    """Parts of a series, each of which goes on where the one before ends, as one; a column may be in several."""
    if len(parts) == 1:
        return parts[0]
    marks = frozenset[int]().union(*(part.marks for part in parts))
    ends: dict[int, tuple[float, float, float, float]] = {}
    for part in parts:
        for column, first, last, low, high in zip(*part[:5], strict=True):
            known = ends.get(column)
            if known:
                ends[column] = (known[0], last, min(known[2], low), max(known[3], high))
            else:
                ends[column] = (first, last, low, high)
    found = no_ends(marks)
    for column in sorted(ends):
        found.add(column, *ends[column])
    return found


def _marked_columns(series: Series, places: Sequence[int]) -> set[int]:
    marks = series.marks
    if not marks or marks[len(marks) - 1] < places[0] or marks[0] >= places[-1]:
        return set()
    counts = [marks.bisect(place, 0, len(marks)) for place in places]
    return {column for column, (before, after) in enumerate(pairwise(counts)) if before < after}
