"""Grids whose numbers were read in another process."""

from __future__ import annotations

from array import array

from spt_tui.runs.curves import cell_grid
from spt_tui.runs.curves.parcel import Layout, Parcel


class FarGrid:
    """The rows of a block that was read elsewhere."""

    def __init__(self, block: bytes, layout: Layout, first: int, parcel: Parcel) -> None:
        self.layout = layout
        self.first = first
        """The number that the first row was thought to have."""
        self._block = block
        self._length, self._numbers, self._axes = parcel

    def __len__(self) -> int:
        return self._length

    def column(self, place: int) -> list[bytes]:
        """The cells of one column, from top to bottom."""
        grid = cell_grid.grid_in(self._block, self.layout.width, self.first)
        assert grid is not None, "it was one where its numbers were read"
        return grid.column(place)

    def numbers(self, place: int) -> tuple[array[float], array[int]] | None:
        """The numbers of a column and their rows; `None` when one of its cells holds something else."""
        found = self._numbers[place]
        return None if found is None else (array("d", found[0]), array("I", found[1]))

    def axis(self, place: int) -> array[float]:
        """A number for each row; NaN where the cell holds none, or one that is not finite."""
        return array("d", self._axes[place])
