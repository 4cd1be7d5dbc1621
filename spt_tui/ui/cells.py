"""The screen as cells: what one cell shows, and Textual's strips as rows of cells.

Every distinct cell exists once, so cells are compared by identity: a row of 200 cells is compared with another in a
few microseconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

Row = list["Cell"]
"""The cells of one screen line, from the left; a wide character is its cell and then the cell's `tail`."""

_ATTRIBUTES = {
    "bold": "1",
    "dim": "2",
    "italic": "3",
    "underline": "4",
    "blink": "5",
    "blink2": "6",
    "reverse": "7",
    "conceal": "8",
    "strike": "9",
    "underline2": "21",
    "frame": "51",
    "encircle": "52",
    "overline": "53",
}
_CELLS_KEPT = 50_000


class Pen(NamedTuple):
    """How characters are drawn, as parameters of SGR (ECMA-48, 8.3.117)."""

    attributes: tuple[str, ...] = ()
    foreground: str = ""
    """Empty for the terminal's own colour."""
    background: str = ""
    link: str = ""
    """Where a hyperlink (OSC 8) leads; empty for none."""


PLAIN = Pen()
"""The terminal's own colours, without attributes."""


class Cell:
    """What one cell of the screen shows. Only an `Ink` makes them."""

    __slots__ = ("ink", "pen", "size", "text", "width")

    def __init__(self, text: str, ink: Ink, width: int) -> None:
        self.text = text
        """A character and its combining marks; empty for the right half of a wide one."""
        self.ink = ink
        self.pen = ink.pen
        self.width = width
        """1, or 2 for a wide character, or 0 for its right half."""
        self.size = len(text.encode("utf-8", "replace"))
        """Bytes that the text costs."""

    def __repr__(self) -> str:
        return f"Cell({self.text!r}, {self.pen})"


class Ink(dict[str, Cell]):
    """Text of one cell -> the one `Cell` that shows it with this pen."""

    def __init__(self, pen: Pen) -> None:
        super().__init__()
        self.pen = pen
        self.tail = Cell("", self, 0)
        """The right half of every wide character."""

    def __missing__(self, text: str) -> Cell:
        cell = self[text] = Cell(text, self, _WIDTH[text[0]])
        return cell


class _Width(dict[str, int]):
    """Character -> cells it takes, -1 for one that must not reach a terminal."""

    def __missing__(self, character: str) -> int:
        control = unicodedata.category(character) == "Cc"
        width = self[character] = -1 if control else get_character_cell_size(character)
        return width


_WIDTH = _Width()
_PLAIN_INK = Ink(PLAIN)
BLANK = _PLAIN_INK[" "]
"""What a cleared screen is made of."""


class Palette:
    """Makes cells of styled text, each distinct cell once.

    Remembers at most some 50,000 cells: forgetting them costs one repaint, never a wrong cell.
    """

    def __init__(self, colors: ColorSystem) -> None:
        self._colors = colors
        self._by_style: dict[Style | None, Ink] = {}
        self._by_pen: dict[Pen, Ink] = {}
        self.forget()

    def forget(self) -> None:
        """Forget all cells but the plain ones."""
        self._by_style = {None: _PLAIN_INK}
        self._by_pen = {PLAIN: _PLAIN_INK}

    def tidy(self) -> None:
        """Forget the cells when they have become many."""
        if len(self._by_style) > _CELLS_KEPT // 10 or sum(map(len, self._by_pen.values())) > _CELLS_KEPT:
            self.forget()

    def ink(self, style: Style | None) -> Ink:
        """The ink that draws `style`."""
        ink = self._by_style.get(style)
        if ink is None:
            pen = pen_of(style, self._colors) if style else PLAIN
            ink = self._by_style[style] = self._by_pen.setdefault(pen, Ink(pen))
        return ink

    def row(self, strip: Strip) -> Row:
        """`strip` as exactly `strip.cell_length` cells."""
        row: Row = []
        for text, style, control in strip:
            if control:
                continue
            ink = self.ink(style)
            if text.isascii() and text.isprintable():
                row.extend(map(ink.__getitem__, text))
            else:
                _extend(row, text, ink)
        return fitted(row, strip.cell_length)


def pen_of(style: Style, colors: ColorSystem) -> Pen:
    """`style` as a terminal with these colours draws it."""
    foreground, background = (
        ";".join(color.downgrade(colors).get_ansi_codes(front)) if color else ""
        for color, front in ((style.color, True), (style.bgcolor, False))
    )
    return Pen(
        tuple(code for name, code in _ATTRIBUTES.items() if getattr(style, name)),
        "" if foreground == "39" else foreground,
        "" if background == "49" else background,
        style.link or "",
    )


def fitted(row: Row, width: int) -> Row:
    """`row` cut or filled with blanks to `width` cells; of a wide character that is cut a space remains."""
    if len(row) > width:
        row = row[:width]
        _mend(row, width)
    elif len(row) < width:
        row = row + [BLANK] * (width - len(row))
    return row


def overlay(row: Row, x: int, cells: Row) -> None:
    """Put `cells` over `row` from column `x`, as far as they fit; halves of wide characters left over become spaces."""
    room = len(row) - x
    if room <= 0:
        return
    cells = fitted(cells, min(len(cells), room))
    end = x + len(cells)
    row[x:end] = cells
    _mend(row, x)
    if end < len(row) and row[end].width == 0:
        row[end] = row[end].ink[" "]


def boundaries(strips: Iterable[Strip]) -> list[int]:
    """The columns at which the strips of one line begin, and where the last one ends."""
    columns = [0]
    for strip in strips:
        columns.append(columns[-1] + strip.cell_length)
    return columns


def _mend(row: Row, x: int) -> None:
    """Make a space of the wide character whose right half stood at column `x` and no longer does."""
    if x > 0 and row[x - 1].width == 2:
        row[x - 1] = row[x - 1].ink[" "]


def _extend(row: Row, text: str, ink: Ink) -> None:
    """Append the cells of `text`: combining marks join the cell before them, control characters are dropped."""
    if set(map(_WIDTH.__getitem__, text)) == {1}:
        row.extend(map(ink.__getitem__, text))
        return
    for character in text:
        width = _WIDTH[character]
        if width > 0:
            row.append(ink[character])
            if width == 2:
                row.append(ink.tail)
        elif width == 0 and row:
            _join(row, character)


def _join(row: Row, mark: str) -> None:
    """Put a combining mark on the last character of `row`."""
    at = -2 if row[-1].width == 0 and len(row) > 1 else -1
    base = row[at]
    row[at] = base.ink[base.text + mark]
