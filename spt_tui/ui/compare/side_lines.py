"""What stands beside the plot, or below it: which curve is which, and what they are at the cursor. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui import theme
from spt_tui.ui.compare.shown import Shown
from spt_tui.ui.plots.canvas import Line
from spt_tui.ui.plots.curve import AnyCurve
from spt_tui.ui.plots.fitting import fitted
from spt_tui.ui.plots.place_text import short_place_text
from spt_tui.ui.plots.readout import Reading
from spt_tui.ui.widgets.metric_line import cut_middle
from spt_tui.units import number_text

LEAST_WIDTH_BESIDE = 100
"""A narrower view has below its plot what is said of it."""
SHARE_BELOW = 3
"""One line in so many, at the most, is that of what is said below."""
VALUE = 10
"""Cells of a value: seven digits, more than a 32-bit float has."""
LEAST_COLUMN = 36
"""Cells of an entry where there is room for several beside each other."""
GAP = 2
HEAD, RUNS, EDGES, PLACE = 3, 6, 22, 12
"""Cells of the sign and the letter, of the number of runs, of the edges of a band, of where a row lies."""

Readings = Mapping[AnyCurve, Reading]


@dataclass(frozen=True, slots=True, eq=False)
class AtCursor:
    """What the curves are at the cursor; those that begin later are not among the readings."""

    x: float
    kind: XKind
    readings: Readings


def side_lines(
    shown: Sequence[Shown],
    front: Shown | None,
    cursor: AtCursor | None,
    heading: str,
    width: int,
    height: int,
) -> list[Line]:
    """`height` lines of `width` cells: a heading, then an entry for each curve, from where the one in front is seen.

    At a cursor the largest values come first, as they stand in the plot, and curves without one last; else the curves
    stand in their order, with their last values.
    """
    if height < 1:
        return []
    across, rows = max(1, width // LEAST_COLUMN), height - 1
    entries = by_value(shown, cursor.readings) if cursor else list(shown)
    first = _first_shown(entries, front, rows, across)
    last = min(len(entries), first + rows * across)
    count = f"  {first + 1}-{last} of {len(entries):,}" if last - first < len(entries) else ""
    lines = [fitted([(heading, theme.BOLD), (count, theme.DIM)], width)]
    cells = width // across
    for start in range(first, first + rows * across, across):
        parts: Line = []
        for one in entries[start : min(start + across, last)]:
            parts += fitted(_entry(one, one is front, cursor, cells - (GAP if across > 1 else 0)), cells)
        lines.append(fitted(parts, width))
    return lines


def widest(shown: Sequence[Shown]) -> int:
    """Cells that the entries want, what is said at the cursor included."""
    label = max((cell_len(one.label) for one in shown), default=0)
    return HEAD + VALUE + 1 + label + (RUNS + EDGES if any(one.count is not None for one in shown) else PLACE)


def by_value(shown: Sequence[Shown], readings: Readings) -> list[Shown]:
    """The curves by their values at the cursor, the largest first, NaN and then those without a value last."""

    def rank(one: Shown) -> tuple[int, float]:
        reading = readings.get(one.curve)
        if reading is None:
            return 2, 0.0
        return (1, 0.0) if math.isnan(reading.value) else (0, -reading.value)

    return sorted(shown, key=rank)


def exact_text(value: float) -> str:
    """A value in `VALUE` cells or fewer, with as many digits as that allows."""
    if not math.isfinite(value):
        return number_text(value)
    return next(text for digits in range(7, 0, -1) if len(text := f"{value:.{digits}g}") <= VALUE or digits == 1)


def _first_shown(entries: Sequence[Shown], front: Shown | None, rows: int, across: int) -> int:
    """The entry at the top left: the one in front is seen, in the middle where there is more on both sides."""
    place = next((place for place, one in enumerate(entries) if one is front), 0)
    last_top = max(0, -(-len(entries) // across) - rows)
    return max(0, min(place // across - rows // 2, last_top)) * across


def _entry(one: Shown, is_front: bool, cursor: AtCursor | None, cells: int) -> Line:
    reading = cursor.readings.get(one.curve) if cursor else None
    value = reading.value if reading else None if cursor else one.last
    text = "-" if value is None else exact_text(value)
    style = theme.BAD if value is not None and not math.isfinite(value) else theme.TEXT
    head = f"{'▸' if is_front else ' '}{one.letter or ' '} "
    runs = "" if one.count is None else f" n={reading.count if reading else 0 if cursor else one.last_count}"
    aside = _aside(reading, cursor)
    room = cells - cell_len(head) - VALUE - len(runs) - 1
    if room - len(aside) < cell_len(one.label):
        aside = ""
    label = cut_middle(one.label, max(1, room - len(aside)))
    return [
        (head, one.style),
        (text.rjust(VALUE), style),
        (runs, theme.INFO),
        (f" {label}", theme.BOLD if is_front else theme.TEXT),
        (aside, theme.DIM),
    ]


def _aside(reading: Reading | None, cursor: AtCursor | None) -> str:
    """The edges of a band; of a curve whose last row lies before the cursor, where."""
    if reading is None or cursor is None:
        return ""
    if reading.low is not None and reading.high is not None:
        return f"  {number_text(reading.low)} to {number_text(reading.high)}"
    return f"  at {short_place_text(cursor.kind, reading.x)}" if reading.x != cursor.x else ""
