"""A large file in cells of one size: each line belongs to the cell that it begins in.

So what is found in one cell depends on no other, in whatever order they are read.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

CELL = 1 << 18
"""Bytes between the beginnings of two cells."""

OVERHANG = 1 << 14
"""Bytes at most that a line is followed into the next cell. Of a longer one the rest is a line of that cell."""


@dataclass(frozen=True, slots=True)
class FileCell:
    """The lines of one cell, with some of what is before and behind them."""

    raw: bytes
    at: int
    """Offset of `raw` in the file."""
    begin: int
    """Where in `raw` the first line of the cell begins."""
    end: int
    """Where in `raw` its last line ends."""

    @property
    def line_count(self) -> int:
        """Lines in the cell."""
        newlines = self.raw.count(b"\n", self.begin, self.end)
        return newlines + (self.end > self.begin and self.raw[self.end - 1] != 0x0A)


def read_cell(descriptor: int, number: int, context: int = 0) -> FileCell:
    """Cell `number` of a file, from `context` bytes before it to `OVERHANG` behind it; OSError as from `os.pread`."""
    first = number * CELL
    at = max(0, first - max(1, context))
    raw = _read(descriptor, at, first + CELL + OVERHANG)
    begin = _edge(raw, first - at) if number else 0
    return FileCell(raw, at, begin, max(begin, _edge(raw, first - at + CELL)))


def cell_of(offset: int) -> int:
    """The cell that a line begins in."""
    return offset // CELL


def begin_of(number: int) -> int:
    """Where a cell begins in the file."""
    return number * CELL


def cell_count(size: int) -> int:
    """Cells of a file of `size` bytes."""
    return -(-size // CELL)


def first_unsettled(size: int) -> int:
    """The first cell whose lines may change when a file of `size` bytes grows."""
    return max(0, (size - OVERHANG) // CELL - 1)


def _edge(raw: bytes, place: int) -> int:
    """Where the first line begins that begins at `place` or behind it."""
    behind = place + OVERHANG
    newline = raw.find(b"\n", place - 1, behind)
    if newline >= 0:
        return newline + 1
    return place if behind <= len(raw) else len(raw)


def _read(descriptor: int, begin: int, end: int) -> bytes:
    raw = os.pread(descriptor, end - begin, begin)
    while len(raw) < end - begin and (more := os.pread(descriptor, end - begin - len(raw), begin + len(raw))):
        raw += more
    return raw
