"""Layers of dots as lines of styled text."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import groupby

from rich.style import Style

from spt_tui.ui import theme
from spt_tui.ui.plots.glyphs import GlyphSet
from spt_tui.ui.plots.raster import Dots

Line = list["tuple[str, Style]"]

_MOST_STYLES = 255


@dataclass(frozen=True, slots=True)
class Layer:
    """The dots of one line or area, and their style."""

    dots: Dots
    style: Style


class Canvas:
    """Cells with a character and a style each.

    A cell has the dots of all layers together, in the style of the last that has some there.
    """

    def __init__(self, layers: Sequence[Layer], width: int, height: int, glyphs: GlyphSet) -> None:
        self.width, self.height = width, height
        self._styles = [theme.TEXT]
        self._glyphs = glyphs
        self._patterns, owners = self._compose(layers, glyphs)
        self._characters = [[glyphs.table[pattern] for pattern in row] for row in _rows(self._patterns, height)]
        self._owners = [list(row) for row in _rows(owners, height)]

    def copy(self) -> Canvas:
        """Another one that looks the same."""
        other = copy(self)
        other._styles, other._patterns = self._styles[:], self._patterns[:]
        other._characters = [row[:] for row in self._characters]
        other._owners = [row[:] for row in self._owners]
        return other

    def lay(self, layer: Layer) -> None:
        """Lay the dots of another line over all that is there."""
        number, table = self._number(layer.style), self._glyphs.table
        for cell, pattern in enumerate(_cells(layer.dots, self._glyphs)):
            if pattern:
                self._patterns[cell] |= pattern
                both = _rows([pattern, self._patterns[cell]], self.height)
                for row, (own, together) in enumerate(both):
                    if own:
                        self._characters[row][cell], self._owners[row][cell] = table[together], number

    def style_at(self, row: int, column: int) -> Style | None:
        """The style of a cell, counted from the top left; `None` for one without a dot."""
        owner = self._owners[row][column]
        return self._styles[owner] if owner else None

    def put(self, row: int, column: int, character: str, style: Style) -> None:
        """Write a character of one cell's width over a cell."""
        self._characters[row][column] = character
        self._owners[row][column] = self._number(style)

    def write(self, row: int, column: int, text: str, style: Style) -> None:
        """Write ASCII text over cells, as far as the canvas reaches."""
        for place, character in enumerate(text[: max(0, self.width - column)], column):
            self.put(row, place, character, style)

    def lines(self) -> list[Line]:
        """From the top; each `width` cells."""
        return [self._line(*row) for row in zip(self._characters, self._owners, strict=True)]

    def _line(self, characters: list[str], owners: list[int]) -> Line:
        line, start = [], 0
        for owner, cells in groupby(owners):
            stop = start + sum(1 for _ in cells)
            line.append(("".join(characters[start:stop]), self._styles[owner]))
            start = stop
        return line

    def _number(self, style: Style) -> int:
        """The place of a style in the list of styles, in which `theme.TEXT` is only what has no dots."""
        for number, known in enumerate(self._styles[1:], 1):
            if known is style:
                return number
        self._styles.append(style)
        return len(self._styles) - 1

    def _compose(self, layers: Sequence[Layer], glyphs: GlyphSet) -> tuple[list[int], list[int]]:
        """For each column of cells the patterns and the numbers of the styles, a byte a cell."""
        lowest = int.from_bytes(b"\1" * self.height, "big")
        patterns, owners, taken = [0] * self.width, [0] * self.width, [0] * self.width
        for layer in reversed(layers):
            number = min(self._number(layer.style), _MOST_STYLES)
            for cell, pattern in enumerate(_cells(layer.dots, glyphs)):
                if pattern & ~patterns[cell]:  # where all its dots are there already, so are those that are seen
                    patterns[cell] |= pattern
                    # Fold the bits of each byte into its lowest; what comes in from the next byte stays above it.
                    used = pattern | pattern >> 4
                    used |= used >> 2
                    used = (used | used >> 1) & lowest
                    owners[cell] |= (used & ~taken[cell]) * number
                    taken[cell] |= used
        return patterns, owners


def _cells(dots: Dots, glyphs: GlyphSet) -> Sequence[int]:
    """Columns of dots as columns of cells."""
    if glyphs.wide == 1:
        return dots
    return [left | right << glyphs.high for left, right in zip(dots[::2], dots[1::2], strict=True)]


def _rows(columns: list[int], height: int) -> list[tuple[int, ...]]:
    return list(zip(*(column.to_bytes(height, "big") for column in columns), strict=True))
