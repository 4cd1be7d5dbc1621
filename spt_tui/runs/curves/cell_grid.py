"""The cells of some lines that all have as many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

_END = b"\n"
"""Stands between the cells of two lines. No cell can be that."""


@dataclass(frozen=True, slots=True)
class CellGrid:
    """Rows of cells, one after the other in one list: a column is a slice of it, which no loop has to gather."""

    cells: list[bytes]
    width: int
    """Cells in a row."""
    stride: int
    """From a cell to the one below it."""
    ends_in_cr: bool = False
    """True when the last cell of a row may have a carriage return at its end that is none of it."""

    def __len__(self) -> int:
        return (len(self.cells) + self.stride - self.width) // self.stride

    def column(self, place: int) -> list[bytes]:
        """The cells of one column, from top to bottom.

        A carriage return at the end of a line is left there where it makes no difference: `float()` passes over it.
        """
        cells = self.cells[place :: self.stride]
        if self.ends_in_cr and place == self.width - 1 and b"\r" in cells:
            return [cell.removesuffix(b"\r") for cell in cells]
        return cells


def grid_of(rows: Iterable[list[bytes]], width: int) -> CellGrid:
    """The grid of rows that are split already, each of `width` cells."""
    return CellGrid(list(chain.from_iterable(rows)), width, width)


def grid_in(block: bytes, width: int) -> CellGrid | None:
    """The grid of whole lines without quotes; `None` if one of them has not `width` cells, which are two or more.

    Splitting them all in one go takes half as long as line by line, and shows ragged lines by the way: the ends of the
    lines have to stand below each other.
    """
    marked = block[:-1].replace(b"\n", b",\n,")
    lines = (len(marked) - len(block) + 1) // 2 + 1
    cells = marked.split(b",")
    if len(cells) != lines * (width + 1) - 1 or cells[width :: width + 1].count(_END) != lines - 1:
        return None
    return CellGrid(cells, width, width + 1, b"\r" in block)
