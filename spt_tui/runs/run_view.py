"""Some runs of a catalog, as a sequence that builds each when it is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, overload

from spt_tui.runs.run import Run


class Source(Protocol):
    """What builds the run of a slot."""

    def run(self, slot: int) -> Run:
        """The run of a slot. KeyError if it is gone."""

    def dir(self, slot: int) -> str:
        """Its directory, even if it is gone."""


class RunView(Sequence[Run]):
    """Runs by their slots, each built when it is asked for: as it is then.

    One that is gone by then is left out by a loop over all; asked for by its place it is a KeyError.
    """

    def __init__(self, source: Source, slots: Iterable[int]) -> None:
        self.slots = array("I", slots)
        """Their slots."""
        self._source = source

    def __len__(self) -> int:
        return len(self.slots)

    def __iter__(self) -> Iterator[Run]:
        for slot in self.slots:
            try:
                run = self._source.run(slot)
            except KeyError:
                continue
            yield run

    def dirs(self) -> list[str]:
        """The directories of all of them."""
        return list(map(self._source.dir, self.slots))

    @overload
    def __getitem__(self, place: int) -> Run: ...
    @overload
    def __getitem__(self, place: slice) -> RunView: ...
    def __getitem__(self, place: int | slice) -> Run | RunView:
        if isinstance(place, slice):
            return RunView(self._source, self.slots[place])
        return self._source.run(self.slots[place])
