"""Where the rows of a series lie along the axis that they are looked at on."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from spt_tui.runs.curves.number_column import NumberColumn, PickedColumn
from spt_tui.runs.curves.rising_column import RisingColumn
from spt_tui.runs.curves.series import Extent, Series
from spt_tui.runs.curves.step_clock import StepClock


class XKind(Enum):
    """What an x axis counts."""

    STEP = "step"
    EPOCH = "epoch"
    ELAPSED = "elapsed"
    """Seconds since the run was at step 0."""
    WALL = "wall"
    """Seconds since 1970."""

    @property
    def is_time(self) -> bool:
        """Whether places on it are found by a clock, and so approximate."""
        return self in (XKind.ELAPSED, XKind.WALL)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The rows of a series along an axis. Rows that a resumed run wrote anew are not on it."""

    series: Series
    column: NumberColumn[float]
    """The step or the epoch of each row."""
    kept: tuple[range, ...]
    """Stretches of places in the series, one at least and none of them empty, in each of which the axis never falls."""
    restarts: tuple[float, ...]
    """Where on the axis the run was resumed."""
    clock: StepClock | None = None
    origin: float = 0.0
    """The time that is 0 on the axis."""
    ends: Extent = field(init=False)
    """Where the rows begin and end."""

    def __post_init__(self) -> None:
        """Find the ends: they are asked for again and again."""
        first = min(self.column[stretch.start] for stretch in self.kept)
        last = max(self.column[stretch.stop - 1] for stretch in self.kept)
        object.__setattr__(self, "ends", Extent(self._x(first), self._x(last)))

    def at(self, place: int) -> float:
        """Where the row at a place of the series lies."""
        return self._x(self.column[place])

    def _x(self, number: float) -> float:
        return self.clock.time_of(number) - self.origin if self.clock else number

    def numbers_of(self, xs: Sequence[float]) -> Sequence[float]:
        """The steps or epochs at some places of the axis."""
        if self.clock is None:
            return xs
        return [self.clock.step_at(x + self.origin) for x in xs]

    def places_of(self, numbers: Sequence[float], stretch: range) -> list[int]:
        """For each of some rising steps or epochs the first place of a kept stretch that has so much or more."""
        if isinstance(self.column, RisingColumn):
            quick = self.column.quick_places(numbers, stretch.start, stretch.stop)
            if quick is not None:
                return quick
        place, stride, places = stretch.start, len(stretch), list[int]()
        for number in numbers:
            near = min(stretch.stop, place + 2 * stride)  # the next one is mostly about as far as the one before
            found = self.column.bisect(number, place, near)
            if found == near:
                found = self.column.bisect(number, near, stretch.stop)
            place, stride = found, found - place + 1
            places.append(place)
        return places

    def last_at(self, x: float) -> int | None:
        """The place of the last row at `x` or before; `None` when all rows come after it."""
        if len(self.kept) == 1:
            place = self._first_after(x, self.kept[0])
            return place - 1 if place > self.kept[0].start else None
        splits = [(stretch.start, self._first_after(x, stretch)) for stretch in self.kept]
        before = [place - 1 for start, place in splits if place > start]
        return max(before, key=lambda place: (self.column[place], place), default=None)

    def beside(self, x: float) -> tuple[int | None, int | None]:
        """The places of the last row before `x` and of the first one after it; `None` where there is no such row."""
        return self.before(x), self.after(x)

    def before(self, x: float) -> int | None:
        """The place of the last row before `x`; `None` where there is none."""
        found = []
        for stretch in self.kept:
            place = self._first_after(x, stretch)
            if place > stretch.start and self.at(place - 1) >= x:
                place = self.column.bisect(self.column[place - 1], stretch.start, place)
            if place > stretch.start:
                found.append(place - 1)
        return max(found, key=self.column.__getitem__, default=None)

    def after(self, x: float) -> int | None:
        """The place of the first row after `x`; `None` where there is none."""
        places = ((stretch, self._first_after(x, stretch)) for stretch in self.kept)
        found = [place for stretch, place in places if place < stretch.stop]
        return min(found, key=self.column.__getitem__, default=None)

    def _first_after(self, x: float, stretch: range) -> int:
        """The first place of a stretch that lies after `x`."""
        number = self.clock.step_at(x + self.origin) if self.clock else x
        place = self.column.bisect(math.nextafter(number, math.inf), stretch.start, stretch.stop)
        while place < stretch.stop and self.at(place) <= x:  # a clock reads back a little less than it was given
            place += 1
        return place


def track_of(series: Series, kind: XKind = XKind.STEP, clock: StepClock | None = None) -> Track | None:
    """The track of a series with a value at least; `None` where its rows have no place on such an axis."""
    if kind is XKind.EPOCH:
        return None if series.epochs is None else _track(series, by_epoch=True)
    if not kind.is_time:
        return _track(series)
    if clock is None:
        return None
    track = _track(series, clock, clock.time_of(0.0) if kind is XKind.ELAPSED else 0.0)
    return track if all(map(math.isfinite, track.ends)) else None


def x_extent(series: Series, by_epoch: bool = False) -> Extent:
    """Where a series begins and ends on its axis. Steps stand in for epochs where a row has none."""
    return step_track(series, by_epoch).ends


def step_track(series: Series, by_epoch: bool = False) -> Track:
    """The track of a series along epochs if wanted and there, else along steps."""
    return _track(series, by_epoch=by_epoch and series.epochs is not None)


def _track(series: Series, clock: StepClock | None = None, origin: float = 0.0, by_epoch: bool = False) -> Track:
    length = len(series.values)
    if not series.is_ordered(by_epoch):  # laid out by the order of its rows
        return Track(series, NumberColumn(array("d", range(length)), length), (range(length),), ())
    starts = series.restarts(by_epoch)
    restarts = tuple(clock.time_of(start) - origin for start in starts) if clock else starts
    axis = series.axes.epochs if by_epoch else series.axes.steps
    column = (PickedColumn if axis.gaps else RisingColumn)(axis.numbers, series.rows, length)
    return Track(series, column, series.kept(by_epoch), restarts, clock, origin)
