"""The runs of one root as a mapping."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView

from spt_tui.runs.below import is_below, path_below
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import Run


class RunsByDir(Mapping[str, Run]):
    """The runs of one root in a catalog, by directory. What is gone by the time it is reached is passed over."""

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

    def values(self) -> ValuesView[Run]:
        """The runs."""
        return _Runs(self)

    def items(self) -> ItemsView[str, Run]:
        """Directory and run."""
        return _Items(self)


class _Runs(ValuesView[Run]):
    def __init__(self, runs: RunsByDir) -> None:
        super().__init__(runs)
        self._runs = runs

    def __iter__(self) -> Iterator[Run]:
        return (run for _, run in self._runs.items())


class _Items(ItemsView[str, Run]):
    def __init__(self, runs: RunsByDir) -> None:
        super().__init__(runs)
        self._runs = runs

    def __iter__(self) -> Iterator[tuple[str, Run]]:
        for dir in self._runs:
            run = self._runs.get(dir)
            if run is not None:
                yield dir, run
