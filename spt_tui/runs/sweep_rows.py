"""A table grouped by sweep: where each row is follows from the sizes of the sweeps, and a sweep is put in order when
one of its rows is looked at. A screen shows a few of thousands.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate

from spt_tui.runs.order import Order, deal, sort_slots
from spt_tui.runs.record import Value
from spt_tui.runs.rows import NO_SWEEP


class SweepSlots:
    """The slots of each sweep in the order of their ids. It is found out anew only when a run changes its sweep."""

    def __init__(self) -> None:
        self._sweeps: list[Value] = []
        self._by_id: array[int] = array("i")
        self._found: dict[str, list[int]] = {}

    def find(self, sweeps: list[Value], by_id: array[int]) -> Mapping[str, Sequence[int]]:
        """The slots of each sweep; `sweeps` has that of each slot."""
        if sweeps != self._sweeps or by_id is not self._by_id:
            piles: defaultdict[Value, list[int]] = defaultdict(list)
            deal(piles, map(sweeps.__getitem__, by_id), by_id)
            self._found = {sweep_id(sweep): pile for sweep, pile in piles.items()}
            self._sweeps, self._by_id = sweeps, by_id
        return self._found


def sweep_id(sweep: Value) -> str:
    """The name of a group."""
    return NO_SWEEP if sweep is None else str(sweep)


class Members(Mapping[str, Sequence[int]]):
    """Sweep -> the slots of its wanted runs in the order of the table; the sweeps are in that of the rows."""

    def __init__(self, sizes: Mapping[str, int], slots: Mapping[str, Sequence[int]], mask: bytes, order: Order) -> None:
        self._sizes = sizes
        self._slots = slots
        self._mask = mask
        self._order = order
        self._sorted: dict[str, array[int]] = {}

    def __getitem__(self, sweep: str) -> Sequence[int]:
        found = self._sorted.get(sweep)
        return self._sort(sweep) if found is None else found

    def _sort(self, sweep: str) -> array[int]:
        mask, keys = self._mask, self._order.keys
        slots = [slot for slot in self._slots[sweep] if slot < len(keys) and mask[slot]]
        # Sorting looks at all the keys that it is given, so it is given those of the sweep.
        places = sort_slots(range(len(slots)), list(map(keys.__getitem__, slots)), self._order.descending)
        found = self._sorted[sweep] = array("i", map(slots.__getitem__, places))
        return found

    def size(self, sweep: str) -> int:
        """How many."""
        return self._sizes[sweep]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sizes)

    def __len__(self) -> int:
        return len(self._sizes)


class SweepCodes:
    """The codes of the rows: `~place` of a sweep's head, then the slots of its runs."""

    def __init__(self, members: Members, folded: Collection[str], sweeps: Sequence[Value]) -> None:
        """`sweeps` has the sweep of each slot."""
        self.heads = tuple(members)
        """The sweeps in the order of their heads."""
        below = [0 if sweep in folded else members.size(sweep) for sweep in self.heads]
        self._starts = [0, *accumulate(size + 1 for size in below)]
        self._members = members
        self._sweeps = sweeps

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, row: int) -> int:
        row = range(len(self))[row]  # IndexError; counts from the end
        place = bisect_right(self._starts, row) - 1
        below = row - self._starts[place] - 1
        return ~place if below < 0 else self._members[self.heads[place]][below]

    def __iter__(self) -> Iterator[int]:
        return map(self.__getitem__, range(len(self)))

    def index(self, code: int) -> int:
        """The row of a code. ValueError if it is in none."""
        if code < 0:
            return self._starts[~code]
        if code >= len(self._sweeps):
            raise ValueError(code)
        sweep = sweep_id(self._sweeps[code])
        place = self.heads.index(sweep)
        if self._starts[place + 1] - self._starts[place] == 1:
            raise ValueError(code)
        return self._starts[place] + 1 + self._members[sweep].index(code)
