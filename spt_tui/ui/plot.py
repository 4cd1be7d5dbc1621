"""The full plot: plotext draws frame, ticks and labels, this project's raster the curves inside them.

plotext draws 100,000 points in a second and dies of a NaN; it is given no points at all, only ticks as fractions of an
axis. This is the only module that imports it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style

from spt_tui.runs.curves.envelope import Envelope, envelope, steady, x_extent
from spt_tui.runs.curves.series import Extent, Series
from spt_tui.ui import theme
from spt_tui.ui.marks import marks_sentence
from spt_tui.ui.raster import DOTS_HIGH, DOTS_WIDE, Scale, braille, glyph, raster, scale_of
from spt_tui.ui.sparkline import MARK
from spt_tui.ui.ticks import log_tick_texts, log_ticks, round_ticks, tick_texts

Line = list["tuple[str, Style]"]

LEAST_WIDTH, LEAST_HEIGHT = 24, 7
"""A smaller plot has no axes."""
_RULES = re.compile("([─│┌┐└┘┬┤]+)")
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A series and the style of its dots. The last of overlapping curves colours a cell."""

    series: Series
    style: Style = theme.CURVE


@dataclass(frozen=True, slots=True)
class View:
    """How the curves of a plot are looked at."""

    by_epoch: bool = False
    """Epochs along the x axis, where all rows of a curve have one."""
    log: bool = False
    """Logarithmic y axis."""
    growing: bool = False
    """Leave some room at the right, so that the curves stay in place while rows are appended."""


def plot(curves: Sequence[Curve], width: int, height: int, x_name: str = "step", view: View = View()) -> list[Line]:
    """The plot of one curve or more as exactly `height` lines of at most `width` cells.

    The last line says what the x axis is, what is NaN or infinite, and what a logarithmic scale cannot show.
    """
    ends = _ends(curves, view)
    found = _envelopes(curves, width, ends, view)
    scale = scale_of(found, view.log)
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return _canvas(curves, found, width, height, view, scale)
    frame = _frame(width, height - 1, ends, scale)
    left, right = frame[0].index("┌") + 1, frame[0].rindex("┐")
    bottom = next(row for row, line in enumerate(frame) if "└" in line)
    found = _envelopes(curves, right - left, ends, view)
    canvas = _canvas(curves, found, right - left, bottom - 1, view, scale)
    lines = [
        [*_styled(line[:left]), *inner, *_styled(line[right:])]
        for line, inner in zip(frame[1:bottom], canvas, strict=True)
    ]
    axis = _mark_axis(frame[bottom], left, {column // DOTS_WIDE for each in found for column in each.marks})
    return [_styled(frame[0]), *lines, axis, _styled(frame[bottom + 1]), _legend(curves, left, x_name, view, scale)]


def _ends(curves: Sequence[Curve], view: View) -> Extent:
    extents = [x_extent(curve.series, view.by_epoch) for curve in curves]
    ends = Extent(min(each.low for each in extents), max(each.high for each in extents))
    return steady(ends) if view.growing else ends


def _envelopes(curves: Sequence[Curve], width: int, ends: Extent, view: View) -> list[Envelope]:
    return [envelope(curve.series, width * DOTS_WIDE, view.by_epoch, ends) for curve in curves]


def _canvas(
    curves: Sequence[Curve], found: Sequence[Envelope], width: int, height: int, view: View, scale: Scale | None
) -> list[Line]:
    """The curves alone, `width` by `height` cells."""
    if scale is None:
        text = "nothing above 0 to draw" if view.log else "no finite value to draw"
        blank: list[Line] = [[(" " * width, theme.TEXT)] for _ in range(height)]
        blank[height // 2] = [(text[:width].center(width), theme.DIM)]
        return blank
    rows = height * DOTS_HIGH
    layers = [braille(raster(each, scale, rows), rows) for each in found]
    styles = [curve.style for curve in curves]
    return [_overlay([layer[row] for layer in layers], styles) for row in range(height)]


def _overlay(layers: list[list[int]], styles: list[Style]) -> Line:
    """One line of cells: the dots of all layers together, in the style of the last that has some."""
    line: Line = []
    for patterns in zip(*layers, strict=True):
        pattern, style = 0, theme.TEXT
        for each, its_style in zip(patterns, styles, strict=True):
            if each:
                pattern, style = pattern | each, its_style
        if line and line[-1][1] is style:
            line[-1] = (line[-1][0] + glyph(pattern), style)
        else:
            line.append((glyph(pattern), style))
    return line


def _frame(width: int, height: int, ends: Extent, scale: Scale | None) -> list[str]:
    """plotext's frame with ticks, as plain lines: a top border, rows, a bottom border, the ticks of x."""
    xs = round_ticks(ends.low, ends.high, max(2, width // 12))
    ys, y_texts = _y_ticks(scale, max(2, height // 3)) if scale else ([], [])
    length = ends.high / 2 - ends.low / 2
    fractions = [(x / 2 - ends.low / 2) / length if length else 0.0 for x in xs]
    return _plotext(width, height, fractions, tick_texts(xs), ys, y_texts)


def _y_ticks(scale: Scale, most: int) -> tuple[list[float], list[str]]:
    """Where the ticks lie, as fractions of the height, and their texts."""
    ticks = (log_ticks if scale.log else round_ticks)(scale.low, scale.high, most)
    return [scale.fraction(tick) for tick in ticks], (log_tick_texts if scale.log else tick_texts)(ticks)


def _plotext(
    width: int, height: int, xs: list[float], x_texts: list[str], ys: list[float], y_texts: list[str]
) -> list[str]:
    # Imported here: the first frame of the program does not wait for it.
    import plotext

    with _ONE_AT_A_TIME:  # plotext has one figure for the whole process
        plotext.clear_figure()
        plotext.limit_size(False, False)
        plotext.plot_size(width, height)
        plotext.theme("clear")
        plotext.xlim(0, 1)
        plotext.ylim(0, 1)
        plotext.xticks(xs, x_texts)
        plotext.yticks(ys, y_texts)
        plotext.scatter([0, 1], [0, 1], marker=" ")
        text: str = plotext.uncolorize(plotext.build())
        plotext.clear_figure()
    return [line.ljust(width)[:width] for line in text.rstrip("\n").split("\n")]


def _styled(text: str) -> Line:
    """A piece of the frame: its rules faint, its numbers not."""
    return [(part, theme.RULE if _RULES.fullmatch(part) else theme.TEXT) for part in _RULES.split(text) if part]


def _mark_axis(line: str, left: int, cells: set[int]) -> Line:
    """The bottom border with a mark at `cells` of the canvas."""
    return [
        (MARK, theme.BAD) if place - left in cells else (character, theme.TEXT if character == " " else theme.RULE)
        for place, character in enumerate(line)
    ]


def _legend(curves: Sequence[Curve], left: int, x_name: str, view: View, scale: Scale | None) -> Line:
    axis = "epoch" if view.by_epoch and all(curve.series.epochs is not None for curve in curves) else x_name
    parts: Line = [(" " * left + axis, theme.TEXT)]
    if view.log:
        parts.append(("  log scale", theme.TEXT))
        if scale and any(curve.series.extent and curve.series.extent.low <= 0 for curve in curves):
            parts.append(("  values not above 0 at the bottom", theme.WARN))
    for curve in curves:
        sentence = marks_sentence(curve.series, axis, view.by_epoch)
        if sentence:
            parts.append((f"  {MARK} {sentence}", theme.BAD))
    return parts
