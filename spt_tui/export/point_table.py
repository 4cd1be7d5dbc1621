"""The points of curves as CSV in long form: a line a point, what belongs to it in every line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from spt_tui.runs.curves.band import Band
from spt_tui.runs.curves.series import Extent, Series
from spt_tui.runs.curves.x_axis import Track

SERIES_HEAD = ("metric", "step", "epoch", "value")
CURVE_HEAD = ("curve", *SERIES_HEAD, "smoothed")
TIME_HEAD = (*CURVE_HEAD, "about_seconds")
BAND_HEAD = ("curve", "x", "low", "mean", "high", "runs")
BATCH = 4_096
"""Rows that are taken out of the columns in one go."""

Cells = Sequence["str | int | float"]


@dataclass(frozen=True, slots=True)
class PlottedCurve:
    """A curve as it is plotted."""

    name: str
    """Cleaned; empty where there is but one."""
    track: Track
    smoothed: Series | None = None


def series_lines(series: Iterable[Series], with_overtaken: bool = False) -> Iterator[str]:
    """The points of some metrics in the order of the file, under their head, without line ends.

    Rows that a resumed run wrote anew are left out unless wanted. An empty cell is an epoch that is not known, `nan`,
    `inf` and `-inf` are values.
    """
    line = _writer()
    yield line(SERIES_HEAD)
    for each in series:
        for places in [range(len(each.values))] if with_overtaken else each.kept():
            yield from (line((each.name, *cells)) for _, cells in _points(each, places))


def curve_lines(curves: Sequence[PlottedCurve], window: Extent | None = None) -> Iterator[str]:
    """The points of plotted curves, those of the window if there is one; smoothed values stand beside them.

    On an axis of times there is a column for them, which are approximate.
    """
    line, timed = _writer(), any(curve.track.clock for curve in curves)
    yield line(TIME_HEAD if timed else CURVE_HEAD)
    for curve in curves:
        track = curve.track
        for part in track.kept:
            for place, cells in _points(track.series, part):
                x = track.at(place) if timed or window else 0.0
                if window is None or window.low <= x <= window.high:
                    time = (f"{x:.3f}",) if timed else ()
                    yield line((curve.name, track.series.name, *cells, _smoothed(curve.smoothed, place), *time))


def band_lines(bands: Iterable[tuple[str, Band]], window: Extent | None = None) -> Iterator[str]:
    """The places of bands at which a run has a value, by name."""
    line = _writer()
    yield line(BAND_HEAD)
    for name, band in bands:
        for x, *edges, count in zip(band.x, band.low, band.mean, band.high, band.count, strict=True):
            if count and (window is None or window.low <= x <= window.high):
                yield line((name, _number(x), *map(repr, edges), count))


def cloud_lines(head: Sequence[str], points: Iterable[tuple[str, float, float]]) -> Iterator[str]:
    """Points with their names; `head` names the three columns."""
    line = _writer()
    yield line(head)
    yield from (line((name, repr(x), repr(y))) for name, x, y in points)


def _points(series: Series, places: range) -> Iterator[tuple[int, Cells]]:
    """Place, and step, epoch and value."""
    for start in range(places.start, places.stop, BATCH):
        rows = slice(start, min(places.stop, start + BATCH))
        steps, values = map(_number, series.steps[rows]), map(repr, series.values[rows])
        epochs = [""] * len(series.values[rows]) if series.epochs is None else map(_number, series.epochs[rows])
        yield from enumerate(zip(steps, epochs, values, strict=True), start)


def _smoothed(series: Series | None, place: int) -> str:
    return repr(series.values[place]) if series is not None and place < len(series.values) else ""


def _number(number: float) -> str:
    """A step as the file has it: whole without a point."""
    return str(int(number)) if number.is_integer() and abs(number) < 1 << 53 else repr(number)


class _Echo:
    """A file that gives back what is written to it."""

    @staticmethod
    def write(text: str) -> str:
        """The text."""
        return text


def _writer() -> Callable[[Iterable[object]], str]:
    return csv.writer(_Echo(), lineterminator="").writerow
