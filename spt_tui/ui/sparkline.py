"""A series as one line of text, or a few."""

from __future__ import annotations

from spt_tui.runs.curves.envelope import Envelope, envelope
from spt_tui.runs.curves.series import Extent, Series
from spt_tui.ui.raster import DOTS_HIGH, DOTS_WIDE, braille, glyph, raster, scale_of

MARK = "×"
"""Stands where a series is NaN or infinite."""
LEVELS = "▁▂▃▄▅▆▇█"


def sparkline(
    series: Series,
    width: int,
    height: int = 1,
    *,
    by_epoch: bool = False,
    log: bool = False,
    ends: Extent | None = None,
) -> list[str]:
    """`height` lines of `width` braille characters; the smallest and largest value of every dot column are in them."""
    found = envelope(series, width * DOTS_WIDE, by_epoch, ends)
    rows = height * DOTS_HIGH
    scale = scale_of([found], log)
    dots = raster(found, scale, rows) if scale else [0] * len(found.spans)
    lines = ["".join(map(glyph, patterns)) for patterns in braille(dots, rows)]
    lines[-1] = _marked(lines[-1], found, DOTS_WIDE)
    return lines


def block_sparkline(
    series: Series, width: int, *, by_epoch: bool = False, log: bool = False, ends: Extent | None = None
) -> str:
    """One line of eighth blocks, for fonts without braille.

    A cell has one height: the smallest or the largest value of its column, whichever is farther from the cell before,
    so that a spike stands out downwards too.
    """
    found = envelope(series, width, by_epoch, ends)
    scale = scale_of([found], log)
    dots = raster(found, scale, len(LEVELS), touching=False) if scale else [0] * width
    line, before = "", None
    for column in dots:
        if not column:
            line += " "
            continue
        low, high = (column & -column).bit_length() - 1, column.bit_length() - 1
        before = high if before is None or high - before >= before - low else low
        line += LEVELS[before]
    return _marked(line, found, 1)


def _marked(line: str, found: Envelope, columns: int) -> str:
    """`line` with a mark in cells that hold nothing finite, and where a stretch of NaN or infinities begins."""
    marked = {column // columns for column in found.marks}
    finite = {column // columns for column, span in enumerate(found.spans) if span}
    shown = {cell for cell in marked if cell not in finite or cell - 1 not in marked}
    return "".join(MARK if cell in shown else character for cell, character in enumerate(line))
