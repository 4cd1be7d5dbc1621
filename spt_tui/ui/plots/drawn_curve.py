"""Curves as lines of a picture: every extreme of a column of pixels is on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spt_tui.export.drawing import Area, Point, Shape, Stroke, Words
from spt_tui.runs.curves.band_envelope import Extents, band_envelope
from spt_tui.runs.curves.envelope import Envelope, Span, envelope
from spt_tui.runs.curves.scale import Scale
from spt_tui.ui.plots.curve import AnyCurve, BandCurve
from spt_tui.ui.plots.drawn_frame import Box
from spt_tui.ui.plots.stage import Placed, Stage

LINE, FAINT_LINE = 1.6, 1.0
BAND_OPACITY = 0.2
FAINTNESS = 0.65
"""How far the colour of a curve goes towards white where a smoothed one is in front of it."""
MARK_COLOUR, RESTART_COLOUR = "#c1121f", "#8c8c8c"
MARK_PIXELS = 8
"""A mark is so wide: one stands for all NaN and infinities above it."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A curve by columns of pixels."""

    curve: AnyCurve
    colour: str
    lines: tuple[Envelope, ...]
    """The series, then the smoothed one; of a band its mean."""
    reaches: Extents | None = None


def curve_shapes(stage: Stage, box: Box, colours: Sequence[str]) -> Iterator[Shape]:
    """The curves of `stage` in `box`, each in its colour: what is faint first, then the lines, their letters, marks."""
    columns = max(1, int(box.width))
    drawn = [_reduced(placed, stage, columns, colour) for placed, colour in zip(stage.placed, colours, strict=True)]
    yield from _restarts(stage, box)
    if stage.y is not None:
        paper = _Paper(box, columns, stage.y)
        for each in drawn:
            yield from _under(each, paper)
        for each in drawn:
            yield from (Stroke(points, each.colour, LINE) for points in paper.polylines(each.lines[-1]))
        for each in drawn:
            yield from _letter(each, paper)
    yield from _marks(drawn, box, columns)


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where columns and values lie in a box."""

    box: Box
    columns: int
    y: Scale

    def point(self, column: float, value: float) -> Point:
        """The place of a value in the middle of a column."""
        fraction = min(1.0, max(0.0, self.y.fraction(value)))
        return Point(self.x((column + 0.5) / self.columns), self.box.bottom - fraction * self.box.height)

    def x(self, fraction: float) -> float:
        """The place of a fraction of the x axis."""
        return self.box.left + fraction * self.box.width

    def polylines(self, line: Envelope) -> Iterator[list[Point]]:
        """The line in pieces: it breaks where a column between two of its values holds NaN or infinities alone."""
        points = [] if line.entry is None else [self.point(-0.5, line.entry)]
        last = -1
        for column, span in enumerate(line.spans):
            if span is None:
                continue
            if points and not line.marks.isdisjoint(range(last + 1, column)):
                yield points
                points = []
            points += [self.point(column, value) for value in _values(span)]
            last = column
        if points and line.exit is not None and line.marks.isdisjoint(range(last + 1, self.columns)):
            points.append(self.point(self.columns - 0.5, line.exit))
        if points:
            yield points


def _values(span: Span) -> tuple[float, ...]:
    """The ends of a column, and between them its extremes in the order that makes the shorter way."""
    if span.low == span.high:
        return (span.low,)
    between = (span.low, span.high) if span.last >= span.first else (span.high, span.low)
    return (span.first, *between, span.last)


def _reduced(placed: Placed, stage: Stage, columns: int, colour: str) -> _Drawn:
    if isinstance(placed.curve, BandCurve):
        mean, reaches = band_envelope(placed.curve.band, columns, stage.x)
        return _Drawn(placed.curve, colour, (mean,), reaches)
    lines = tuple(envelope(track, columns, stage.x, stage.clip) for track in placed.tracks)
    return _Drawn(placed.curve, colour, lines)


def _under(drawn: _Drawn, paper: _Paper) -> Iterator[Shape]:
    """The band, or the series that a smoothed one is of."""
    for line in drawn.lines[:-1]:
        for points in paper.polylines(line):
            yield Stroke(points, _faint(drawn.colour), FAINT_LINE)
    for stretch in _stretches(drawn.reaches or []):
        extents = [(column, extent) for column in stretch if (extent := (drawn.reaches or [])[column])]
        above = [paper.point(column, extent.high) for column, extent in extents]
        below = [paper.point(column, extent.low) for column, extent in reversed(extents)]
        yield Area((*above, *below), drawn.colour, BAND_OPACITY)


def _stretches(reaches: Extents) -> Iterator[range]:
    """Columns one after another that a band reaches into."""
    start = None
    for column, extent in enumerate((*reaches, None)):
        if extent is None and start is not None:
            yield range(start, column)
        start = None if extent is None else column if start is None else start


def _letter(drawn: _Drawn, paper: _Paper) -> Iterator[Shape]:
    """The curve's letter where it ends: colour alone tells nobody's curve."""
    line = drawn.lines[-1]
    if drawn.curve.letter and line.columns:
        place = paper.point(line.columns[-1], line.lasts[-1])
        yield Words(Point(min(place.x, paper.box.right - 10), place.y - 4), drawn.curve.letter, drawn.colour, 11.0)


def _marks(drawn: Sequence[_Drawn], box: Box, columns: int) -> Iterator[Shape]:
    """Crosses on the x axis where a series is NaN or infinite."""
    marked = sorted({column // MARK_PIXELS for each in drawn for column in each.lines[0].marks})
    for place in marked:
        x, half = box.left + min(columns, (place + 0.5) * MARK_PIXELS) / columns * box.width, MARK_PIXELS / 2 - 1
        for sign in (-half, half):
            ends = Point(x - half, box.bottom - sign), Point(x + half, box.bottom + sign)
            yield Stroke(ends, MARK_COLOUR, 1.4)


def _restarts(stage: Stage, box: Box) -> Iterator[Shape]:
    """A dashed line where a run was resumed."""
    for x in sorted({x for placed in stage.placed for track in placed.tracks[:1] for x in track.restarts}):
        fraction = stage.x.fraction(x)
        if 0 <= fraction <= 1:
            place = box.left + fraction * box.width
            yield Stroke((Point(place, box.top), Point(place, box.bottom)), RESTART_COLOUR, dashed=True)


def _faint(colour: str) -> str:
    mixed = (round(part + (255 - part) * FAINTNESS) for part in bytes.fromhex(colour[1:]))
    return "#" + "".join(f"{part:02x}" for part in mixed)
