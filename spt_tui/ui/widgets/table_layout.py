"""How wide the columns of a table are, and which of them fit. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from spt_tui.runs.column import Column

FROZEN = ("state", "name")
"""Columns that stay when the others are shifted."""
NAME_MIN, NAME_MAX = 12, 44
STATE_MIN, STATE_MAX = 9, 13
SIGN = 5
"""Cells at the right end of the head that say how many columns do not fit."""


class Layout(NamedTuple):
    """The visible columns with their widths in cells; one blank follows each."""

    columns: tuple[tuple[Column, int], ...]
    before: int
    """Columns that were shifted out at the left."""
    after: int
    """Columns that do not fit at the right."""


def lay_out(columns: Sequence[Column], width: int, longest: Mapping[str, int], shift: int = 0) -> Layout:
    """The columns that fit into `width` cells, the frozen ones first, the others from the `shift`-th on.

    `longest` gives, by column id, the cells of the longest text of the frozen columns: the state gets them, the name
    what the others leave of them. At least the frozen columns are always there.
    """
    frozen = [column for column in columns if column.id in FROZEN]
    others = [column for column in columns if column.id not in FROZEN]
    shift = max(0, min(shift, len(others) - 1))
    widths = {"state": max(STATE_MIN, min(longest.get("state", 0), STATE_MAX)), "name": NAME_MIN}
    left = width - sum(widths[column.id] + 1 for column in frozen)
    shown = _that_fit(others[shift:], left)
    if shift or len(shown) < len(others):
        left -= SIGN
        shown = _that_fit(others[shift:], left)
    left -= sum(column.width + 1 for column in shown)
    widths["name"] = max(NAME_MIN, min(longest.get("name", 0), NAME_MAX, NAME_MIN + max(0, left)))
    visible = [(column, widths.get(column.id, column.width)) for column in [*frozen, *shown]]
    return Layout(tuple(visible), shift, len(others) - shift - len(shown))


def _that_fit(columns: Sequence[Column], width: int) -> list[Column]:
    """Those of `columns` that fit into `width` cells, each with a blank after it, the earlier ones first."""
    shown = []
    for column in columns:
        if column.width < width:
            shown.append(column)
            width -= column.width + 1
    return shown


def fit(text: str, cells: int, right: bool = False, keep_end: bool = False) -> str:
    """`text` in exactly `cells` cells, cut with an ellipsis at its end, or at its start to keep the end."""
    if cells <= 0:
        return ""
    if text.isascii():
        if len(text) > cells:
            return "…" + text[len(text) - cells + 1 :] if keep_end else text[: cells - 1] + "…"
        return text.rjust(cells) if right else text.ljust(cells)
    length = cell_len(text)
    if length > cells:
        if keep_end:
            return "…" + set_cell_size(text[::-1], cells - 1)[::-1]
        return set_cell_size(text, cells - 1) + "…"
    padding = " " * (cells - length)
    return padding + text if right else text + padding
