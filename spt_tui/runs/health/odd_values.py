"""The NaN and infinities of a metric that count: those which no later row of a resumed run has overtaken."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass

from spt_tui.runs.curves.series import Series
from spt_tui.runs.health.kept_rows import KeptRows


@dataclass(frozen=True, slots=True)
class OddValues:
    """The values that are not finite, one at least."""

    count: int
    nans: int
    """How many of them are NaN."""
    first: int
    """Place in `Series.values`."""
    since: int | None
    """The place from which on no value is finite; `None` where the newest is."""

    @classmethod
    def of(cls, series: Series) -> OddValues | None:
        """`None` where all values that count are finite."""
        if not len(series.marks):
            return None
        stretches = KeptRows.of(series).stretches
        found = [marks for stretch in stretches if (marks := _marks_in(series, stretch))]
        if not found:
            return None
        return cls(sum(map(len, found)), _nans(series, found), series.marks[found[0].start], _since(series, stretches))


def _marks_in(series: Series, stretch: range) -> range:
    """The places in `Series.marks` of those that lie in a stretch."""
    marks = series.marks
    return range(*(marks.bisect(place, 0, len(marks)) for place in (stretch.start, stretch.stop)))


def _nans(series: Series, found: list[range]) -> int:
    count = sum(map(len, found))
    if series.nans in (0, len(series.marks)):
        return count if series.nans else 0
    if count == len(series.marks):
        return series.nans
    return sum(math.isnan(series.values[place]) for marks in found for place in series.marks[marks.start : marks.stop])


def _since(series: Series, stretches: tuple[range, ...]) -> int | None:
    since = None
    for stretch in reversed(stretches):
        marks = _marks_in(series, stretch)
        if not marks or series.marks[marks[-1]] != stretch[-1]:
            break
        # Marks rise, so those of an unbroken end have the same distance to their number, and no other has it.
        last = stretch[-1] - marks[-1]
        number = bisect_left(marks, last, key=lambda number: series.marks[number] - number)
        since = series.marks[marks[number]]
        if since != stretch.start:
            break
    return since
