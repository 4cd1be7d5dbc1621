"""What runs have under a key, as text that tells apart what differs."""

from __future__ import annotations

import re
from collections.abc import Callable

from spt_tui import units
from spt_tui.runs.compare.sameness import ABSENT, Cell

NULL = "null"
SMALLEST = 0.01
"""Percent; a smaller change is only said to be one."""
_NUMBER = re.compile(r"\s*[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|inf|infinity)\s*", re.ASCII | re.IGNORECASE)
_WORDS = frozenset((units.ABSENT, NULL, "true", "false", ""))


def cell_text(cell: Cell, number: Callable[[float], str] = repr) -> str:
    """A cell as text; `-` for nothing, and `number` says how numbers are written.

    A text that reads as something else is in quotes: `"0.1"`, `"true"`, `""`.
    """
    if cell is ABSENT:
        return units.ABSENT
    if cell is None:
        return NULL
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return units.number_text(cell) if cell != cell or abs(cell) == float("inf") else number(cell)
    return f'"{cell}"' if cell in _WORDS or _NUMBER.fullmatch(cell) else cell


def change_text(change: float | None) -> str:
    """A relative change in nine characters or fewer, `+12.5 %`, `-1.25k %`; empty for none, and for 0."""
    if not change:
        return ""
    percent = abs(change) * 100
    sign = "-" if change < 0 else "+"
    if percent < SMALLEST:
        return f"{sign}<{SMALLEST} %"
    if percent >= 999.5:
        return f"{sign}{units.count_text(percent)} %"
    digits = 2 if percent < 9.995 else 1 if percent < 99.95 else 0
    written = f"{percent:.{digits}f}"
    return f"{sign}{written.rstrip('0').rstrip('.') if digits else written} %"
