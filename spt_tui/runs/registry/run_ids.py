"""What the runs of a registry are called: by the name of their directory, as long as no other has it."""

from __future__ import annotations

from array import array
from collections import Counter

from spt_tui.runs.below import PATH_LIMIT
from spt_tui.runs.catalog import GONE, Catalog
from spt_tui.text import clean


class AmbiguousRunId(KeyError):
    """An id that several runs have; `str()` names them."""

    def __init__(self, message: str) -> None:
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.args[0])


class RunIds:
    """The ids of all runs of a catalog, as they were at its `version`. The caller has the catalog's lock."""

    def __init__(self, catalog: Catalog) -> None:
        self.version = catalog.version
        paths = catalog.ids()
        leaves = [path.rpartition("/")[2] for path in paths]
        slots = [slot for slot, state in enumerate(catalog.states) if state != GONE]
        shared = {leaf for leaf, number in Counter(leaves[slot] for slot in slots).items() if number > 1}
        self._paths = paths
        self.of = [path if leaf in shared else leaf for path, leaf in zip(paths, leaves, strict=True)]
        """Slot -> the name of the run's directory, or its whole path below the root where others have that name."""
        self.in_order = array("i", sorted(slots, key=self.of.__getitem__))
        """The slots of the runs that are there, by id."""
        self._by_leaf: dict[str, list[int]] = {}
        for slot in slots:
            self._by_leaf.setdefault(leaves[slot], []).append(slot)

    def find(self, word: str) -> int | None:
        """The slot of the run whose id, path below the root, or end of that path this is; `None` if there is none.

        Raises `AmbiguousRunId` if that is true of several, and the path of none.
        """
        word = clean(word, PATH_LIMIT).strip("/")
        named = self._by_leaf.get(word.rpartition("/")[2], [])
        paths = self._paths
        found = [slot for slot in named if paths[slot] == word]
        found = found or [slot for slot in named if paths[slot].endswith(f"/{word}")]
        if len(found) > 1:
            raise AmbiguousRunId(f"{word} could be {', '.join(sorted(self.of[slot] for slot in found))}")
        return found[0] if found else None
