"""The terminal's cursor and pen, and the shortest text that moves the one and changes the other.

CUP, CUF and SGR: as old as the VT100 and its colours.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from spt_tui.ui.cells import PLAIN, Pen

_OFF = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "21": "24",
    "51": "54",
    "52": "54",
    "53": "55",
}
"""SGR code of an attribute -> the code that ends it."""


class Brush(NamedTuple):
    """Where the terminal's cursor is, and its pen."""

    x: int = -1
    """Column; -1 when it cannot be told."""
    y: int = -1
    """Line; -1 when it cannot be told."""
    pen: Pen = PLAIN


@lru_cache(maxsize=4096)
def transition(old: Pen, new: Pen) -> str:
    """What makes the pen `new` where it was `old`, as short as it can be."""
    link = "" if old.link == new.link else f"\x1b]8;;{new.link}\x1b\\"
    if old[:3] == new[:3]:
        return link
    anew = ("0", *new.attributes, new.foreground, new.background)
    return link + min(_sgr(anew), _sgr(_changes(old, new)), key=len)


def _changes(old: Pen, new: Pen) -> Iterable[str]:
    """SGR parameters that turn one pen into the other without a reset."""
    off = dict.fromkeys(_OFF[code] for code in old.attributes if code not in new.attributes)
    yield from off
    yield from (code for code in new.attributes if code not in old.attributes or _OFF[code] in off)
    if new.foreground != old.foreground:
        yield new.foreground or "39"
    if new.background != old.background:
        yield new.background or "49"


def _sgr(codes: Iterable[str]) -> str:
    parameters = ";".join(code for code in codes if code)
    return "\x1b[m" if parameters == "0" else f"\x1b[{parameters}m"


def move(brush: Brush, x: int, y: int) -> str:
    """What brings the cursor to column `x` of line `y`, as short as it can be."""
    ways = ["\x1b[H" if x == y == 0 else f"\x1b[{y + 1}H" if x == 0 else f"\x1b[{y + 1};{x + 1}H"]
    if brush.y == y and brush.x >= 0:
        ways.extend(_right(x - brush.x))
    if brush.y >= 0 and brush.y in (y, y - 1):
        ways.extend(("\r" if brush.y == y else "\r\n") + right for right in _right(x))
    return min(ways, key=len)


def _right(cells: int) -> list[str]:
    """Ways to go `cells` to the right: one or, if that is to the left, none."""
    return [] if cells < 0 else ["" if cells == 0 else "\x1b[C" if cells == 1 else f"\x1b[{cells}C"]
