"""The runs of one root as a mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spt_tui.runs.below import is_below, path_below
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import Run


class RunsByDir(Mapping[str, Run]):
    """The runs of one root in a catalog, by directory."""

    def __init__(self, catalog: Catalog, root: str) -> None:
        self._catalog = catalog
        self._root = root

    def __getitem__(self, dir: str) -> Run:
        slot = self._catalog.slot(self._root, path_below(self._root, dir)) if is_below(self._root, dir) else None
        if slot is None:
            raise KeyError(dir)
        return self._catalog.run(slot)

    def __iter__(self) -> Iterator[str]:
        return map(self._catalog.dir, self._catalog.slots(self._root))

    def __len__(self) -> int:
        return len(self._catalog.slots(self._root))
