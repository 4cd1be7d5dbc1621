"""Some runs of a catalog, as a sequence that builds each when it is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Protocol, overload

from spt_tui.runs.run import Run


class Source(Protocol):
    """What builds the run of a slot."""

    def run(self, slot: int) -> Run:
        """The run of a slot. KeyError if it is gone."""


class RunView(Sequence[Run]):
    """Runs by their slots, each built when it is asked for: as it is then. KeyError if it is gone by then."""

    def __init__(self, source: Source, slots: Iterable[int]) -> None:
        self.slots = array("I", slots)
        """Their slots."""
        self._source = source

    def __len__(self) -> int:
        return len(self.slots)

    @overload
    def __getitem__(self, place: int) -> Run: ...
    @overload
    def __getitem__(self, place: slice) -> RunView: ...
    def __getitem__(self, place: int | slice) -> Run | RunView:
        if isinstance(place, slice):
            return RunView(self._source, self.slots[place])
        return self._source.run(self.slots[place])
