"""The tags of all runs: each distinct tag once, and a run's list as a few small numbers in one heap.

Most runs have a list of their own, made of tags that hundreds share: to keep the lists themselves would take ten times
as much.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain, compress, repeat
from typing import Any

from spt_tui.runs.vectors.word_vector import are_below

CODE_TYPES = "HI"
Tags = tuple[str, ...]

MOST = 65_535
"""Tags of one run that are kept."""
_NOBODY = 2**32 - 1
_SLACK = 4_096


class TagLists:
    """Lists of tags by slot; a slot that was never put has none."""

    def __init__(self) -> None:
        self.tags: list[str] = []
        """Every tag that a run has or had."""
        self.codes: array[int] = array("H")
        """Places in `tags`: the list of one run after the other's."""
        self.starts: array[int] = array("I")
        """Slot -> where in `codes` its list begins."""
        self.counts: array[int] = array("H")
        """Slot -> tags in its list."""
        self._owners: array[int] | None = array("I")
        self._code_of: dict[str, int] = {}
        self._waste = 0
        self._told: tuple[int, Callable[[Tags], Any], list[Any]] | None = None

    @classmethod
    def restored(cls, tags: list[str], codes: array[int], counts: array[int]) -> TagLists:
        """As it was, with the lists of slot 0, 1 ... in that order. ValueError if the parts do not fit each other."""
        lists = cls()
        if codes.typecode not in CODE_TYPES or counts.typecode != "H" or not are_below(codes, len(tags)):
            raise ValueError("codes without tags")
        if sum(counts) != len(codes) or len(set(tags)) != len(tags):
            raise ValueError("counts without codes")
        lists._code_of = {tag: code for code, tag in enumerate(tags)}
        lists.tags, lists.codes, lists.counts = tags, codes, counts
        lists.starts = array("I", list(accumulate(counts, initial=0))[:-1])
        lists._owners = None
        return lists

    @property
    def owners(self) -> array[int]:
        """Beside each of `codes`: the slot it belongs to, or `_NOBODY`. Made when it is first asked for."""
        if self._owners is None:
            self._owners = array("I", chain.from_iterable(map(repeat, range(len(self.counts)), self.counts)))
        return self._owners

    def get(self, slot: int) -> Tags:
        """The tags of a slot."""
        if slot >= len(self.counts) or not self.counts[slot]:
            return ()
        start = self.starts[slot]
        return tuple(map(self.tags.__getitem__, self.codes[start : start + self.counts[slot]]))

    def put(self, slot: int, tags: Tags) -> None:
        """Set the tags of a slot."""
        if self.get(slot) == tags[:MOST]:
            return
        self.cut(slot)
        self._told = None
        missing = slot + 1 - len(self.counts)
        if missing > 0:
            self.counts.frombytes(bytes(2 * missing))
            self.starts.frombytes(bytes(4 * missing))
        owners = self.owners
        codes = [self._code(tag) for tag in tags[:MOST]]
        self.starts[slot], self.counts[slot] = len(self.codes), len(codes)
        self.codes.extend(codes)
        owners.extend(repeat(slot, len(codes)))
        if self._waste > _SLACK + len(self.codes) // 2:
            self._tidy()

    def cut(self, slot: int) -> None:
        """Take a slot's tags away."""
        count = self.counts[slot] if slot < len(self.counts) else 0
        if count:
            self._told = None
            start = self.starts[slot]
            self.owners[start : start + count] = array("I", repeat(_NOBODY, count))
            self.counts[slot] = 0
            self._waste += count

    def entries(self) -> Iterator[tuple[int, Tags]]:
        """The slots that have tags, with them."""
        return ((slot, self.get(slot)) for slot, count in enumerate(self.counts) if count)

    def cells(self, size: int, convert: Callable[[Tags], Any] = tuple) -> Sequence[Any]:
        """What `convert` makes of the tags of each of the first `size` slots; of equal lists it is one object.

        The last answer is kept until tags change.
        """
        if self._told is None or self._told[:2] != (size, convert):
            self._told = size, convert, self._converted(size, convert)
        return self._told[2]

    def _converted(self, size: int, convert: Callable[[Tags], Any]) -> list[Any]:
        raw, width = self.codes.tobytes(), self.codes.itemsize
        lists = zip(self.starts[:size], self.counts, strict=False)
        parts = [raw[start * width : (start + count) * width] for start, count in lists]
        made = _Made(lambda part: convert(tuple(map(self.tags.__getitem__, array(self.codes.typecode, part)))))
        return [*map(made.__getitem__, parts), *repeat(convert(()), size - len(parts))]

    def mask(self, test: Callable[[Sequence[str]], bytes], size: int) -> bytes:
        """A byte a slot, 1 where one of its tags passes. `test` gives a byte for each of many tags."""
        mask = bytearray(max(size, len(self.counts)))
        hits = test(self.tags)
        if any(hits):
            found = compress(self.owners, map(hits.__getitem__, self.codes))
            for slot in found:
                if slot != _NOBODY:
                    mask[slot] = 1
        return bytes(mask[:size])

    def tally(self) -> Counter[str]:
        """Each tag with the number of runs that have it."""
        owned = (owner != _NOBODY for owner in self.owners)
        codes = compress(self.codes, owned) if self._waste else self.codes
        return Counter({self.tags[code]: number for code, number in Counter(codes).items()})

    def listed(self, slots: Sequence[int]) -> tuple[list[str], array[int], array[int]]:
        """What `restored` takes to have the lists of these slots as its first ones."""
        counts = array("H", (self.counts[slot] if slot < len(self.counts) else 0 for slot in slots))
        codes = array(self.codes.typecode)
        for slot, count in zip(slots, counts, strict=True):
            if count:
                codes.extend(self.codes[self.starts[slot] : self.starts[slot] + count])
        return list(self.tags), codes, counts

    def take(self, lists: TagLists, start: int) -> None:
        """Put all of `lists` into the slots from `start` on."""
        if not self.counts and start == 0:
            self.__dict__.update(lists.__dict__)
            return
        for slot, tags in lists.entries():
            self.put(start + slot, tags)

    def _code(self, tag: str) -> int:
        code = self._code_of.get(tag)
        if code is None:
            code = self._code_of[tag] = len(self.tags)
            self.tags.append(tag)
            if code >> 16 and self.codes.typecode == "H":
                self.codes = array("I", self.codes)
        return code

    def _tidy(self) -> None:
        """Forget what no slot has any more."""
        kept = TagLists()
        for slot, tags in self.entries():
            kept.put(slot, tags)
        self.__dict__.update(kept.__dict__)


class _Made(dict[bytes, Any]):
    """What was made of each key, made when it is first asked for: a look-up that never leaves C otherwise."""

    def __init__(self, make: Callable[[bytes], Any]) -> None:
        self._make = make

    def __missing__(self, key: bytes) -> Any:
        made = self[key] = self._make(key)
        return made
