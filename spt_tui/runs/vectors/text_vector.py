"""Texts that every run has its own of, by slot: their bytes and four more each."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

from spt_tui.runs.record import Value
from spt_tui.runs.vectors.word_vector import ABSENT, Absent

_SLACK = 4_096
_WASTED_SHARE = 3
"""One part in so many of the heap may be of texts that no slot has any more."""
_ROOM = 2**32
"""Bytes that can be addressed."""


class Texts:
    """Texts by slot, ended by NUL, which cleaned text does not hold; a value that is none is kept beside them."""

    def __init__(self) -> None:
        self.heap = bytearray(1)
        """The texts as UTF-8, and what they were before."""
        self.starts: array[int] = array("I")
        """Slot -> where in the heap its text begins; 0 for none."""
        self.odd: dict[int, Value] = {}
        """Values that are no text, or hold what the heap cannot."""
        self._waste = 0

    @classmethod
    def restored(cls, heap: bytearray, starts: array[int], odd: dict[int, Value]) -> Texts:
        """As it was, from what was kept. ValueError if the parts do not fit each other."""
        texts = cls()
        if heap[:1] != b"\0" or heap[-1:] != b"\0" or (starts and max(starts) >= len(heap)):
            raise ValueError("texts without an end")
        if not heap.isascii():
            heap.decode("utf-8")
            if any(start and heap[start] & 0xC0 == 0x80 for start in starts):
                raise ValueError("a text begins within a character")
        texts.heap, texts.starts, texts.odd = heap, starts, odd
        ends = heap.count(0)
        wasted = ends - 1 - (len(starts) - starts.count(0))
        texts._waste = len(heap) * max(0, wasted) // ends
        texts._tidy_if_needed()
        return texts

    def get(self, slot: int) -> Value | Absent:
        """The value of a slot."""
        start = self.starts[slot] if slot < len(self.starts) else 0
        if start:
            return self._at(start)
        return self.odd.get(slot, ABSENT)

    def put(self, slot: int, value: Value) -> None:
        """Set the value of a slot. What is there already takes no new room."""
        if type(value) is str and self.get(slot) == value:
            return
        self.cut(slot)
        if slot >= len(self.starts):
            self.starts.frombytes(bytes(4 * (slot + 1 - len(self.starts))))
        raw = _encoded(value)
        if raw is None or len(self.heap) + len(raw) >= _ROOM:
            self.odd[slot] = value
            return
        self.starts[slot] = len(self.heap)
        self.heap += raw
        self._tidy_if_needed()

    def cut(self, slot: int) -> None:
        """Make a slot absent."""
        self.odd.pop(slot, None)
        if slot < len(self.starts) and (start := self.starts[slot]):
            self._waste += self.heap.index(0, start) + 1 - start
            self.starts[slot] = 0

    def entries(self) -> Iterator[tuple[int, Value]]:
        """The slots that have a value, with it."""
        texts = self._by_start()
        yield from ((slot, texts[start]) for slot, start in enumerate(self.starts) if start)
        yield from self.odd.items()

    def cells(self, size: int) -> list[Value]:
        """The value of each of the first `size` slots, `None` where it is absent."""
        cells: list[Value] = [*map(self._by_start().get, self.starts[:size])]
        cells.extend([None] * (size - len(cells)))
        for slot, odd in self.odd.items():
            if slot < size:
                cells[slot] = odd
        return cells

    def mask(self, test: Callable[[Value], bool], size: int) -> bytes:
        """A byte a slot, 1 where there is a value that passes."""
        mask = bytearray(text is not None and test(text) for text in self.cells(size))
        for slot, odd in self.odd.items():
            if slot < size:
                mask[slot] = test(odd)
        return bytes(mask)

    def _by_start(self) -> dict[int, str]:
        """Where each text that a slot has begins in the heap -> the text. All at once takes a third of the time."""
        heap = self.heap.decode("utf-8") if self.heap.isascii() else None
        if heap is None:
            return {start: self._at(start) for start in self.starts if start}
        return {start: heap[start : heap.index("\0", start)] for start in self.starts if start}

    def _at(self, start: int) -> str:
        return self.heap[start : self.heap.index(0, start)].decode("utf-8")

    def _tidy_if_needed(self) -> None:
        if self._waste > _SLACK + len(self.heap) // _WASTED_SHARE:
            self._tidy()

    def _tidy(self) -> None:
        heap = bytearray(1)
        for slot, start in enumerate(self.starts):
            if start:
                self.starts[slot] = len(heap)
                heap += self.heap[start : self.heap.index(0, start) + 1]
        self.heap, self._waste = heap, 0


def _encoded(value: Value) -> bytes | None:
    if not isinstance(value, str) or "\0" in value:
        return None
    try:
        return value.encode("utf-8") + b"\0"
    except UnicodeEncodeError:  # a lone surrogate
        return None
