"""The hyper-parameters, or the summaries, of all runs: a vector for each key."""

from __future__ import annotations

from collections import Counter

from spt_tui.runs.record import EMPTY, Record, Value
from spt_tui.runs.vectors.vector import ABSENT, Absent, Vector
from spt_tui.runs.vectors.word_vector import Words


class RecordVectors:
    """Records by slot."""

    def __init__(self) -> None:
        self.shapes = Words()
        """Slot -> the keys of its record in their order."""
        self.by_key: dict[str, Vector] = {}

    def get(self, slot: int) -> Record:
        """The record of a slot."""
        keys = self.shapes.get(slot)
        if keys is ABSENT or not keys:
            return EMPTY
        values = [self.by_key[key].get(slot) for key in keys]
        return Record.of(keys, tuple(None if value is ABSENT else value for value in values))

    def put(self, slot: int, record: Record) -> None:
        """Set the record of a slot."""
        keys = record.names
        before = self.shapes.get(slot)
        if before is not ABSENT and before != keys:
            self._cut_keys(slot, set(before) - set(keys))
        if self.shapes.put(slot, keys) and self.shapes.is_untidy:
            self.shapes.tidy()
        by_key = self.by_key
        for key, value in zip(keys, record.held, strict=True):
            vector = by_key.get(key)
            if vector is None:
                vector = by_key[key] = Vector()
            vector.put(slot, value)

    def cut(self, slot: int) -> None:
        """Make a slot's record empty."""
        keys = self.shapes.get(slot)
        if keys is not ABSENT:
            self._cut_keys(slot, set(keys))
            self.shapes.cut(slot)

    def value(self, slot: int, key: str) -> Value | Absent:
        """One value of a slot's record."""
        vector = self.by_key.get(key)
        return ABSENT if vector is None else vector.get(slot)

    def key_counts(self, mask: bytes | None = None) -> Counter[str]:
        """Each key with the number of records that have it, among the slots that `mask` has if there is one."""
        counts: Counter[str] = Counter()
        for keys, number in self.shapes.tally(mask):
            for key in keys:
                counts[key] += number
        return counts

    def _cut_keys(self, slot: int, keys: set[str]) -> None:
        for key in keys:
            vector = self.by_key[key]
            vector.cut(slot)
            if vector.is_empty:
                del self.by_key[key]
