"""Lines of a metrics.csv as columns, whoever has read them."""

from __future__ import annotations

from array import array
from typing import Protocol


class LineGrid(Protocol):
    """Rows of as many cells each."""

    def __len__(self) -> int:
        """How many rows."""

    def column(self, place: int) -> list[bytes]:
        """The cells of one column, from top to bottom."""

    def numbers(self, place: int) -> tuple[array[float], array[int]] | None:
        """The numbers of a column and their rows; `None` when one of its cells holds something else."""

    def axis(self, place: int) -> array[float]:
        """A number for each row; NaN where the cell holds none, or one that is not finite."""
