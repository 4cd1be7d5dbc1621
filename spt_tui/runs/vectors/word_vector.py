"""Values that many runs share, by slot: a code of one to four bytes a run and each distinct value once."""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from enum import Enum
from itertools import compress
from typing import Any, Final


class Absent(Enum):
    """The run does not have the field."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

_CODE_TYPES = "BHI"
_BLOCK = 256
_FEW_HITS = 8
_NAN = float("nan")


class Words:
    """Hashable values by slot. `True`, `1` and `1.0` are three values; all NaN are one."""

    def __init__(self) -> None:
        self.codes: array[int] = array("B")
        """Slot -> place in `values`, 0 for an absent one. It ends with the last slot that ever had a value."""
        self.values: list[Any] = [ABSENT]
        self._code_of: dict[Hashable, int] = {}
        self._tidied = 0
        """Values that were left when it was tidied last."""

    @classmethod
    def restored(cls, codes: array[int], values: list[Any]) -> Words:
        """As it was, from `codes` and `values` that were kept. ValueError if they do not fit each other."""
        words = cls()
        if codes.typecode not in _CODE_TYPES or values[:1] != [ABSENT] or not are_below(codes, len(values)):
            raise ValueError("codes without values")
        words.codes, words.values = codes, values
        words._code_of = {_key(value): code for code, value in enumerate(values) if code}
        return words

    @property
    def is_crowded(self) -> bool:
        """There are so many values for so few slots that another way to hold them is smaller."""
        return len(self.values) > 64 + len(self.codes) // 2

    @property
    def is_untidy(self) -> bool:
        """`tidy` may help: it is crowded, and has twice the values that were left the last time."""
        return self.is_crowded and len(self.values) > 2 * self._tidied

    def get(self, slot: int) -> Any:
        """The value of a slot, or `ABSENT`."""
        return self.values[self.codes[slot]] if slot < len(self.codes) else ABSENT

    def code_of(self, value: Any) -> int:
        """The place of `value` in `values`, where it is added if it is new."""
        key = _key(value)
        code = self._code_of.get(key)
        if code is None:
            code = self._code_of[key] = len(self.values)
            self.values.append(value)
            if code >> 8 * self.codes.itemsize:
                self.codes = array(_CODE_TYPES[_CODE_TYPES.index(self.codes.typecode) + 1], self.codes)
        return code

    def put(self, slot: int, value: Any) -> bool:
        """Set the value of a slot; True if no slot has had this value, so that `is_untidy` may have become true."""
        code = self._code_of.get(value if type(value) is str or type(value) is tuple else _key(value))
        is_new = code is None
        if code is None:
            code = self.code_of(value)
        codes = self.codes
        missing = slot - len(codes)
        if missing < 0:
            codes[slot] = code
        else:
            if missing:
                codes.frombytes(bytes(missing * codes.itemsize))
            codes.append(code)
        return is_new

    def cut(self, slot: int) -> None:
        """Make a slot absent."""
        if slot < len(self.codes):
            self.codes[slot] = 0

    def entries(self) -> Iterator[tuple[int, Any]]:
        """The slots that have a value, with it."""
        return ((slot, self.values[code]) for slot, code in enumerate(self.codes) if code)

    def cells(self, size: int) -> list[Any]:
        """The value of each of the first `size` slots, `None` where it is absent."""
        values = [None, *self.values[1:]]
        return [values[code] for code in self.codes[:size]] + [None] * (size - len(self.codes))

    def mask(self, test: Callable[[Any], bool], size: int) -> bytes:
        """A byte a slot, 1 where there is a value that passes; each distinct value is tested once."""
        hits = bytes(code > 0 and bool(test(value)) for code, value in enumerate(self.values))
        if 1 not in hits:
            return bytes(size)
        codes = self.codes[:size]
        if codes.itemsize == 1:
            mask = codes.tobytes().translate(hits.ljust(256, b"\0"))
        elif codes.itemsize == 2 and hits.count(1) <= _FEW_HITS:
            mask = _have_one_of([code for code, hit in enumerate(hits) if hit], codes)
        else:
            mask = bytes(map(hits.__getitem__, codes))
        return mask.ljust(size, b"\0")

    def tally(self, mask: bytes | None = None) -> list[tuple[Any, int]]:
        """Each value that occurs, with the number of slots that have it, of those in `mask` if there is one."""
        codes = self.codes if mask is None else compress(self.codes, mask)
        return [(self.values[code], number) for code, number in Counter(codes).items() if code]

    def tidy(self) -> None:
        """Forget the values that no slot has any more."""
        used = sorted(set(self.codes) - {0})
        places = {code: place for place, code in enumerate(used, 1)} | {0: 0}
        self.values = [ABSENT, *(self.values[code] for code in used)]
        self._code_of = {_key(value): code for code, value in enumerate(self.values) if code}
        self.codes = array(self.codes.typecode, map(places.__getitem__, self.codes))
        self._tidied = len(self.values)


def are_below(codes: array[int], limit: int) -> bool:
    """Whether each code is less than `limit`; bytes of all are looked at, which is ten times as fast as numbers."""
    if codes.itemsize > 2:
        return max(codes, default=-1) < limit
    raw = codes.tobytes()
    if codes.itemsize == 1:
        return not raw.translate(None, bytes(range(min(limit, _BLOCK))))
    low, high = _halves(codes)
    blocks, rest = divmod(min(limit, _BLOCK * _BLOCK), _BLOCK)
    if high.translate(None, bytes(range(min(blocks + 1, _BLOCK)))):
        return False
    is_last = int.from_bytes(high.translate(bytes(byte == blocks for byte in range(_BLOCK))), "big")
    is_beyond = int.from_bytes(low.translate(bytes(byte >= rest for byte in range(_BLOCK))), "big")
    return not is_last & is_beyond


def _have_one_of(wanted: Sequence[int], codes: array[int]) -> bytes:
    """A byte a slot, 1 where the code, of two bytes, is wanted: looked for byte by byte, as `are_below` does."""
    low, high = _halves(codes)
    found = 0
    for code in wanted:
        is_low = int.from_bytes(low.translate(bytes(byte == code % _BLOCK for byte in range(_BLOCK))), "big")
        is_high = int.from_bytes(high.translate(bytes(byte == code // _BLOCK for byte in range(_BLOCK))), "big")
        found |= is_low & is_high
    return found.to_bytes(len(codes), "big")


def _halves(codes: array[int]) -> tuple[bytes, bytes]:
    """The low and the high byte of each code of two."""
    raw, is_little = codes.tobytes(), sys.byteorder == "little"
    return raw[not is_little :: 2], raw[is_little::2]


def _key(value: Any) -> Hashable:
    if type(value) is str or type(value) is tuple:
        return value
    # 0.0 and -0.0 are equal, and not the same.
    return type(value), _NAN if value != value else value or repr(value)
