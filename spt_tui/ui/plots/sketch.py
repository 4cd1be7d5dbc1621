"""Curves as dots, and the memory that spares drawing them again."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from spt_tui.runs.curves.band_envelope import Extents, band_envelope
from spt_tui.runs.curves.envelope import Envelope, envelope
from spt_tui.runs.curves.scale import Scale
from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui import theme
from spt_tui.ui.plots.canvas import Layer
from spt_tui.ui.plots.curve import AnyCurve, BandCurve
from spt_tui.ui.plots.raster import Grid, fill, raster
from spt_tui.ui.plots.stage import Placed, Stage


@dataclass(frozen=True, slots=True)
class Columns:
    """A curve reduced to the columns of a canvas."""

    lines: tuple[Envelope, ...]
    """The series, then the smoothed one; of a band its mean."""
    reaches: Extents | None = None
    """From where to where a band reaches."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A curve, its columns, and its dots."""

    curve: AnyCurve
    columns: Columns
    under: tuple[Layer, ...]
    """What lies behind the lines of all curves."""
    over: Layer


Made = TypeVar("Made")

_ColumnsKey = tuple[AnyCurve, XKind, Scale, bool, int]
_SketchKey = tuple[_ColumnsKey, "Scale | None", Grid]


class Sketches:
    """The sketches of the last plot, for the next one.

    A moved cursor costs no curve anew, nor does another one in front; another y scale costs only the dots. A curve is
    known again when it is the same object; nothing is kept of one that the last two plots did not show. Not for two
    threads.
    """

    def __init__(self) -> None:
        self._columns: dict[_ColumnsKey, Columns] = {}
        self._sketches: dict[_SketchKey, Sketch] = {}
        self._made: dict[str, tuple[object, Any]] = {}
        self._before: tuple[object, ...] = ()
        """What the plot before had, until the next one: to let go of a thousand sketches takes 8 ms, which would come
        between a key and the first of what it changes."""
        self.seconds = math.inf
        """That a plot may spend on curves it does not know; those that find no time are left to the next one."""
        self.behind = 0
        """How many the last plot has left out."""
        self.is_hurried: Callable[[], bool] = lambda: False
        """Whether there is something to do that cannot wait: then a plot spends no more on curves."""

    def forget(self, what: str) -> None:
        """Make that anew the next time."""
        self._made.pop(what, None)

    def once(self, what: str, key: object, make: Callable[[], Made]) -> Made:
        """What was made of an equal key the last time, else what is made now."""
        known = self._made.get(what)
        if known is None or known[0] != key:
            known = self._made[what] = (key, make())
        made: Made = known[1]
        return made

    def take(self, stage: Stage, columns: int, cells: Grid) -> list[Sketch]:
        """A sketch for each curve of `stage` in `columns` dot columns, as far as there is time; for one in any case."""
        keys = [(placed.curve, stage.kind, stage.x, stage.clip, columns) for placed in stage.placed]
        known_columns, known = self._before = self._columns, self._sketches
        self._columns, self._sketches = {}, {}
        until, is_late = time.thread_time() + self.seconds, False
        for key, placed in zip(keys, stage.placed, strict=True):
            columned = known_columns.get(key)
            sketch = known.get((key, stage.y, cells)) if columned else None
            if sketch is None and not is_late:
                columned = columned or _columns(placed, stage, columns)
                sketch = _sketch(placed.curve, columned, stage.y, cells)
                is_late = time.thread_time() > until or self.is_hurried()
            if columned is not None:
                self._columns[key] = columned
            if sketch is not None:
                self._sketches[key, stage.y, cells] = sketch
        self.behind = len(keys) - len(self._sketches)
        return list(self._sketches.values())

    def alone(self, placed: Placed, stage: Stage, columns: int, cells: Grid) -> Sketch:
        """The sketch of one curve, which need not be among those of `stage`."""
        return _sketch(placed.curve, _columns(placed, stage, columns), stage.y, cells)


def first_lines(sketches: Iterable[Sketch]) -> list[Envelope]:
    """What the series themselves do, whatever is smoothed of them."""
    return [sketch.columns.lines[0] for sketch in sketches]


def _columns(placed: Placed, stage: Stage, columns: int) -> Columns:
    if isinstance(placed.curve, BandCurve):
        mean, reaches = band_envelope(placed.curve.band, columns, stage.x)
        return Columns((mean,), reaches)
    return Columns(tuple(envelope(track, columns, stage.x, stage.clip) for track in placed.tracks))


def _sketch(curve: AnyCurve, columns: Columns, scale: Scale | None, cells: Grid) -> Sketch:
    if scale is None:
        return Sketch(curve, columns, (), Layer([], curve.style))
    *behind, front = (raster(line, scale, cells) for line in columns.lines)
    areas = [fill(columns.reaches, scale, cells)] if columns.reaches else []
    under = tuple(Layer(dots, theme.faded(curve.style)) for dots in (*areas, *behind))
    return Sketch(curve, columns, under, Layer(front, curve.style))
