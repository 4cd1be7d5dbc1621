"""What a child process reads of a block of lines, in values that `marshal` can write.

A child imports this for each start, so nothing here or below imports `typing` or `csv`, which take as long as Python.
"""

from __future__ import annotations

from array import array

from spt_tui.runs.curves.double_precision import DoublePrecision
from spt_tui.runs.curves.grid_engine import CHUNK_BYTES, grid_in
from spt_tui.runs.curves.line_blocks import line_blocks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spt_tui.runs.curves.line_grid import LineGrid

Numbers = dict[int, "tuple[bytes, bytes] | None"]
"""Place -> values (float64) and rows (uint32) as they lie in memory; `None`: one of the cells holds something else."""
Parcel = tuple[int, Numbers, "dict[int, bytes]"]
"""Rows; the numbers of the columns; place -> a float64 for each row, of the axes."""


class Layout:
    """What is wanted of the lines of a file."""

    __slots__ = ("axes", "places", "width")

    def __init__(self, width: int, places: tuple[int, ...], axes: tuple[int, ...]) -> None:
        self.width = width
        """Cells of a line."""
        self.places = places
        """Columns of which the numbers are wanted."""
        self.axes = axes
        """Columns of which a number for each row is."""

    @property
    def wanted(self) -> list[int]:
        """All of these columns, from left to right."""
        return sorted({*self.places, *self.axes})


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
        with DoublePrecision():
            texts.update(place for place in layout.places if not _add(numbers[place], grid, place))
            for place, axis in axes.items():
                axis.extend(grid.axis(place))
        length += len(grid)
    found = {place: None if place in texts else _packed(each) for place, each in numbers.items()}
    return length, found, {place: axis.tobytes() for place, axis in axes.items()}


def _add(numbers: tuple[array[float], array[int]], grid: LineGrid, place: int) -> bool:
    """Whether each filled cell of the column holds a number."""
    found = grid.numbers(place)
    if found is not None:
        numbers[0].extend(found[0])
        numbers[1].extend(found[1])
    return found is not None


def _packed(numbers: tuple[array[float], array[int]]) -> tuple[bytes, bytes]:
    return numbers[0].tobytes(), numbers[1].tobytes()
