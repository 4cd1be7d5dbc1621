"""A small read-only mapping whose keys are shared between runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Value = str | int | float | bool | None
"""What a hyper-parameter or a summary value can be after reading: text is cleaned, lists are flattened."""

MOST_SHAPES = 4_096
"""Key sets that are remembered to be shared; one that comes after so many others belongs to its record alone."""

_shapes: dict[tuple[str, ...], dict[str, int]] = {}


class Record(Mapping[str, Value]):
    """Key -> value. Records with the same keys in the same order share them, unless there are too many sorts of them.

    Runs of one sweep have the same thirty hyper-parameters: a dict each costs 1.2 kB, this 0.3 kB.
    """

    __slots__ = ("_index", "_values")

    def __init__(self, entries: Mapping[str, Value]) -> None:
        self._index = _index_of(tuple(entries))
        self._values = tuple(entries.values())

    @classmethod
    def of(cls, keys: tuple[str, ...], values: tuple[Value, ...]) -> Record:
        """The record with these keys and, in their order, these values."""
        record = cls.__new__(cls)
        record._index, record._values = _index_of(keys), values
        return record

    @property
    def names(self) -> tuple[str, ...]:
        """The keys in their order."""
        return tuple(self._index)

    @property
    def held(self) -> tuple[Value, ...]:
        """The values in the order of `names`."""
        return self._values

    def __getitem__(self, key: str) -> Value:
        return self._values[self._index[key]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash((tuple(self._index), self._values))

    def __repr__(self) -> str:
        return f"Record({dict(self)!r})"


def _index_of(keys: tuple[str, ...]) -> dict[str, int]:
    """Key -> place; the same dict for the same keys as long as few sorts of records are seen."""
    index = _shapes.get(keys)
    if index is None:
        index = {key: place for place, key in enumerate(keys)}
        if len(_shapes) < MOST_SHAPES:
            _shapes[keys] = index
    return index


EMPTY = Record({})
