"""The steps of one metric's rows, looked for among those of all rows of its file."""

from __future__ import annotations

from bisect import bisect_left

from spt_tui.runs.curves.number_column import PickedColumn


class RisingColumn(PickedColumn):
    """A picked column of an axis on which every row has a number.

    Where the picked numbers rise, those of the rows between them do, too: a number is looked for in the arrays
    themselves, ten times as fast as among the picked ones.
    """

    __slots__ = ()

    def bisect(self, number: float, low: int, high: int) -> int:
        """The first place from `low` to `high` that holds `number` or more; the column rises between the two."""
        if low >= high:
            return low
        rows, first = self._rows, self._rows[low]
        row = bisect_left(self._numbers, number, first, rows[high - 1] + 1)
        most = low + row - first  # of rows without a gap just that
        return most if most < high and rows[most] == row else bisect_left(rows, row, low, min(most, high))
