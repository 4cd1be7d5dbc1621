"""What a scanner keeps to notice changes: a row of numbers for each directory, and its path.

There is no object per directory: a hundred thousand runs in as many folders take 13 MB beside the paths, and those of
the runs are the catalog's own strings.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from operator import ge
from typing import Any

ROOT = 0
"""The entry of the root."""
NONE = -1

RELIST = 1
"""Flag: something changed in this run's directory since it was listed."""
DETAILED = 2
"""Flag: all files of the run have been read, not the sidecar alone."""
ENDED = 4
"""Flag: the run has ended."""
BROKEN = 8
"""Flag: the run's sidecar cannot be read, which may change without a trace."""
UNVERIFIED = 16
"""Flag: as the last session left it."""
SIZED = 32
"""Flag: the stamp of the run's sidecar is not known; its size stands in the stamp's place."""
FREE = 128
"""Flag: no directory has this entry."""

_AS_LEFT = bytes(flags & ~FREE | UNVERIFIED for flags in range(256))
_LAST_TIME = 2**32 - 1
_SORTED_AT_ONCE = 4_096

COLUMNS: Mapping[str, tuple[str, int]] = {
    "mtime_ns": ("q", 0),
    "stamp": ("q", 0),
    "content": ("q", 0),
    "looked_at": ("I", 0),
    "inode": ("I", 0),
    "links": ("I", 0),
    "parent": ("i", NONE),
    "child": ("i", NONE),
    "sibling": ("i", NONE),
    "slot": ("i", NONE),
    "flags": ("B", 0),
}
"""Column -> array type, and the value of an entry of which nothing is known."""

SAVED = ("mtime_ns", "stamp", "content", "looked_at", "inode", "links", "parent", "flags")
"""Columns that another session takes over."""


@dataclass(frozen=True, slots=True)
class Page:
    """A ledger as it can be kept: one value per known directory in each column, parents before their children."""

    below: list[str]
    """Raw path below the root."""
    columns: Mapping[str, array[Any]]
    """`SAVED` by name. `parent` is a place in this page, -1 for the root."""
    rows: array[int]
    """Place in the saved rows of the catalog, -1 for a directory that is no run."""


class Ledger:
    """Known directories by entry, a small number that is given again once its directory is gone.

    The columns are public: whoever owns the ledger reads and sets them. One thread at a time.
    """

    def __init__(self) -> None:
        self.below: list[str] = []
        """Raw path below the root, `""` for the root."""
        self.mtime_ns: array[int] = array("q")
        """Modification time just before the directory was read or listed; 0: look at it anew."""
        self.stamp: array[int] = array("q")
        """Of the sidecar that was read; 0: it is not known. With the flag `SIZED`: its size."""
        self.content: array[int] = array("q")
        """Fingerprint of what was read."""
        self.looked_at: array[int] = array("I")
        """When it was last asked and answered, whole seconds since the epoch."""
        self.inode: array[int] = array("I")
        """The lower 32 bits."""
        self.links: array[int] = array("I")
        self.parent: array[int] = array("i")
        self.child: array[int] = array("i")
        """The first of the entries in it."""
        self.sibling: array[int] = array("i")
        """The next entry in the same directory."""
        self.slot: array[int] = array("i")
        """In the catalog, -1 for a directory that is no run."""
        self.flags: array[int] = array("B")
        self._by_slot: array[int] = array("i")
        self._free: list[int] = []
        self._freed: list[int] = []

    def __len__(self) -> int:
        return len(self.below) - len(self._free) - len(self._freed)

    @property
    def size(self) -> int:
        """Entries, the free ones included: each is below this."""
        return len(self.below)

    def add(self, parent: int, below: str) -> int:
        """A new entry in the directory `parent` (-1 for the root)."""
        if self._free:
            entry = self._free.pop()
            for name, (_, default) in COLUMNS.items():
                getattr(self, name)[entry] = default
            self.below[entry] = below
        else:
            entry = len(self.below)
            for name, (_, default) in COLUMNS.items():
                getattr(self, name).append(default)
            self.below.append(below)
        self._link(entry, parent)
        return entry

    def _link(self, entry: int, parent: int) -> None:
        self.parent[entry] = parent
        if parent != NONE:
            self.sibling[entry] = self.child[parent]
            self.child[parent] = entry

    def children(self, entry: int) -> Iterator[int]:
        """The entries directly in a directory."""
        child = self.child[entry]
        while child != NONE:
            yield child
            child = self.sibling[child]

    def name(self, entry: int) -> str:
        """The last part of a path."""
        return self.below[entry].rpartition("/")[2]

    def is_known(self, entry: int) -> bool:
        """False once the directory is gone."""
        return not self.flags[entry] & FREE

    def bind(self, entry: int, slot: int) -> None:
        """This directory is the run of this slot."""
        while len(self._by_slot) <= slot:
            self._by_slot.append(NONE)
        self._by_slot[slot] = entry
        self.slot[entry] = slot

    def entry_of(self, slot: int) -> int | None:
        """The directory of a run."""
        entry = self._by_slot[slot] if slot < len(self._by_slot) else NONE
        return None if entry == NONE else entry

    def unbind(self, entry: int) -> None:
        """This directory is no run any more."""
        self._by_slot[self.slot[entry]] = NONE
        self.slot[entry] = NONE

    def remove(self, entry: int) -> Iterator[int]:
        """Forget a directory and all below it, deepest last; each is given once, still with its columns."""
        self._unlink(entry)
        waiting = [entry]
        while waiting:
            entry = waiting.pop()
            waiting += self.children(entry)
            yield entry
            self.flags[entry] = FREE
            self.looked_at[entry] = _LAST_TIME
            self.below[entry] = ""
            self._freed.append(entry)

    def _unlink(self, entry: int) -> None:
        parent = self.parent[entry]
        if parent == NONE:
            return
        if self.child[parent] == entry:
            self.child[parent] = self.sibling[entry]
            return
        for child in self.children(parent):
            if self.sibling[child] == entry:
                self.sibling[child] = self.sibling[entry]
                return

    def reuse(self) -> None:
        """Let the entries of directories that are gone be given again. Nobody may still mean them."""
        self._free += self._freed
        self._freed.clear()

    def newest_first(self) -> Iterator[int]:
        """All entries by modification time. Sorted in parts: a long sorting keeps all other threads waiting."""
        starts = range(0, self.size, _SORTED_AT_ONCE)
        parts = (range(start, min(start + _SORTED_AT_ONCE, self.size)) for start in starts)
        rows = [array("i", sorted(part, key=self.mtime_ns.__getitem__, reverse=True)) for part in parts]
        return merge(*rows, key=self.mtime_ns.__getitem__, reverse=True)

    def oldest_look(self) -> int | None:
        """When the least lately asked directory was asked, seconds since the epoch."""
        oldest = min(self.looked_at, default=_LAST_TIME)
        return None if oldest == _LAST_TIME else oldest

    def page(self, rows: Sequence[int], doubtful: set[int]) -> Page:
        """The ledger to be kept. `rows`: slot -> row of the catalog; what is `doubtful` shall be looked at anew."""
        row_of = [*rows, NONE]  # of no slot, which is -1
        if self._is_in_order():
            columns = {name: getattr(self, name)[:] for name in SAVED}
            place: Sequence[int] = range(self.size)
            below, slots = list(self.below), self.slot
        else:
            order = array("i", self._downwards())
            place = array("i", [NONE]) * self.size
            for number, entry in enumerate(order):
                place[entry] = number
            columns = {name: array(COLUMNS[name][0], map(getattr(self, name).__getitem__, order)) for name in SAVED}
            columns["parent"] = array("i", (NONE if above == NONE else place[above] for above in columns["parent"]))
            below, slots = [self.below[entry] for entry in order], array("i", map(self.slot.__getitem__, order))
        for entry in doubtful:
            if place[entry] != NONE:
                columns["mtime_ns"][place[entry]] = 0
        return Page(below, columns, array("i", map(row_of.__getitem__, slots)))

    def _is_in_order(self) -> bool:
        """Every entry is a directory, and comes after the one it lies in: so it is until one is given again."""
        return not (self._free or self._freed or any(map(ge, self.parent, range(self.size))))

    def _downwards(self) -> Iterator[int]:
        waiting = [ROOT] if self.below else []
        while waiting:
            entry = waiting.pop()
            yield entry
            waiting += self.children(entry)

    def take(self, page: Page, first: int) -> None:
        """Fill an empty ledger from a page, whose columns it keeps; the runs have the slots from `first` on.

        ValueError for a page that does not hold together; the ledger is then still empty.
        """
        size, parents = len(page.below), page.columns["parent"]
        if any(len(column) != size for column in (*page.columns.values(), page.rows)):
            raise ValueError("columns of different lengths")
        if list(parents[:1]) not in ([], [NONE]) or min(parents[1:], default=ROOT) < ROOT:
            raise ValueError("there is one root")
        if any(map(ge, parents, range(size))):
            raise ValueError("a directory before the one it lies in")
        for name, (kind, default) in COLUMNS.items():
            setattr(self, name, page.columns[name] if name in SAVED else array(kind, [default]) * size)
        self.below = page.below
        self.flags = array("B", self.flags.tobytes().translate(_AS_LEFT))
        self.slot = array("i", (row if row == NONE else row + first for row in page.rows))
        self._by_slot = array("i", [NONE]) * (max(self.slot, default=NONE) + 1)
        self._join(parents)

    def _join(self, parents: array[int]) -> None:
        """Set what follows from the parents and the slots of all entries."""
        child, sibling, by_slot = self.child, self.sibling, self._by_slot
        for entry in range(len(parents) - 1, ROOT, -1):
            parent = parents[entry]
            sibling[entry] = child[parent]
            child[parent] = entry
        for entry, slot in enumerate(self.slot):
            if slot != NONE:
                by_slot[slot] = entry
