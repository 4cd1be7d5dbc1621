"""One field of all runs, by slot: a few bytes a run, and the whole of it asked at once.

A value is held in the way that is smallest for the field: words when runs share their values, packed numbers when every
run has its own, packed text, or a small dict when few runs have the field at all. `Vector` changes from one to
another as values come. A field that a run does not have is `ABSENT`, which is not the same as `None`, JSON's null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Protocol

from spt_tui.runs.record import Value
from spt_tui.runs.vectors.number_vector import Numbers
from spt_tui.runs.vectors.text_vector import Texts
from spt_tui.runs.vectors.word_vector import ABSENT, Absent, Words

__all__ = ["ABSENT", "Absent", "Few", "Store", "Test", "Vector"]

Test = Callable[[Any], bool]

_FEW: Final = 16
"""A field that so many runs have, or one run in so many, is held for all of them."""
_MANY: Final = 8_192
"""When the table has grown to here, numbers that turn out to be shared by so many runs become words again."""


class Store(Protocol):
    """A way to hold the values of a field."""

    def get(self, slot: int) -> Value | Absent:
        """The value of a slot, which may never have been put."""

    def put(self, slot: int, value: Value) -> bool | None:
        """Set the value of a slot; `Words` say whether it is one that no slot has had."""

    def cut(self, slot: int) -> None:
        """Make a slot absent."""

    def entries(self) -> Iterator[tuple[int, Value]]:
        """The slots that have a value, with it."""

    def cells(self, size: int) -> list[Value]:
        """The value of each of the first `size` slots, `None` where it is absent."""

    def mask(self, test: Test, size: int) -> bytes:
        """A byte a slot for the first `size`, 1 where there is a value that passes."""


class Few:
    """Values of few runs."""

    def __init__(self) -> None:
        self.by_slot: dict[int, Value] = {}

    def get(self, slot: int) -> Value | Absent:
        """The value of a slot."""
        return self.by_slot.get(slot, ABSENT)

    def put(self, slot: int, value: Value) -> None:
        """Set the value of a slot."""
        self.by_slot[slot] = value

    def cut(self, slot: int) -> None:
        """Make a slot absent."""
        self.by_slot.pop(slot, None)

    def entries(self) -> Iterator[tuple[int, Value]]:
        """The slots that have a value, with it."""
        yield from self.by_slot.items()

    def cells(self, size: int) -> list[Value]:
        """The value of each of the first `size` slots, `None` where it is absent."""
        cells: list[Value] = [None] * size
        for slot, value in self.by_slot.items():
            cells[slot] = value
        return cells

    def mask(self, test: Test, size: int) -> bytes:
        """A byte a slot, 1 where there is a value that passes."""
        mask = bytearray(size)
        for slot, value in self.by_slot.items():
            mask[slot] = bool(test(value))
        return bytes(mask)


class Vector:
    """The values of one field by slot, held in the smallest way."""

    __slots__ = ("store",)

    def __init__(self, store: Store | None = None) -> None:
        self.store: Store = store or Few()
        """How the values are held now."""

    @property
    def is_empty(self) -> bool:
        """True when no run has the field; a field that many runs had may say False all the same."""
        return isinstance(self.store, Few) and not self.store.by_slot

    def get(self, slot: int) -> Value | Absent:
        """The value of a slot, which may never have been put."""
        return self.store.get(slot)

    def put(self, slot: int, value: Value) -> None:
        """Set the value of a slot."""
        store = self.store
        is_new = store.put(slot, value)
        if isinstance(store, Words):
            if is_new and store.is_untidy:
                self.store = _after_words(store)
        elif isinstance(store, Few):
            if len(store.by_slot) > _FEW + slot // _FEW:
                self.store = _filled(Words(), store)
        elif slot == _MANY and isinstance(store, Numbers) and len(set(store.values)) < _MANY // _FEW:
            self.store = _filled(Words(), store)

    def cut(self, slot: int) -> None:
        """Make a slot absent."""
        self.store.cut(slot)

    def cells(self, size: int) -> list[Value]:
        """The value of each of the first `size` slots, `None` where it is absent."""
        return self.store.cells(size)

    def keys(self, size: int) -> Sequence[Value]:
        """The same to sort by: packed if all of them are numbers, NaN for an absent one."""
        store = self.store
        packed = store.packed(size) if isinstance(store, Numbers) else None
        return store.cells(size) if packed is None else packed

    def mask(self, test: Test, size: int) -> bytes:
        """A byte a slot for the first `size`, 1 where there is a value that passes."""
        return self.store.mask(test, size)


def _after_words(words: Words) -> Store:
    """What holds the values of `words` in less."""
    words.tidy()
    if not words.is_crowded:
        return words
    numbers = sum(isinstance(value, (int, float)) for value in words.values)
    return _filled(Numbers() if numbers * 2 > len(words.values) else Texts(), words)


def _filled(store: Store, source: Store) -> Store:
    for slot, value in source.entries():
        store.put(slot, value)
    return store
