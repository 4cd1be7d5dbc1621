"""The exact values under the cursor of a plot, as lines below it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style

from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui import theme
from spt_tui.ui.plots.canvas import Line
from spt_tui.ui.plots.fitting import cut, fitted
from spt_tui.ui.plots.place_text import place_text, short_place_text
from spt_tui.ui.plots.readout import Reading
from spt_tui.units import number_text

Entry = tuple[str, Style]

GAP = 2
MOST_CELLS = 44
"""Of one value with its name, where there are several."""


def readout_lines(
    readings: Sequence[Reading], x: float, kind: XKind, x_name: str, width: int, most: int, ellipsis: str = "…"
) -> list[Line]:
    """Where the cursor is and what each curve is there, as `most` lines or fewer of exactly `width` cells.

    A curve whose last row lies before the cursor says where. The last line says how many curves found no room.
    """
    place: Entry = (f" {place_text(kind, x, x_name)}", theme.BOLD)
    entries: list[Entry] = [(_text(each, kind, x), each.curve.style) for each in readings]
    in_one = [place, *((" " * GAP + text, style) for text, style in entries)]
    if most == 1 or sum(cell_len(text) for text, _ in in_one) <= width:
        return [fitted(in_one, width, ellipsis)][:most]
    return [fitted([place], width, ellipsis), *_columns(entries, width, most - 1, ellipsis)][: max(0, most)]


def _columns(entries: list[Entry], width: int, most: int, ellipsis: str) -> list[Line]:
    """Entries in columns of one width, along the lines; no line without entries."""
    if not entries:
        return []
    longest = min(MOST_CELLS, max(cell_len(text) for text, _ in entries))
    across = max(1, (width - 1) // (longest + GAP))
    longest = (width - 1) // across - GAP
    if len(entries) > across * most:
        entries = [*entries[: across * most - 1], (f"+{len(entries) - across * most + 1} more", theme.DIM)]
    padded = [_padded(entry, longest, ellipsis) for entry in entries]
    return [fitted(padded[start : start + across], width, ellipsis) for start in range(0, len(padded), across)]


def _padded(entry: Entry, width: int, ellipsis: str) -> Entry:
    text = cut(entry[0], width, ellipsis)
    return f" {text}{' ' * (width - cell_len(text))} ", entry[1]


def _text(reading: Reading, kind: XKind, x: float) -> str:
    """`a 0.2314 (smoothed 0.25) fit/loss`: the value first, lest a long name cuts it."""
    curve = reading.curve
    parts = [curve.letter, exact(reading.value), *_asides(reading, kind, x), curve.name]
    return " ".join(part for part in parts if part)


def _asides(reading: Reading, kind: XKind, x: float) -> list[str]:
    found = []
    if reading.low is not None and reading.high is not None:
        found.append(f"{number_text(reading.low)} to {number_text(reading.high)}, n {reading.count}")
    if reading.smoothed is not None:
        found.append(f"smoothed {number_text(reading.smoothed)}")
    if reading.x != x:
        found.append(f"at {short_place_text(kind, reading.x)}")
    return [f"({', '.join(found)})"] if found else []


def exact(value: float) -> str:
    """In full precision: `0.1`, `NaN`, `-Inf`."""
    return repr(value) if math.isfinite(value) else number_text(value)
