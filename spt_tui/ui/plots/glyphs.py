"""The characters that dots are drawn with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

VARIABLE = "SPT_TUI_GLYPHS"
"""Names the set to use: `braille`, `block` or `ascii`."""
_LOCALES = ("LC_ALL", "LC_CTYPE", "LANG")

_BRAILLE_BITS = (0x40, 0x04, 0x02, 0x01, 0x80, 0x20, 0x10, 0x08)
"""Of U+2800: the left column from its lowest dot on, then the right one."""


@dataclass(frozen=True, slots=True)
class GlyphSet:
    """How a cell is divided into dots, and the other characters of a plot."""

    wide: int
    """Dot columns of a cell."""
    high: int
    """Dots of a column, four at the most."""
    table: str
    """A character for each pattern: bit `column * high + dot`, counted from the left and from below."""
    horizontal: str = "─"
    vertical: str = "│"
    corners: tuple[str, str, str, str] = ("┌", "┐", "└", "┘")
    tick_left: str = "┤"
    tick_below: str = "┬"
    mark: str = "×"
    """Stands where a series is NaN or infinite."""
    restart: str = "↺"
    """Stands on the axis where a run was resumed."""
    ellipsis: str = "…"
    event: str = "┊"
    """Line of a moment that the run's log names."""


def _braille(pattern: int) -> str:
    code = sum(bit for place, bit in enumerate(_BRAILLE_BITS) if pattern >> place & 1)
    return chr(0x2800 + code) if code else " "  # fonts show dots for the empty pattern


class Glyphs(Enum):
    """The sets to choose from."""

    BRAILLE = GlyphSet(2, 4, "".join(map(_braille, range(256))))
    BLOCK = GlyphSet(2, 2, " ▖▘▌▗▄▚▙▝▞▀▛▐▟▜█")
    """Quarters of a cell, for fonts without braille."""
    ASCII = GlyphSet(1, 2, " .':", "-", "|", ("+", "+", "+", "+"), "+", "+", "x", "^", "~", ":")
    """Where nothing else is sure to be shown, as under `LANG=C`."""


def glyphs_of(environ: Mapping[str, str]) -> Glyphs:
    """The set that `SPT_TUI_GLYPHS` names, else ASCII where the locale is not UTF-8, else braille."""
    wanted = environ.get(VARIABLE, "").upper()
    if wanted in Glyphs.__members__:
        return Glyphs[wanted]
    locale = next((environ[name] for name in _LOCALES if environ.get(name)), "UTF-8").upper()
    return Glyphs.BRAILLE if "UTF-8" in locale or "UTF8" in locale else Glyphs.ASCII
