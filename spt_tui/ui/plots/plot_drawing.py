"""The full plot as a picture: the same axes, ticks, legend and notes as on the screen, in lines in place of cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rich.cells import cell_len
from rich.style import Style

from spt_tui.export.drawing import Drawing, Point, Shape, Stroke, Words
from spt_tui.ui import theme
from spt_tui.ui.plots.axis import axis_name, x_ticks, y_ticks
from spt_tui.ui.plots.curve import AnyCurve, View
from spt_tui.ui.plots.drawn_curve import curve_shapes
from spt_tui.ui.plots.drawn_frame import (
    CELL,
    FONT,
    HEIGHT,
    INK,
    LEAST_HEIGHT,
    LEAST_WIDTH,
    MARGIN,
    SMALL,
    SOFT,
    TITLE_HEIGHT,
    WIDTH,
    Box,
    axes,
    cells_in,
    heading,
    lines_in,
    ticks_room,
)
from spt_tui.ui.plots.drawn_marks import mark_shapes
from spt_tui.ui.plots.fitting import cut
from spt_tui.ui.plots.glyphs import Glyphs
from spt_tui.ui.plots.legend import Entry, entries_of
from spt_tui.ui.plots.notes import notes
from spt_tui.ui.plots.plot import PLAIN
from spt_tui.ui.plots.stage import Stage, set_stage
from spt_tui.units import counted

COLOURS = (
    *("#0072b2", "#c44e00", "#8e44ad", "#007a53", "#1a1a1a", "#c1121f"),
    *("#3f8efc", "#8a6d00", "#d6409f", "#4f8a10", "#7a4b2a", "#5c5f66"),
)
"""For `theme.CURVES`, dark enough for white paper."""
_NOTE_COLOURS = {theme.BAD: "#c1121f", theme.WARN: "#8a5a00", theme.DIM: SOFT}

MOST_NOTES = 3
"""Lines of notes."""
NOTE_GAP = 3
"""Cells between two notes in a line."""
LEGEND_CELLS = 30
LEGEND_SHARE = 0.35
"""Of the width, at the most."""
LEGEND_KEY = 30.0
"""Pixels of the legend beside its texts."""


def plot_drawing(
    curves: Sequence[AnyCurve],
    title: str = "",
    x_name: str = "step",
    view: View = PLAIN,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Drawing:
    """The picture of some curves, `width` by `height` pixels; `title` is cleaned, `x_name` is what steps are called.

    Each curve is reduced to its extremes by column of pixels. The cursor is left out.
    """
    width, height = max(LEAST_WIDTH, width), max(LEAST_HEIGHT, height)
    view = replace(view, cursor=None, growing=False, glyphs=Glyphs.BRAILLE)
    stage = set_stage(curves, view)
    shapes: list[Shape] = [*heading(title, width)]
    if stage is None:
        shapes.append(Words(Point(width / 2, height / 2), "no rows to draw", SOFT, FONT, "middle"))
    else:
        shapes += _plotted(stage, entries_of(curves), x_name, view, Box(0.0, 0.0, width, height), bool(title))
    return Drawing(width, height, title or "plot", tuple(shapes))


def colour_of(style: Style, number: int) -> str:
    """The colour on paper of the curve with a number from 0 on, which has this style on the screen, bold or not."""
    place = next((place for place, known in enumerate(theme.CURVES) if known.color == style.color), number)
    return COLOURS[place % len(COLOURS)]


def _plotted(
    stage: Stage, entries: Sequence[Entry], x_name: str, view: View, page: Box, has_title: bool
) -> Iterator[Shape]:
    said = _note_lines(notes(stage, x_name, view)[1:], page.right - 2 * MARGIN)
    cells = _legend_cells(entries, page.right)
    legend = cells * CELL * SMALL + LEGEND_KEY if cells else 0.0
    top = MARGIN + (TITLE_HEIGHT if has_title else 0)
    bottom = page.bottom - MARGIN - len(said) * 1.4 * SMALL - 2 * 1.5 * FONT
    y = y_ticks(stage.y, lines_in(bottom - top))
    box = Box(MARGIN + y.width * CELL * FONT + 6, top, page.right - MARGIN - legend, bottom)
    x = x_ticks(stage.x, stage.kind, ticks_room(box.width))
    yield from axes(box, x, y)
    yield from mark_shapes(stage, view, box)
    if stage.y is None:
        text = "nothing above 0 to draw" if view.log else "no finite value to draw"
        yield Words(Point((box.left + box.right) / 2, (box.top + box.bottom) / 2), text, SOFT, FONT, "middle")
    colours = [colour_of(placed.curve.style, number) for number, placed in enumerate(stage.placed)]
    yield from curve_shapes(stage, box, colours)
    yield from _legend(entries, cells, box)
    axis = Point((box.left + box.right) / 2, box.bottom + 2.9 * FONT)
    yield Words(axis, axis_name(stage.kind, x_name, view.log_x), INK, FONT, "middle")
    yield from _said(said, box.bottom + 3 * FONT)


def _legend_cells(entries: Sequence[Entry], width: float) -> int:
    """Of its longest text, as far as there is room for it."""
    most = min(LEGEND_CELLS, cells_in(width * LEGEND_SHARE - LEGEND_KEY, SMALL))
    return max((min(most, cell_len(entry.text)) for entry in entries), default=0)


def _legend(entries: Sequence[Entry], cells: int, box: Box) -> Iterator[Shape]:
    """At the right of the plot, as many as it is high; the last says how many found no room."""
    line, left = 1.5 * SMALL, box.right + 10
    room = max(1, int(box.height / line))
    shown = entries if len(entries) <= room else entries[: room - 1]
    for number, entry in enumerate(shown):
        base = box.top + (number + 1) * line - 4
        colour = colour_of(entry.style, number)
        yield Stroke((Point(left, base - 4), Point(left + 12, base - 4)), colour, 2.5)
        yield Words(Point(left + 18, base), cut(entry.text, cells), INK, SMALL)
    if len(shown) < len(entries):
        base = box.top + room * line - 4
        yield Words(Point(left + 18, base), f"+{len(entries) - len(shown)} more", SOFT, SMALL)


def _note_lines(parts: Iterable[tuple[str, Style]], width: float) -> list[list[tuple[str, str]]]:
    """Notes with their colours, as many a line as there is room for; the last says how many are left out."""
    room = cells_in(width, SMALL)
    lines: list[list[tuple[str, str]]] = []
    taken = room
    texts = [(cut(text.strip(), room), _NOTE_COLOURS.get(style, INK)) for text, style in parts if text.strip()]
    for number, (text, colour) in enumerate(texts):
        if taken + NOTE_GAP + cell_len(text) > room:
            if len(lines) == MOST_NOTES:
                lines[-1] = [(f"+{counted(len(texts) - number + len(lines[-1]), 'more note')}", SOFT)]
                break
            lines.append([])
            taken = -NOTE_GAP
        lines[-1].append((text, colour))
        taken += NOTE_GAP + cell_len(text)
    return lines


def _said(lines: Iterable[list[tuple[str, str]]], top: float) -> Iterator[Shape]:
    for number, line in enumerate(lines, 1):
        left = MARGIN
        for text, colour in line:
            yield Words(Point(left, top + number * 1.4 * SMALL), text, colour, SMALL)
            left += (cell_len(text) + NOTE_GAP) * CELL * SMALL
