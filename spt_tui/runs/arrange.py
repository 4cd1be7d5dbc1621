"""Which runs a table shows, in which order: filter, sort, group, on the columns of a catalog."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple, Protocol

from spt_tui.runs.catalog import GONE, STATES, Catalog
from spt_tui.runs.column import METRIC
from spt_tui.runs.column_keys import Keys
from spt_tui.runs.columns import column
from spt_tui.runs.order import Order, Orders, is_absent
from spt_tui.runs.record import Value
from spt_tui.runs.rows import NO_SWEEP, Group, Heads, Row, Rows, RowView
from spt_tui.runs.run import Run, State

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


class Arranger:
    """Makes the rows of one catalog. One thread owns it."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._orders = Orders(catalog)
        self._made: _Made | None = None

    def rows(self, arrangement: Arrangement, now: float, at_hand: bool = False) -> Rows:
        """The rows that `arrangement` asks for at `now`, in epoch seconds.

        With `at_hand` runs are in the order of the last call, if that was the same: those that came since are left
        out, and no place is right that changed since. A key in the filter's line waits for nothing more.
        """
        catalog = self.catalog
        with catalog.lock:
            order = self._orders.order(column(arrangement.sort), arrangement.descending, now, at_hand)
            mask = catalog.present() if arrangement.filter is None else arrangement.filter.mask(catalog)
            shown = order.slots
            if len(shown) < len(mask) or 0 in mask:
                shown = array("i", list(compress(shown, map(mask.__getitem__, shown))))
            sweeps = catalog.texts["sweep"].cells(len(mask)) if arrangement.grouped else []
            self._made = _Made(arrangement, order, mask, bytes(catalog.states), sweeps)
            if not arrangement.grouped:
                return Rows(RowView(catalog, shown), len(shown))
            members = _by_sweep(shown, sweeps)
            return Rows(self._grouped(members, self._made), len(shown), members)

    def foresee(self, column_id: str, now: float) -> None:
        """Have the order by a column at hand, in case it is asked for next."""
        with self.catalog.lock:
            self._orders.foresee(column(column_id), now)

    def forget(self) -> None:
        """Nothing is asked for next."""
        self._orders.forget()

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

    def _grouped(self, members: dict[str, array[int]], made: _Made) -> RowView:
        metric = made.arrangement.sort.removeprefix(METRIC)
        downwards = self.catalog.directions.is_lower(metric)
        sweeps = sorted(members, key=lambda sweep: sweep == NO_SWEEP)
        codes = array("i")
        for place, sweep in enumerate(sweeps):
            codes.append(~place)
            if sweep not in made.arrangement.collapsed:
                codes.extend(members[sweep])
        return RowView(self.catalog, codes, Heads(sweeps, lambda sweep: _head(sweep, members[sweep], made, downwards)))


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


class _Piles(dict[Value, Callable[[int], None]]):
    """Sweep -> what puts a slot on its pile."""

    def __init__(self) -> None:
        self.piles: dict[Value, list[int]] = {}

    def __missing__(self, sweep: Value) -> Callable[[int], None]:
        pile = self.piles.setdefault(sweep or NO_SWEEP, [])
        put = self[sweep] = pile.append
        return put


def _by_sweep(slots: Sequence[int], sweeps: list[Value]) -> dict[str, array[int]]:
    # Groups come in the order of their first run, so that sorting by a metric puts the sweep with the best run first.
    put_on = _Piles()
    for sweep, slot in zip(map(sweeps.__getitem__, slots), slots, strict=True):
        put_on[sweep](slot)
    return {str(sweep): array("i", pile) for sweep, pile in put_on.piles.items()}


def _head(sweep: str, slots: array[int], made: _Made, downwards: bool) -> Group:
    counted = Counter(map(made.states.__getitem__, slots))
    by_metric = made.arrangement.sort.startswith(METRIC)
    return Group(
        sweep,
        len(slots),
        tuple((state, counted[code]) for code, state in enumerate(State) if counted[code]),
        best_of(made.order.keys, slots, downwards, made.arrangement.descending) if by_metric else None,
        sweep in made.arrangement.collapsed,
    )
