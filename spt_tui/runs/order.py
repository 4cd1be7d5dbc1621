"""The slots of a catalog in the order of a column. A sorted order is kept: a filter leaves it as it is."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import isnan
from typing import Any, NamedTuple

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import Column
from spt_tui.runs.column_keys import Keys
from spt_tui.runs.record import Value

_SAMPLE = 1_024
"""Keys that are looked at to see whether many are the same."""

_LATEST = 2
"""Orders that are kept: going back to the one before is quick. The names of 100,000 runs take 7 MB."""

LASTING = 60.0
"""Seconds for which an order by something that grows with time, a duration, is good enough."""


class Order(NamedTuple):
    """All slots in order, those of runs that are gone since among them."""

    slots: array[int]
    keys: Keys
    """Slot -> what it was sorted by."""
    now: float
    """The time that the keys are of, in epoch seconds."""
    version: int
    """`Catalog.version` that it was last found right for."""
    by: str
    descending: bool


class Orders:
    """The orders of one catalog. The caller has its lock."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[tuple[str, bool], Order] = {}
        """By column and direction, the one asked for last at the end."""

    def foresee(self, by: Column, descending: bool, now: float) -> Order:
        """Have the order by a column at hand, beside the last one, until `forget`."""
        last = next(reversed(self._known), (by.id, descending))
        order = self.order(by, descending, now)
        if last in self._known:
            self._known[last] = self._known.pop(last)
        return order

    def forget(self, most: int = _LATEST) -> None:
        """Nothing is foreseen any more, and of the orders asked for only the latest are kept."""
        for key in list(self._known)[:-most]:
            del self._known[key]

    def order(self, by: Column, descending: bool, now: float, at_hand: bool = False) -> Order:
        """The order by a column at `now`. With `at_hand` the last one by this column does, whatever came since."""
        kept = self._known.pop((by.id, descending), None)
        if kept is None or not at_hand:
            kept = self._made(kept or self._known.get((by.id, not descending)), by, descending, now)
        self._known[by.id, descending] = kept
        self.forget(_LATEST + 1)
        return kept

    def _made(self, kept: Order | None, by: Column, descending: bool, now: float) -> Order:
        version = self._catalog.version
        if kept is not None and now - kept.now < LASTING:
            now = kept.now
            keys = kept.keys if kept.version == version else by.keys(self._catalog, now)
            base = kept.slots if _are_same(keys, kept.keys) else self._catalog.by_id()
        else:
            keys = by.keys(self._catalog, now)
            base = self._catalog.by_id()
        if kept is not None and base is kept.slots and kept.descending == descending:
            return kept._replace(version=version)
        # What is in order, in either direction, is quickly sorted; ties keep the order of their ids.
        return Order(sort_slots(base, keys, descending), keys, now, version, by.id, descending)


def is_absent(value: Value) -> bool:
    """True for what sorts last in both directions: nothing, and NaN."""
    return value is None or value != value


def sort_slots(slots: Iterable[int], keys: Keys, descending: bool) -> array[int]:
    """`slots` by their keys: numbers before texts, absent ones last in both directions, ties as they were.

    Texts are compared without regard to case.
    """
    slots = list(slots)
    few = _few_distinct(slots, keys)
    if few is not None:
        return array("i", _dealt(slots, keys, few, descending))
    kinds = _kinds(keys)
    present, absent = slots, []
    if _some_absent(keys, kinds):
        present = [slot for slot in slots if (key := keys[slot]) is not None and key == key]
        absent = [slot for slot in slots if (key := keys[slot]) is None or key != key]
    if str not in kinds:
        return array("i", _by_number(present, keys, descending) + absent)
    # Numbers come before text, so that one odd cell does not stop a column from sorting.
    texts, numbers = present, []
    if not kinds <= {str, type(None)}:
        texts = [slot for slot in present if isinstance(keys[slot], str)]
        numbers = [slot for slot in present if not isinstance(keys[slot], str)]
    texts, numbers = _by_text(texts, keys, descending), _by_number(numbers, keys, descending)
    return array("i", (texts + numbers if descending else numbers + texts) + absent)


def _few_distinct(slots: list[int], keys: Keys) -> set[Value] | None:
    """The distinct keys, if many slots have the same."""
    if not isinstance(keys, list) or len({keys[slot] for slot in slots[:_SAMPLE]}) > _SAMPLE // 2:
        return None
    distinct = set(map(keys.__getitem__, slots))
    return distinct if len(distinct) <= len(slots) // 4 else None


def _dealt(slots: list[int], keys: Sequence[Any], distinct: set[Value], descending: bool) -> list[int]:
    """`slots` in order: each distinct key is put in its place once, and the slots are dealt out to the places."""
    places = {key: None if is_absent(key) else _place(key) for key in distinct}
    piles: dict[Any, list[int]] = {
        place: [] for place in sorted(set(filter(None, places.values())), reverse=descending)
    }
    piles[None] = []
    deal({key: piles[place] for key, place in places.items()}, map(keys.__getitem__, slots), slots)
    return list(chain.from_iterable(piles.values()))


def deal(piles: Mapping[Any, list[int]], keys: Iterable[Any], slots: Iterable[int]) -> None:
    """Put each slot on the pile of its key. No step of it is Python's own: 100,000 take a few milliseconds."""
    deque(map(list.append, map(piles.__getitem__, keys), slots), maxlen=0)


def _place(key: Any) -> tuple[bool, Any]:
    return (True, key.casefold()) if isinstance(key, str) else (False, key)


def _kinds(keys: Keys) -> set[type]:
    if isinstance(keys, list):
        return set(map(type, keys))
    return {int if isinstance(keys, bytes) else float}


def _some_absent(keys: Sequence[Any], kinds: set[type]) -> bool:
    if isinstance(keys, array):
        return bool(isnan(sum(keys)))  # one NaN makes all of it NaN; so do two infinities, which costs a little time
    return kinds != {int} and kinds != {str}


def _by_number(slots: list[int], keys: Sequence[Any], descending: bool) -> list[int]:
    if isinstance(keys, array):
        keys = keys.tolist()  # an array makes a new number at each look
    return sorted(slots, key=keys.__getitem__, reverse=descending)


def _by_text(slots: list[int], keys: Sequence[Any], descending: bool) -> list[int]:
    joined = "".join(keys if len(slots) == len(keys) else [key for key in keys if type(key) is str])
    if joined != joined.casefold():
        keys = [key.casefold() if isinstance(key, str) else None for key in keys]
    return sorted(slots, key=keys.__getitem__, reverse=descending)


def _are_same(keys: Keys, others: Keys) -> bool:
    if keys is others:
        return True
    if isinstance(keys, array) and isinstance(others, array):
        return keys.tobytes() == others.tobytes()  # NaN too
    return keys == others
