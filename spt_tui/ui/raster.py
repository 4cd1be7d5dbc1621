"""Curves as dots: one integer a dot column, its lowest bit the lowest dot."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from spt_tui.runs.curves.envelope import Envelope
from spt_tui.runs.curves.series import Extent

DOTS_WIDE, DOTS_HIGH = 2, 4
"""Dots of a braille character."""


def _patterns(bits: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sum(bit for place, bit in enumerate(bits) if dots >> place & 1) for dots in range(16))


_LEFT, _RIGHT = _patterns((0x40, 0x04, 0x02, 0x01)), _patterns((0x80, 0x20, 0x10, 0x08))


@dataclass(frozen=True, slots=True)
class Scale:
    """Values -> height. On a logarithmic scale what is not above 0 lies at the bottom."""

    low: float
    """The bottom; on a logarithmic scale its decimal logarithm."""
    high: float
    log: bool = False

    def fraction(self, value: float) -> float:
        """Where a finite value lies, 0 at the bottom and 1 at the top; beyond them for values outside."""
        if self.log:
            if value <= 0:
                return 0.0
            value = math.log10(value)
        return (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)


def scale_of(envelopes: Iterable[Envelope], log: bool = False) -> Scale | None:
    """The scale that shows all finite values of these; `None` when there is none that it can show.

    A constant lies in the middle.
    """
    extents = [extent for each in envelopes if (extent := _extent(each, log))]
    if not extents:
        return None
    low, high = min(extent.low for extent in extents), max(extent.high for extent in extents)
    if high / 2 - low / 2 < sys.float_info.min:
        margin = 0.5 if log else abs(low) / 20 if abs(low) > 1e-300 else 1.0
        largest = sys.float_info.max
        low, high = max(-largest, low - margin), min(largest, high + margin)
    return Scale(low, high, log)


def _extent(envelope: Envelope, log: bool) -> Extent | None:
    if not log:
        return envelope.extent
    low, extent = envelope.smallest_positive, envelope.extent
    return None if low is None or extent is None else Extent(math.log10(low), math.log10(extent.high))


def raster(envelope: Envelope, scale: Scale, rows: int, touching: bool = True) -> list[int]:
    """The dots of a curve, `rows` high: each column from its smallest to its largest value, lines between columns.

    A line breaks where a column holds nothing but NaN or infinities. Without `touching`, neighbouring columns keep to
    their own values and only empty columns are bridged.
    """

    row_of = _row_of(scale, rows - 1)
    dots = [0] * len(envelope.spans)
    left, end = -1, 0
    for column, span in enumerate(envelope.spans):
        if span is None:
            continue
        low = high = first = last = row_of(span.low)
        if span.high > span.low:
            high, first, last = row_of(span.high), row_of(span.first), row_of(span.last)
        dots[column] |= (2 << high) - (1 << low)
        gap = column - left - 1
        if left >= 0 and (touching if not gap else envelope.marks.isdisjoint(range(left + 1, column))):
            _draw_line(dots, left, end, column, first)
        left, end = column, last
    return dots


def _row_of(scale: Scale, top: int) -> Callable[[float], int]:
    if scale.log:
        return lambda value: max(0, min(top, int(scale.fraction(value) * top + 0.5)))
    low, length = scale.low / 2, scale.high / 2 - scale.low / 2

    def row_of(value: float) -> int:
        row = int((value / 2 - low) / length * top + 0.5)
        return 0 if row < 0 else top if row > top else row

    return row_of


def braille(dots: list[int], rows: int) -> list[list[int]]:
    """Dot columns, an even number of them, as braille patterns (0 to 255): one list a line, from the top.

    `rows` is the height in dots, a multiple of `DOTS_HIGH`.
    """
    pairs = list(zip(dots[::2], dots[1::2], strict=True))
    return [
        [_LEFT[left >> shift & 15] | _RIGHT[right >> shift & 15] for left, right in pairs]
        for shift in range(rows - DOTS_HIGH, -1, -DOTS_HIGH)
    ]


def glyph(pattern: int) -> str:
    """The character of a braille pattern; nothing is a space, as fonts show dots for an empty pattern."""
    return chr(0x2800 + pattern) if pattern else " "


def _bar(low: int, high: int) -> int:
    return (2 << high) - (1 << low)


def _draw_line(dots: list[int], left: int, low: int, right: int, high: int) -> None:
    """Join (left, low) and (right, high); each column has the part of the line that lies over it."""
    if right - left == 1:
        middle = (low + high) // 2
        dots[left] |= _bar(min(low, middle), max(low, middle))
        dots[right] |= _bar(min(high, middle), max(high, middle))
        return
    slope = (high - low) / (right - left)
    edges = [low, *(round(low + slope * (place + 0.5)) for place in range(right - left)), high]
    for column, (begin, end) in enumerate(pairwise(edges), left):
        dots[column] |= _bar(min(begin, end), max(begin, end))
