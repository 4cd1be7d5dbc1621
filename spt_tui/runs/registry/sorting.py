"""The order of a query's runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.registry.run_record import checkpoint_of, is_alive, status_of
from spt_tui.runs.vectors.record_vectors import RecordVectors
from spt_tui.runs.vectors.vector import ABSENT
from spt_tui.text import clean

KeyOf = Callable[[int], Any]
"""What a slot is sorted by: a number, a text, a tuple of texts, or `None`."""

FIELDS = ("run_id", "status", "created_at", "updated_at", "alive", "run_dir", "checkpoint_path", "tags", "notes")
"""Fields of a record that can be sorted by."""
FAMILIES = ("summary.", "hparams.", "config.")
"""What stands before the name of a metric or a hyper-parameter."""


_NOT_NUMBERS = {str, tuple}


class UnknownSortKey(ValueError):
    """Nothing of this name can be sorted by; `str()` says what can."""


def key_of(sort_by: str, catalog: Catalog, ids: list[str], now: float) -> KeyOf:
    """What `sort_by` asks of each slot. A metric that no run has is `None` of all. Raises `UnknownSortKey`."""
    family, dot, key = sort_by.partition(".")
    if dot and f"{family}." in FAMILIES:
        return _of_record(catalog.records(family), key)
    fields: dict[str, KeyOf] = {
        "run_id": ids.__getitem__,
        "status": lambda slot: status_of(catalog, slot),
        "created_at": catalog.times["created_at"].__getitem__,
        "updated_at": catalog.times["updated_at"].__getitem__,
        "alive": lambda slot: is_alive(catalog, slot, now),
        "run_dir": catalog.dir,
        "checkpoint_path": lambda slot: checkpoint_of(catalog, slot),
        "tags": catalog.tags.get,
        "notes": lambda slot: catalog.text("notes", slot) or "",
    }
    if sort_by not in fields:
        raise UnknownSortKey(f"cannot sort by {sort_by!r}: {', '.join(FIELDS)}, summary.<metric> or hparams.<key>")
    return fields[sort_by]


def in_order(slots: Sequence[int], key: KeyOf, descending: bool) -> list[int]:
    """Numbers by value, then texts by their characters; in either direction nothing and NaN come last.

    What is equal stays in the order of `slots`.
    """
    keyed = [*zip(map(key, slots), slots, strict=True)]
    present = [pair for pair in keyed if pair[0] is not None and pair[0] == pair[0]]
    kinds = {type(value) for value, _ in present}
    by = _place if kinds & _NOT_NUMBERS and len(kinds) > 1 else itemgetter(0)
    ordered = [slot for _, slot in sorted(present, key=by, reverse=descending)]
    if len(present) < len(keyed):
        ordered += [slot for value, slot in keyed if value is None or value != value]
    return ordered


def _place(pair: tuple[Any, int]) -> tuple[int, Any]:
    value = pair[0]
    return (2 if isinstance(value, tuple) else 1 if isinstance(value, str) else 0), value


def _of_record(vectors: RecordVectors, key: str) -> KeyOf:
    vector = vectors.by_key.get(clean(key))
    if vector is None:
        return lambda slot: None
    read = vector.store.get
    return lambda slot: None if (value := read(slot)) is ABSENT else value
