"""Grids whose numbers were read in another process."""

from __future__ import annotations

from array import array
from typing import NamedTuple

from spt_tui.runs.curves import cell_grid
from spt_tui.runs.curves.double_precision import in_double_precision
from spt_tui.runs.curves.line_blocks import line_blocks
from spt_tui.runs.curves.line_grid import CHUNK_BYTES, LineGrid, grid_in

Numbers = dict[int, "tuple[bytes, bytes] | None"]
"""Place -> values (float64) and rows (uint32) as they lie in memory; `None`: one of the cells holds something else."""


class Layout(NamedTuple):
    """What is wanted of the lines of a file."""

    width: int
    """Cells of a line."""
    places: tuple[int, ...]
    """Columns of which the numbers are wanted."""
    axes: tuple[int, ...]
    """Columns of which a number for each row is."""

    @property
    def wanted(self) -> list[int]:
        """All of these columns, from left to right."""
        return sorted({*self.places, *self.axes})


class Parcel(NamedTuple):
    """What was read of a block of lines."""

    length: int
    """Rows."""
    numbers: Numbers
    axes: dict[int, bytes]
    """Place -> a float64 for each row."""


class FarGrid:
    """The rows of a block that was read elsewhere."""

    def __init__(self, block: bytes, layout: Layout, first: int, parcel: Parcel) -> None:
        self.layout = layout
        self.first = first
        """The number that the first row was thought to have."""
        self._block = block
        self._parcel = parcel

    def __len__(self) -> int:
        return self._parcel.length

    def column(self, place: int) -> list[bytes]:
        """The cells of one column, from top to bottom."""
        grid = cell_grid.grid_in(self._block, self.layout.width, self.first)
        assert grid is not None, "it was one where its numbers were read"
        return grid.column(place)

    def numbers(self, place: int) -> tuple[array[float], array[int]] | None:
        """The numbers of a column and their rows; `None` when one of its cells holds something else."""
        found = self._parcel.numbers[place]
        return None if found is None else (array("d", found[0]), array("I", found[1]))

    def axis(self, place: int) -> array[float]:
        """A number for each row; NaN where the cell holds none, or one that is not finite."""
        return array("d", self._parcel.axes[place])


def parcel_of(block: bytes, layout: Layout, first: int) -> Parcel | None:
    """What `layout` wants of whole lines without quotes; `None` if one of them has not as many cells."""
    wanted = layout.wanted
    numbers = {place: (array("d"), array("I")) for place in layout.places}
    axes = {place: array("d") for place in layout.axes}
    texts: set[int] = set()
    length = 0
    for lines in line_blocks(block, CHUNK_BYTES):
        grid = grid_in(lines, layout.width, wanted, first + length)
        if grid is None:
            return None
        with in_double_precision():
            texts.update(place for place in layout.places if not _add(numbers[place], grid, place))
            for place, axis in axes.items():
                axis.extend(grid.axis(place))
        length += len(grid)
    found = {place: None if place in texts else _packed(each) for place, each in numbers.items()}
    return Parcel(length, found, {place: axis.tobytes() for place, axis in axes.items()})


def _add(numbers: tuple[array[float], array[int]], grid: LineGrid, place: int) -> bool:
    """Whether each filled cell of the column holds a number."""
    found = grid.numbers(place)
    if found is not None:
        numbers[0].extend(found[0])
        numbers[1].extend(found[1])
    return found is not None


def _packed(numbers: tuple[array[float], array[int]]) -> tuple[bytes, bytes]:
    return numbers[0].tobytes(), numbers[1].tobytes()
