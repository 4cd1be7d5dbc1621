"""Which curve is which, beside a plot or below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style

from spt_tui.ui import theme
from spt_tui.ui.plots.canvas import Line
from spt_tui.ui.plots.curve import AnyCurve
from spt_tui.ui.plots.fitting import cut, fitted

LEAST_WIDTH_BESIDE = 72
"""A narrower plot has its legend below."""
MOST_WIDTH, LEAST_WIDTH = 32, 12
SHARE_BELOW = 4
"""One line in so many is the legend's when it is below."""
GAP = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one curve."""

    text: str
    style: Style


def entries_of(curves: Sequence[AnyCurve]) -> list[Entry]:
    """An entry for each curve with a name: its letter and its name."""
    return [
        Entry(f"{curve.letter} {curve.name}" if curve.letter else curve.name, curve.style)
        for curve in curves
        if curve.name
    ]


def width_beside(entries: Sequence[Entry], width: int) -> int:
    """Cells of a legend at the right of a plot of `width` cells in all; 0 where there is no room for one."""
    if not entries or width < LEAST_WIDTH_BESIDE:
        return 0
    return max(LEAST_WIDTH, min(MOST_WIDTH, width // 4, max(cell_len(entry.text) for entry in entries))) + GAP


def beside(entries: Sequence[Entry], width: int, height: int, ellipsis: str) -> list[Line]:
    """One entry a line, `height` lines of `width` cells; the last says how many found no room."""
    shown = list(entries)
    if len(shown) > height:
        shown = [*shown[: height - 1], Entry(f"+{len(shown) - height + 1} more", theme.DIM)]
    lines = [[("  ", theme.TEXT), (cut(entry.text, width - GAP, ellipsis), entry.style)] for entry in shown]
    return [fitted(line, width, ellipsis) for line in (*lines, *([[]] * (height - len(lines))))]


def below(entries: Sequence[Entry], width: int, most: int, ellipsis: str) -> list[Line]:
    """Entries in columns, at most `most` lines of `width` cells; the last one says how many found no room."""
    if not entries or most < 1:
        return []
    longest = max(cell_len(entry.text) for entry in entries)
    column = min(width, max(LEAST_WIDTH, min(MOST_WIDTH, longest)) + GAP)
    across = max(1, width // column)
    shown = list(entries)
    if len(shown) > across * most:
        shown = [*shown[: across * most - 1], Entry(f"+{len(shown) - across * most + 1} more", theme.DIM)]
    lines: list[Line] = []
    for start in range(0, len(shown), across):
        row = shown[start : start + across]
        lines.append(fitted([_padded(entry, column, ellipsis) for entry in row], width, ellipsis))
    return lines


def _padded(entry: Entry, width: int, ellipsis: str) -> tuple[str, Style]:
    text = cut(entry.text, width - GAP, ellipsis)
    return text + " " * (width - cell_len(text)), entry.style
