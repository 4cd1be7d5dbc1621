"""The rows of a metric that count: those which no later row of a resumed run has overtaken."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress, repeat
from operator import ge, le

from spt_tui.runs.curves.series import BLOCK, Extent, Series


@dataclass(frozen=True, slots=True)
class KeptRows:
    """Some rows of a series in their order. What is asked of them looks at blocks of values, not at each."""

    series: Series
    stretches: tuple[range, ...]
    """Places in `Series.values`, none of them empty."""

    @classmethod
    def of(cls, series: Series) -> KeptRows:
        """The rows of a series that were not overtaken, in as few stretches as there can be."""
        stretches: list[range] = []
        for rows in series.kept():
            if stretches and stretches[-1].stop == rows.start:
                rows = range(stretches.pop().start, rows.stop)
            stretches.append(rows)
        return cls(series, tuple(stretches))

    def __len__(self) -> int:
        return sum(map(len, self.stretches))

    @property
    def extent(self) -> Extent | None:
        """Smallest and largest finite value; `None` when there is none."""
        return self.series.extent_in(self.stretches)

    def last(self, count: int) -> KeptRows:
        """The last `count` of them, or all if there are fewer."""
        found: list[range] = []
        for rows in reversed(self.stretches):
            if count <= 0:
                break
            found.append(rows[-count:])
            count -= len(rows)
        return KeptRows(self.series, tuple(reversed(found)))

    def first(self, count: int) -> KeptRows:
        """The first `count` of them, or all if there are fewer."""
        found: list[range] = []
        for rows in self.stretches:
            if count <= 0:
                break
            found.append(rows[:count])
            count -= len(rows)
        return KeptRows(self.series, tuple(found))

    def sampled(self, most: int) -> list[float]:
        """At most `most` values at equal distances, the last one among them, without those that are not finite."""
        stride = max(1, -(-len(self) // most))
        found: list[float] = []
        skip = (len(self) - 1) % stride
        for rows in self.stretches:
            found += self.series.values[rows.start + skip : rows.stop : stride]
            skip = (skip - len(rows)) % stride
        return list(filter(math.isfinite, found))

    def first_reaching(self, limit: float, downwards: bool) -> int | None:
        """The first place with `limit` or less, or, not `downwards`, with `limit` or more; `limit` is finite."""
        for rows in self.stretches:
            for start, stop in self._pieces(rows, limit, downwards):
                for place in _reaching(self.series.values[start:stop], limit, downwards):
                    return start + place
        return None

    def last_reaching(self, limit: float, downwards: bool) -> int | None:
        """As `first_reaching`, the last place."""
        for rows in reversed(self.stretches):
            for start, stop in reversed(self._pieces(rows, limit, downwards)):
                for place in reversed(list(_reaching(self.series.values[start:stop], limit, downwards))):
                    return start + place
        return None

    def after(self, place: int) -> int:
        """The first place of these behind `place`, or `place` if it is the last."""
        return next((max(rows.start, place + 1) for rows in self.stretches if rows.stop > place + 1), place)

    def _pieces(self, rows: range, limit: float, downwards: bool) -> list[tuple[int, int]]:
        """Where in a stretch the limit may be reached: the values outside whole blocks, and the blocks that do."""
        first, last = -(-rows.start // BLOCK), rows.stop // BLOCK
        if first >= last:
            return [(rows.start, rows.stop)]
        extremes = self.series.blocks[0 if downwards else 1][first:last]
        reach = map(le if downwards else ge, extremes, repeat(limit))
        blocks = [(block * BLOCK, (block + 1) * BLOCK) for block in compress(range(first, last), reach)]
        return [(rows.start, first * BLOCK), *blocks, (last * BLOCK, rows.stop)]


def _reaching(values: array[float], limit: float, downwards: bool) -> Iterator[int]:
    reaches = le if downwards else ge
    return (place for place, value in enumerate(values) if reaches(value, limit) and math.isfinite(value))
