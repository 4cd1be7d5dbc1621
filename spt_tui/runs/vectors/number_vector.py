"""Numbers that every run has its own of, by slot: nine bytes each."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from itertools import compress

from spt_tui.runs.record import Value
from spt_tui.runs.vectors.word_vector import ABSENT, Absent

_NONE, _FLOAT, _WHOLE, _ODD = range(4)
_NAN = float("nan")
_KINDS = bytes((_NONE, _FLOAT, _WHOLE, _ODD))
_ONLY_WHOLE = bytes(kind == _WHOLE for kind in range(256))
_EXACT = 2**53
"""Whole numbers up to here are exact as doubles."""


class Numbers:
    """Numbers by slot; a value that is none is kept beside them."""

    def __init__(self) -> None:
        self.kinds = bytearray()
        """Slot -> 0 absent, 1 a float, 2 a whole number, 3 in `odd`."""
        self.values: array[float] = array("d")
        self.odd: dict[int, Value] = {}
        """Texts, booleans, nulls and whole numbers beyond 2**53."""

    @classmethod
    def restored(cls, kinds: bytearray, values: array[float], odd: dict[int, Value]) -> Numbers:
        """As it was, from what was kept. ValueError if the parts do not fit each other."""
        numbers = cls()
        if len(kinds) != len(values) or kinds.translate(None, _KINDS) or kinds.count(_ODD) != len(odd):
            raise ValueError("kinds without numbers")
        if _WHOLE in kinds and not all(map(float.is_integer, compress(values, kinds.translate(_ONLY_WHOLE)))):
            raise ValueError("whole numbers that are none")
        if any(slot >= len(kinds) or kinds[slot] != _ODD for slot in odd):
            raise ValueError("odd values without a kind")
        numbers.kinds, numbers.values, numbers.odd = kinds, values, odd
        return numbers

    def get(self, slot: int) -> Value | Absent:
        """The value of a slot."""
        kind = self.kinds[slot] if slot < len(self.kinds) else _NONE
        if kind == _FLOAT:
            return self.values[slot]
        if kind == _WHOLE:
            return int(self.values[slot])
        return self.odd[slot] if kind == _ODD else ABSENT

    def put(self, slot: int, value: Value) -> None:
        """Set the value of a slot."""
        missing = slot + 1 - len(self.kinds)
        if missing > 0:
            self.kinds.extend(bytes(missing))
            self.values.frombytes(bytes(8 * missing))
        if self.kinds[slot] == _ODD:
            del self.odd[slot]
        if type(value) is float:
            self.kinds[slot], self.values[slot] = _FLOAT, value
        elif type(value) is int and -_EXACT <= value <= _EXACT:
            self.kinds[slot], self.values[slot] = _WHOLE, value
        else:
            self.kinds[slot], self.odd[slot] = _ODD, value

    def cut(self, slot: int) -> None:
        """Make a slot absent."""
        if slot < len(self.kinds):
            self.kinds[slot] = _NONE
            self.odd.pop(slot, None)

    def entries(self) -> Iterator[tuple[int, Value]]:
        """The slots that have a value, with it."""
        for slot, (kind, value) in enumerate(zip(self.kinds, self.values, strict=True)):
            if kind == _FLOAT:
                yield slot, value
            elif kind != _NONE:
                yield slot, int(value) if kind == _WHOLE else self.odd[slot]

    def cells(self, size: int) -> list[Value]:
        """The value of each of the first `size` slots, `None` where it is absent."""
        kinds = self.kinds
        cells: list[Value] = [*self.values[:size]]
        if kinds.count(_FLOAT, 0, size) < len(cells):
            # A whole number compares as its double does; the visible rows ask `get`, which gives it as it was.
            cells = [value if kind in (_FLOAT, _WHOLE) else None for value, kind in zip(cells, kinds, strict=False)]
            for slot, odd in self.odd.items():
                if slot < size:
                    cells[slot] = odd
        return cells + [None] * (size - len(cells))

    def packed(self, size: int) -> array[float] | None:
        """The first `size` as doubles, NaN where one is absent; `None` if some are no numbers."""
        if self.odd:
            return None
        packed = self.values[:size]
        if self.kinds.count(_NONE, 0, size):
            absent = (slot for slot, kind in enumerate(self.kinds[:size]) if kind == _NONE)
            for slot in absent:
                packed[slot] = _NAN
        packed.extend([_NAN] * (size - len(packed)))
        return packed

    def mask(self, test: Callable[[Value], bool], size: int) -> bytes:
        """A byte a slot, 1 where there is a value that passes."""
        mask = bytearray(
            [
                test(value if kind == _FLOAT else int(value)) if kind in (_FLOAT, _WHOLE) else False
                for kind, value in zip(self.kinds[:size], self.values, strict=False)
            ]
        )
        mask.extend(bytes(size - len(mask)))
        for slot, odd in self.odd.items():
            if slot < size:
                mask[slot] = test(odd)
        return bytes(mask)
