"""The steps of one metric's rows, looked for among those of all rows of its file."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from spt_tui.runs.curves import quick_numbers
from spt_tui.runs.curves.number_column import PickedColumn

LEAST_ROWS = 100
"""One after another, among which NumPy finds many places faster."""


class RisingColumn(PickedColumn):
    """A picked column of an axis on which every row has a number.

    Where the picked numbers rise, those of the rows between them do, too: a number is looked for in the arrays
    themselves, ten times as fast as among the picked ones.
    """

    __slots__ = ()

    def quick_places(self, numbers: Sequence[float], low: int, high: int) -> list[int] | None:
        """What `bisect` says of each of some rising numbers; `None` where that is not faster."""
        rows = self._rows
        if high - low < LEAST_ROWS or rows[high - 1] - rows[low] != high - 1 - low:
            return None
        return quick_numbers.places(self._numbers[rows[low] : rows[high - 1] + 1], numbers, low)

    def bisect(self, number: float, low: int, high: int) -> int:
        """The first place from `low` to `high` that holds `number` or more; the column rises between the two."""
        if low >= high:
            return low
        rows, first = self._rows, self._rows[low]
        row = bisect_left(self._numbers, number, first, rows[high - 1] + 1)
        most = low + row - first  # of rows without a gap just that
        return most if most < high and rows[most] == row else bisect_left(rows, row, low, min(most, high))
