"""Scrolls: what part of a picture moved up or down whole, and how a terminal is told to move it.

DECSTBM with index and reverse index, as old as the VT100.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from spt_tui.ui.cells import BLANK, Row

_ROWS_OF_A_SCROLL = 4
"""Fewer changed rows than this are not taken for a scroll."""


class Shift(NamedTuple):
    """A scroll of the whole lines `top` to `bottom`, both included."""

    top: int
    bottom: int
    up: int
    """Lines that the content moves up; negative for down."""


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
