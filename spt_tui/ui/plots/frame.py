"""A border with ticks around a canvas."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style

from spt_tui.ui import theme
from spt_tui.ui.plots.canvas import Line
from spt_tui.ui.plots.glyphs import GlyphSet

BORDERS_HIGH = 3
"""Lines above and below the canvas: two borders, and the texts of the x ticks."""
BORDERS_WIDE = 2
ROUNDING = 1e-6
"""Of the length of an axis; a tick that lies no farther beyond its end is on it."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Where an axis has ticks, and what stands beside them."""

    fractions: Sequence[float] = ()
    """Of the length of the axis, rising."""
    texts: Sequence[str] = ()

    @property
    def width(self) -> int:
        """Cells of the longest text."""
        return max(map(cell_len, self.texts), default=0)

    def cells(self, length: int) -> dict[int, str]:
        """The text of each of `length` cells that has a tick."""
        ticks = zip(self.fractions, self.texts, strict=True)
        return {
            max(0, min(length - 1, int(fraction * length))): text
            for fraction, text in ticks
            if -ROUNDING <= fraction <= 1 + ROUNDING
        }


Marks = Mapping[int, "tuple[str, Style]"]
"""Characters that stand on the lower border, by column of the canvas."""


def framed(
    inner: Sequence[Line], width: int, x: Ticks, y: Ticks, marks: Marks, glyphs: GlyphSet, upper: Line | None = None
) -> list[Line]:
    """`inner`, lines of `width` cells, in a frame: `BORDERS_HIGH` lines more, each as long as all others.

    `upper` is the upper border, if it is not a mere line.
    """
    gutter = (" " * y.width, theme.TEXT)
    upper_left, upper_right, lower_left, lower_right = ((corner, theme.RULE) for corner in glyphs.corners)
    y_cells, x_cells = y.cells(len(inner)), x.cells(width)
    rows = [_row(line, y_cells.get(len(inner) - 1 - row), y.width, glyphs) for row, line in enumerate(inner)]
    return [
        [gutter, upper_left, *(upper or [(glyphs.horizontal * width, theme.RULE)]), upper_right],
        *rows,
        [gutter, lower_left, *_lower_border(width, x_cells, marks, glyphs), lower_right],
        [(_tick_line(x_cells, y.width + 1, y.width + width + BORDERS_WIDE), theme.TEXT)],
    ]


def _row(line: Line, tick: str | None, gutter: int, glyphs: GlyphSet) -> Line:
    left = glyphs.vertical if tick is None else glyphs.tick_left
    text = ((tick or "").rjust(gutter), theme.TEXT)
    return [text, (left, theme.RULE), *line, (glyphs.vertical, theme.RULE)]


def _lower_border(width: int, ticks: Collection[int], marks: Marks, glyphs: GlyphSet) -> Line:
    line: Line = []
    for column in range(width):
        character = glyphs.tick_below if column in ticks else glyphs.horizontal
        text, style = marks.get(column, (character, theme.RULE))
        if line and line[-1][1] is style:
            line[-1] = (line[-1][0] + text, style)
        else:
            line.append((text, style))
    return line


def _tick_line(ticks: Mapping[int, str], left: int, width: int) -> str:
    """The texts of the x ticks, each under its tick as far as that is possible; one that finds no room is left out."""
    line = ""
    for column, text in sorted(ticks.items()):
        start = max(0, min(width - cell_len(text), left + column - cell_len(text) // 2))
        if start >= len(line) + (1 if line else 0):
            line = line.ljust(start) + text
    return line.ljust(width)[:width]
