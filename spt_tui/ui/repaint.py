"""From the picture that a terminal shows to the next one, in few bytes.

All that is used is as old as the VT100 and its colours: CUP, CUF, EL, SGR, and DECSTBM with index and reverse index
for scrolling. Erasing and scrolling are only done with the plain pen, because some terminals fill with the current
background colour and some do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from spt_tui.ui.cells import BLANK, PLAIN, Pen, Row

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
Stretch = tuple[int, int]
"""Columns of a line, the second one not included."""

_FAR = 8
"""A gap of more unchanged cells than this is always jumped over."""
_WORTH_A_SECOND_WAY = 40
"""A line that costs fewer bytes is not encoded a second time in the hope of less."""
_WORTH_ERASING = 8
"""So many blanks, or fewer, are drawn rather than erased."""
_ROWS_OF_A_SCROLL = 4
"""Fewer changed rows than this are not taken for a scroll."""


class Brush(NamedTuple):
    """Where the terminal's cursor is, and its pen."""

    x: int = -1
    """Column; -1 when it cannot be told."""
    y: int = -1
    """Line; -1 when it cannot be told."""
    pen: Pen = PLAIN


class Shift(NamedTuple):
    """A scroll of the whole lines `top` to `bottom`, both included."""

    top: int
    bottom: int
    up: int
    """Lines that the content moves up; negative for down."""


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


def scroll(shift: Shift) -> str:
    """What scrolls the lines of `shift`, with the plain pen; where the cursor is afterwards cannot be told."""
    go = (
        f"\x1b[{shift.bottom + 1}H" + "\n" * shift.up
        if shift.up > 0
        else f"\x1b[{shift.top + 1}H" + "\x1bM" * -shift.up
    )
    return f"\x1b[{shift.top + 1};{shift.bottom + 1}r{go}\x1b[r"


def shifted(picture: list[Row], shift: Shift) -> list[Row]:
    """`picture` after that scroll."""
    top, bottom, up = shift
    band = picture[top : bottom + 1]
    fresh = [[BLANK] * len(picture[0]) for _ in range(abs(up))]
    band = band[up:] + fresh if up > 0 else fresh + band[:up]
    return picture[:top] + band + picture[bottom + 1 :]


def find_shift(old: list[Row], new: Mapping[int, Row], columns: Iterable[tuple[int, int]]) -> Shift | None:
    """The scroll that most rows of `new` speak for: within `columns` they are rows of `old`, moved."""
    best: tuple[int, Shift] | None = None
    changed = [y for y, row in new.items() if row != old[y]]
    if len(changed) < _ROWS_OF_A_SCROLL:
        return None
    for left, right in columns:
        votes = _votes(old, new, changed, left, right)
        if not votes:
            continue
        up, lines = max(votes.items(), key=lambda vote: len(vote[1]))
        if len(lines) >= _ROWS_OF_A_SCROLL - 1 and (best is None or len(lines) * (right - left) > best[0]):
            top, bottom = min(lines) + min(up, 0), max(lines) + max(up, 0)
            best = len(lines) * (right - left), Shift(top, bottom, up)
    return best[1] if best else None


def _votes(old: list[Row], new: Mapping[int, Row], changed: list[int], left: int, right: int) -> dict[int, list[int]]:
    """Lines moved up -> the lines of `new` that say so. Content that occurs twice says nothing."""
    before = [tuple(row[left:right]) for row in old]
    often = Counter(before)
    place = {cells: y for y, cells in enumerate(before) if often[cells] == 1}
    votes: dict[int, list[int]] = {}
    for y in changed:
        cells = tuple(new[y][left:right])
        if cells != before[y] and cells in place:
            votes.setdefault(place[cells] - y, []).append(y)
    return votes


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
