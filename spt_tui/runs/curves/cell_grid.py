"""The cells of some lines that all have as many."""

from __future__ import annotations

import math
from array import array
from itertools import chain, compress

from spt_tui.runs.curves.cell import finite_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_END = b"\n"
"""Stands between the cells of two lines. No cell can be that."""
_LOOKED_AT = 16
_FEW = 4
"""Of so many cells that many different ones or less: each is read once."""


class CellGrid:
    """Rows of cells, one after the other in one list: a column is a slice of it, which no loop has to gather."""

    def __init__(self, cells: list[bytes], width: int, stride: int, first: int, crs: bool = False) -> None:
        self._cells = cells
        self._width = width
        self._stride = stride
        """From a cell to the one below it."""
        self._crs = crs
        """True when the last cell of a row may have a carriage return at its end that is none of it."""
        self._rows = list(range(first, first + (len(cells) + stride - width) // stride))
        self._all_rows = array("I", self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def column(self, place: int) -> list[bytes]:
        """The cells of one column, from top to bottom.

        A carriage return at the end of a line is left there where it makes no difference: `float()` passes over it.
        """
        cells = self._cells[place :: self._stride]
        if self._crs and place == self._width - 1 and b"\r" in cells:
            return [cell.removesuffix(b"\r") for cell in cells]
        return cells

    def numbers(self, place: int) -> tuple[array[float], array[int]] | None:
        """The numbers of a column and their rows; `None` when one of its cells holds something else."""
        cells = self.column(place)
        try:
            values = list(map(float, filter(None, cells)))
        except ValueError:
            return None
        rows = self._all_rows if len(values) == len(self) else array("I", list(compress(self._rows, cells)))
        return array("d", values), rows

    def axis(self, place: int) -> array[float]:
        """A number for each row; NaN where the cell holds none, or one that is not finite."""
        cells = self.column(place)
        if len(set(cells[:_LOOKED_AT])) <= _FEW:
            known = {cell: finite_in(cell) for cell in set(cells)}
            return array("d", map(known.__getitem__, cells))
        try:
            numbers = array("d", list(map(float, cells)))
        except ValueError:
            return array("d", map(finite_in, cells))
        return numbers if math.isfinite(sum(numbers)) else array("d", map(finite_in, cells))


def grid_of(rows: Iterable[list[bytes]], width: int, first: int) -> CellGrid:
    """The grid of rows that are split already, each of `width` cells; `first` is the number of the first."""
    return CellGrid(list(chain.from_iterable(rows)), width, width, first)


def grid_in(block: bytes, width: int, first: int) -> CellGrid | None:
    """The grid of whole lines without quotes; `None` if one of them has not `width` cells, which are two or more.

    Splitting them all in one go takes half as long as line by line, and shows ragged lines by the way: the ends of the
    lines have to stand below each other.
    """
    marked = block[:-1].replace(b"\n", b",\n,")
    lines = (len(marked) - len(block) + 1) // 2 + 1
    cells = marked.split(b",")
    if len(cells) != lines * (width + 1) - 1 or cells[width :: width + 1].count(_END) != lines - 1:
        return None
    return CellGrid(cells, width, width + 1, first, b"\r" in block)
