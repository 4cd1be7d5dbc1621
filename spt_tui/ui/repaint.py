"""From the picture that a terminal shows to the next one, in few bytes.

Lines are scrolled, then the cells that differ are drawn or, with EL, erased. Erasing and scrolling are only done with
the plain pen, because some terminals fill with the current background colour and some do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from spt_tui.ui.brush import Brush, move, transition
from spt_tui.ui.cells import BLANK, PLAIN, Row
from spt_tui.ui.shift import find_shift, scroll, shifted

Stretch = tuple[int, int]
"""Columns of a line, the second one not included."""

_FAR = 8
"""A gap of more unchanged cells than this is always jumped over."""
_WORTH_A_SECOND_WAY = 40
"""A line that costs fewer bytes is not encoded a second time in the hope of less."""
_WORTH_ERASING = 8
"""So many blanks, or fewer, are drawn rather than erased."""


def encode(brush: Brush, old: list[Row], new: Mapping[int, Row]) -> tuple[str, Brush]:
    """What turns the lines `new` (line number -> cells) of the picture `old` into what they shall be."""
    out = []
    for y, row in new.items():
        if row != old[y]:
            text, brush = _encode_row(brush, y, old[y], row)
            out.append(text)
    return "".join(out), brush


def _encode_row(brush: Brush, y: int, old: Row, new: Row) -> tuple[str, Brush]:
    """Draw what changed; or, where much became blank, erase the line from the first change and draw the rest."""
    changed = runs(old, new)
    drawn = _draw(brush, y, new, changed)
    if len(drawn[0]) <= _WORTH_A_SECOND_WAY or _blanks(new, changed) <= _WORTH_ERASING:
        return drawn
    first = changed[0][0]
    erasing, erased = _erase(brush, first, y)
    rest, after = _draw(erased, y, new, runs(new[:first] + [BLANK] * (len(new) - first), new))
    return min(drawn, (erasing + rest, after), key=lambda way: cost(way[0]))


def _blanks(row: Row, changed: list[Stretch]) -> int:
    """The blanks to be drawn before the blank end of `row`."""
    end = blank_from(row)
    return sum(row[first : min(last, end)].count(BLANK) for first, last in changed)


def cost(text: str) -> int:
    """Bytes of `text`."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _draw(brush: Brush, y: int, row: Row, changed: list[Stretch]) -> tuple[str, Brush]:
    """Draw stretches of a line; the blank end of the line is erased rather than drawn where that is shorter."""
    out = []
    end = blank_from(row)
    for first, last in changed:
        stop = max(first, min(last, end))
        if last == changed[-1][1] and last - stop <= len("\x1b[K"):
            stop = last
        if stop > first:
            text, brush = _draw_stretch(brush, y, row, (first, stop))
            out.append(text)
        if last > stop:
            text, brush = _erase(brush, stop, y)
            out.append(text)
            break
    return "".join(out), brush


def _draw_stretch(brush: Brush, y: int, row: Row, stretch: Stretch) -> tuple[str, Brush]:
    first, last = stretch
    out = [move(brush, first, y)]
    pen = brush.pen
    for cell in row[first:last]:
        if cell.pen is not pen:
            out.append(transition(pen, cell.pen))
            pen = cell.pen
        out.append(cell.text)
    return "".join(out), Brush(last if last < len(row) else -1, y, pen)


def _erase(brush: Brush, x: int, y: int) -> tuple[str, Brush]:
    """Erase from column `x` to the end of the line."""
    return f"{move(brush, x, y)}{transition(brush.pen, PLAIN)}\x1b[K", Brush(x, y, PLAIN)


def blank_from(row: Row) -> int:
    """The column from which `row` is blank to its end."""
    end = len(row)
    while end and row[end - 1] is BLANK:
        end -= 1
    return end


def runs(old: Row, new: Row) -> list[Stretch]:
    """The stretches of `new` to be drawn over `old`: changed cells, and gaps too short to jump over."""
    found: list[Stretch] = []
    first = last = -1
    for x in [x for x, (before, after) in enumerate(zip(old, new, strict=True)) if before is not after]:
        width = new[x].width
        if x == last and width:
            last += width
            continue
        begin = x if width else x - 1
        end = begin + new[begin].width
        if last < 0 or (begin > last and not _gap_is_cheap(new, last, begin)):
            if last >= 0:
                found.append((first, last))
            first = begin
        last = max(last, end)
    return [*found, (first, last)] if last >= 0 else found


def _gap_is_cheap(row: Row, start: int, end: int) -> bool:
    """Whether to draw the unchanged cells [start, end) again costs no more than to jump over them."""
    if end - start > _FAR:
        return False
    way = row[start - 1 : end + 1]
    pens = [cell.pen for cell in way]
    again = sum([cell.size for cell in way[1:-1]])
    jump = len("\x1b[C") + (end - start > 1) + (end - start > 9)
    if all(pen is pens[0] for pen in pens):
        return again <= jump
    again += sum([len(transition(*step)) for step in pairwise(pens)])
    return again <= jump + len(transition(pens[0], pens[-1]))


def repaint(old: list[Row], new: Mapping[int, Row], columns: Iterable[tuple[int, int]]) -> str:
    """The shortest text found that turns the picture `old` into one with the lines `new`; empty if it is that already.

    Expects and leaves the plain pen. `columns` are the column ranges within which content may scroll.
    """
    shift = find_shift(old, new, columns)
    if shift is None:
        return _finished(*encode(Brush(), old, new))
    moved = shifted(old, shift)
    rows = {y: new.get(y, row) for y, row in enumerate(old)}
    still = _cells_to_draw(old, new)
    if _cells_to_draw(moved, rows) >= still:
        return _finished(*encode(Brush(), old, new))
    scrolled = scroll(shift) + _finished(*encode(Brush(), moved, rows))
    if cost(scrolled) <= still:
        return scrolled
    return min(scrolled, _finished(*encode(Brush(), old, new)), key=cost)


def _cells_to_draw(old: list[Row], new: Mapping[int, Row]) -> int:
    """The cells of `new` that differ and are not blank: each costs a byte at least."""
    rows = [(old[y], row) for y, row in new.items() if row != old[y]]
    return sum([sum([a is not b and b is not BLANK for a, b in zip(*pair, strict=True)]) for pair in rows])


def _finished(text: str, brush: Brush) -> str:
    return text + transition(brush.pen, PLAIN)
