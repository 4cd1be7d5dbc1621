"""The rows of an arranged table: runs and the heads of sweeps, each run built when its row is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple, Protocol, overload

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import SWEEP_MARK, Run, State

NO_SWEEP = ""
"""The group of the runs that belong to no sweep."""


class Group(NamedTuple):
    """The head row of a sweep."""

    sweep: str
    """`NO_SWEEP` for the runs of none."""
    size: int
    counts: tuple[tuple[State, int], ...]
    """Runs by state, only the states that occur, in the order of `State`."""
    best: float | None
    """The best value of the sorted metric among its runs; None when not sorted by a metric, or no run has it."""
    collapsed: bool

    @property
    def dir(self) -> str:
        """Its identity among rows; a run's is a path, which never begins so."""
        return f"{SWEEP_MARK}{self.sweep}"


Row = Run | Group


class Heads:
    """The heads of a grouped table, each made when its row is looked at: there are thousands of sweeps."""

    def __init__(self, sweeps: Sequence[str], make: Callable[[str], Group]) -> None:
        self.sweeps = sweeps
        """In the order of the rows."""
        self._make = make

    def __getitem__(self, place: int) -> Group:
        return self._make(self.sweeps[place])

    def place_of(self, dir: str) -> int | None:
        """The place of a `Group.dir`."""
        sweep = dir.removeprefix(SWEEP_MARK)
        return self.sweeps.index(sweep) if dir != sweep and sweep in self.sweeps else None


class Codes(Protocol):
    """What stands in each row: the slot of a run, or `~place` of a head. No two rows have the same."""

    def __len__(self) -> int: ...

    def __getitem__(self, row: int, /) -> int: ...

    def __iter__(self) -> Iterator[int]: ...

    def index(self, code: int, /) -> int:
        """The row of a code. ValueError if it is in none."""
        ...


class RowView(Sequence[Row]):
    """Rows by their codes."""

    def __init__(self, catalog: Catalog, codes: Codes, heads: Heads | None = None) -> None:
        self.catalog = catalog
        self.codes = codes
        self.heads = heads

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> RowView: ...
    def __getitem__(self, place: int | slice) -> Row | RowView:
        if isinstance(place, slice):
            return RowView(self.catalog, array("i", map(self.codes.__getitem__, range(len(self))[place])), self.heads)
        code = self.codes[place]
        return self.heads[~code] if code < 0 and self.heads is not None else self._run(code)

    def place_of(self, dir: str) -> int | None:
        """The row of a `Row.dir`."""
        code = self._code_of(dir)
        try:
            return None if code is None else self.codes.index(code)
        except ValueError:
            return None

    def _code_of(self, dir: str) -> int | None:
        place = None if self.heads is None else self.heads.place_of(dir)
        return self.catalog.find(dir) if place is None else ~place

    def _run(self, slot: int) -> Run:
        # A run can go while it is on the screen, a moment before the table hears of it.
        with self.catalog.lock:
            try:
                return self.catalog.run(slot)
            except KeyError:
                return self.catalog.gone(slot)


@dataclass(frozen=True, slots=True)
class Rows:
    """An arranged table."""

    rows: RowView = field(default_factory=lambda: RowView(Catalog(), array("i")))
    shown: int = 0
    """Runs that match the filter, folded ones included."""
    members: Mapping[str, Collection[int]] = field(default_factory=dict)
    """Sweep -> slots of its runs, folded or not; empty unless grouped."""

    @property
    def slots(self) -> Sequence[int]:
        """Slots of the runs that match the filter, folded ones included, in the order of the rows."""
        if not self.members:
            return array("i", self.rows.codes)
        return array("i", chain.from_iterable(self.members.values()))

    def dirs_of(self, sweep: str) -> frozenset[str]:
        """`Run.dir` of the runs of a sweep, folded or not."""
        return frozenset(map(self.rows.catalog.dir, self.members[sweep]))
