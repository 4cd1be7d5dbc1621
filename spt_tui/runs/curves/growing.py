"""The arrays behind a series, which grow while others read them."""

from __future__ import annotations

import math
import sys
from array import array

from spt_tui.runs.curves.axis import Axes
from spt_tui.runs.curves.grid_engine import block_ends
from spt_tui.runs.curves.number_column import NumberColumn, PickedColumn
from spt_tui.runs.curves.series import BLOCK, Extent, Series, extent_of, widest


class Growing:
    """The arrays of one series, filled by one thread: add to `values` and `rows`, `settle`, then take a `snapshot`."""

    __slots__ = ("_blocks", "_epochless", "_extent", "_marks", "_nans", "_seen", "name", "rows", "values")

    def __init__(self, name: str) -> None:
        self.name = name
        self.values = array("d")
        self.rows = array("I")
        self._marks = array("I")
        self._blocks = (array("d"), array("d"))
        self._extent: Extent | None = None
        """Of the whole blocks."""
        self._nans = 0
        self._seen = 0
        self._epochless = False

    @property
    def nbytes(self) -> int:
        """Memory that the arrays take."""
        return sum(map(sys.getsizeof, (self.values, self.rows, self._marks, *self._blocks)))

    def settle(self, axes: Axes) -> None:
        """Take note of the values that were added since the last call; `axes` has their rows."""
        start, stop = self._seen, len(self.values)
        if start == stop:
            return
        self._seen = stop
        begin = len(self._blocks[0]) * BLOCK
        unblocked = self.values[begin:stop].tolist()
        finite = math.isfinite(sum(unblocked))
        if not finite:
            self._mark(unblocked[start - begin :], start)
        if len(unblocked) >= BLOCK:
            self._add_blocks(block_ends(self.values[begin:stop], BLOCK) or _ends(unblocked, finite))
        if axes.epochs.gaps and not self._epochless:
            self._epochless = any(map(math.isnan, PickedColumn(axes.epochs.numbers, self.rows, stop)[start:]))

    def snapshot(self, axes: Axes, has_steps: bool) -> Series:
        """The series as it is now, `has_steps` if the file has given a step by now."""
        length = self._seen
        return Series(
            name=self.name,
            values=NumberColumn(self.values, length),
            steps=PickedColumn(axes.steps.numbers, self.rows, length),
            epochs=None if self._epochless else PickedColumn(axes.epochs.numbers, self.rows, length),
            marks=NumberColumn(self._marks, len(self._marks)),
            nans=self._nans,
            extent=widest((self._extent, extent_of(self.values[len(self._blocks[0]) * BLOCK : length]))),
            blocks=self._blocks,
            rows=self.rows,
            axes=axes,
            has_steps=has_steps,
        )

    def _mark(self, added: list[float], start: int) -> None:
        for place, value in enumerate(added, start):
            if not math.isfinite(value):
                self._marks.append(place)
                self._nans += math.isnan(value)

    def _add_blocks(self, ends: tuple[array[float], array[float]]) -> None:
        lows, highs = ends
        self._blocks[0].extend(lows)
        self._blocks[1].extend(highs)
        extent = Extent(min(lows), max(highs))
        self._extent = widest((self._extent, extent if extent.low <= extent.high else None))


def _ends(values: list[float], finite: bool) -> tuple[array[float], array[float]]:
    """Smallest and largest finite value of each whole block, (inf, -inf) where none is finite; `finite` if all are."""
    blocks = [values[place : place + BLOCK] for place in range(0, len(values) - BLOCK + 1, BLOCK)]
    if finite:
        ranked = list(map(sorted, blocks))  # faster than to look for both ends
        return array("d", [block[0] for block in ranked]), array("d", [block[-1] for block in ranked])
    extents = [extent_of(block) for block in blocks]
    lows = array("d", (extent.low if extent else math.inf for extent in extents))
    return lows, array("d", (extent.high if extent else -math.inf for extent in extents))
