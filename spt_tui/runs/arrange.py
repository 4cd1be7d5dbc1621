"""Which runs a table shows, in which order: filter, sort, group, on the columns of a catalog."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple, Protocol

from spt_tui.runs.catalog import GONE, STATES, Catalog
from spt_tui.runs.column import METRIC
from spt_tui.runs.column_keys import Keys
from spt_tui.runs.columns import column
from spt_tui.runs.order import LASTING, Order, Orders, is_absent
from spt_tui.runs.record import Value
from spt_tui.runs.rows import NO_SWEEP, Group, Heads, Row, Rows, RowView
from spt_tui.runs.run import Run, State

if TYPE_CHECKING:
    from spt_tui.runs.sweep_rows import SweepSlots

__all__ = ["NO_SWEEP", "Arrangement", "Arranger", "Filter", "Group", "Row", "Rows", "arrange", "best_of"]


class Filter(Protocol):
    """Tells which runs are wanted; `query.Query` is one."""

    def matches(self, run: Run) -> bool:
        """Whether `run` is wanted."""

    def among(self, catalog: Catalog) -> Filter:
        """The same for single runs of a catalog: of each it says what `mask` does."""

    def mask(self, catalog: Catalog) -> bytes:
        """A byte a slot, 1 for a run that is there and is wanted."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the user asked to see."""

    filter: Filter | None = None
    """`None` wants all."""
    sort: str = "age"
    """A column id."""
    descending: bool = False
    grouped: bool = False
    """By sweep."""
    collapsed: frozenset[str] = frozenset()
    """Sweeps whose runs are folded away."""


class _Made(NamedTuple):
    """What the last rows were made from, to tell whether a change moves one."""

    arrangement: Arrangement
    order: Order
    mask: bytes
    states: bytes
    sweeps: list[Value]
    """By slot; empty unless grouped."""


class _Table(NamedTuple):
    """Rows, and when they are right."""

    rows: Rows
    made: _Made
    version: int
    now: float

    def is_right(self, arrangement: Arrangement, version: int, now: float) -> bool:
        """Whether these are the rows that `arrangement` asks for."""
        return self.version == version and self.made.arrangement == arrangement and now - self.now < LASTING


class Arranger:
    """Makes the rows of one catalog. One thread owns it."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._orders = Orders(catalog)
        self._sweep_slots: SweepSlots | None = None
        self._made: _Made | None = None
        self._foreseen: _Table | None = None

    def rows(self, arrangement: Arrangement, now: float, at_hand: bool = False) -> Rows:
        """The rows that `arrangement` asks for at `now`, in epoch seconds.

        With `at_hand` runs are in the order of the last call, if that was the same: those that came since are left
        out, and no place is right that changed since. A key in the filter's line waits for nothing more.
        """
        with self.catalog.lock:
            table = self._foreseen
            if table is None or not table.is_right(arrangement, self.catalog.version, now):
                by = column(arrangement.sort)
                table = self._table(arrangement, self._orders.order(by, arrangement.descending, now, at_hand), now)
            self._made = table.made
            return table.rows

    def foresee(self, arrangement: Arrangement, now: float) -> None:
        """Have the rows at hand that `arrangement` asks for, in case they are asked for next."""
        with self.catalog.lock:
            order = self._orders.foresee(column(arrangement.sort), arrangement.descending, now)
            self._foreseen = self._table(arrangement, order, now)

    def forget(self) -> None:
        """Nothing is asked for next."""
        self._foreseen = None
        self._orders.forget()

    def _table(self, arrangement: Arrangement, order: Order, now: float) -> _Table:
        catalog = self.catalog
        mask = catalog.present() if arrangement.filter is None else arrangement.filter.mask(catalog)
        shown = order.slots
        if len(shown) < len(mask) or 0 in mask:
            shown = array("i", list(compress(shown, map(mask.__getitem__, shown))))
        if not arrangement.grouped:
            made = _Made(arrangement, order, mask, bytes(catalog.states), [])
            return _Table(Rows(RowView(catalog, shown), len(shown)), made, catalog.version, now)
        sweeps = catalog.texts["sweep"].cells(len(mask))
        made = _Made(arrangement, order, mask, bytes(catalog.states), sweeps)
        return _Table(self._grouped(shown, made), made, catalog.version, now)

    def stays(self, slot: int) -> bool:
        """True when the run of a slot, as it is now, moves no row and alters no head: a live run mostly does not."""
        made = self._made
        with self.catalog.lock:
            if made is None or slot >= len(made.order.keys) or self.catalog.states[slot] == GONE:
                return False
            run = self.catalog.run(slot)
        arrangement = made.arrangement
        is_wanted = arrangement.filter is None or arrangement.filter.among(self.catalog).matches(run)
        if is_wanted != made.mask[slot]:
            return False
        if not is_wanted:
            return True
        if arrangement.grouped and (STATES[made.states[slot]], made.sweeps[slot]) != (run.state, run.sweep):
            return False
        by = column(arrangement.sort).among(self.catalog)
        before, after = made.order.keys[slot], by.value(run, made.order.now)
        return before == after or (is_absent(before) and is_absent(after))

    def _grouped(self, shown: Sequence[int], made: _Made) -> Rows:
        from spt_tui.runs.sweep_rows import Members, SweepCodes, SweepSlots, sweep_id  # no first frame is grouped

        # Groups come in the order of their first run, so that sorting by a metric puts the sweep with the best run
        # first.
        sizes = {sweep_id(sweep): size for sweep, size in Counter(map(made.sweeps.__getitem__, shown)).items()}
        if NO_SWEEP in sizes:
            sizes[NO_SWEEP] = sizes.pop(NO_SWEEP)
        self._sweep_slots = self._sweep_slots or SweepSlots()
        slots = self._sweep_slots.find(made.sweeps, self.catalog.by_id())
        members = Members(sizes, slots, made.mask, made.order)
        codes = SweepCodes(members, made.arrangement.collapsed, made.sweeps)
        downwards = self.catalog.directions.is_lower(made.arrangement.sort.removeprefix(METRIC))
        heads = Heads(codes.heads, lambda sweep: _head(sweep, members[sweep], made, downwards))
        return Rows(RowView(self.catalog, codes, heads), len(shown), members)


def arrange(catalog: Catalog, arrangement: Arrangement, now: float) -> Rows:
    """The rows that `arrangement` asks for, once."""
    return Arranger(catalog).rows(arrangement, now)


def best_of(keys: Keys, slots: Sequence[int], downwards: bool, descending: bool) -> float | None:
    """The best number among the keys of slots, `downwards` if small is good.

    The slots are in the order of the keys, so it is the first of the numbers or the last; text is passed over.
    """
    from_the_front = downwards is not descending
    for slot in slots if from_the_front else reversed(slots):
        key = keys[slot]
        if isinstance(key, int | float) and key == key:
            return key
    return None


def _head(sweep: str, slots: Sequence[int], made: _Made, downwards: bool) -> Group:
    counted = Counter(map(made.states.__getitem__, slots))
    by_metric = made.arrangement.sort.startswith(METRIC)
    return Group(
        sweep,
        len(slots),
        tuple((state, counted[code]) for code, state in enumerate(State) if counted[code]),
        best_of(made.order.keys, slots, downwards, made.arrangement.descending) if by_metric else None,
        sweep in made.arrangement.collapsed,
    )
