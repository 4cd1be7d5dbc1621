"""What a filter asks of runs: of one, or of all in a catalog at once. Both ways say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.filters.expression import Ask
from spt_tui.runs.filters.mask import every, inverse, some
from spt_tui.runs.run import Run


class Condition(Protocol):
    """Something that holds of a run or does not, at a time in epoch seconds."""

    def matches(self, run: Run, now: float) -> bool:
        """Whether it holds of `run`."""

    def among(self, catalog: Catalog) -> Condition:
        """The same condition for the runs of a catalog, where others tell more of a run than it does alone."""

    def mask(self, catalog: Catalog, now: float) -> bytes:
        """A byte a slot, 1 where it holds; of a slot whose run is gone it says nothing. The caller has the lock."""


class Field(Protocol):
    """Something of a run that a term can ask for by name."""

    @property
    def name(self) -> str:
        """How help spells it."""

    @property
    def help(self) -> str:
        """What it is, in a few words."""

    @property
    def has_order(self) -> bool:
        """Its values can be less or more than others."""

    def condition(self, ask: Ask, key: str) -> Condition:
        """What is asked, of `key` where the field is one of many. Raises `QueryError`."""


@dataclass(frozen=True, slots=True)
class AllHold:
    """Each of some conditions holds."""

    parts: tuple[Condition, ...]

    def matches(self, run: Run, now: float) -> bool:
        """Whether it holds of `run`."""
        return all(part.matches(run, now) for part in self.parts)

    def among(self, catalog: Catalog) -> Condition:
        """The same for the runs of a catalog."""
        return AllHold(tuple(part.among(catalog) for part in self.parts))

    def mask(self, catalog: Catalog, now: float) -> bytes:
        """Where it holds."""
        return every((part.mask(catalog, now) for part in self.parts), len(catalog.states))


@dataclass(frozen=True, slots=True)
class OneHolds:
    """One or more of some conditions hold."""

    parts: tuple[Condition, ...]

    def matches(self, run: Run, now: float) -> bool:
        """Whether it holds of `run`."""
        return any(part.matches(run, now) for part in self.parts)

    def among(self, catalog: Catalog) -> Condition:
        """The same for the runs of a catalog."""
        return OneHolds(tuple(part.among(catalog) for part in self.parts))

    def mask(self, catalog: Catalog, now: float) -> bytes:
        """Where it holds."""
        return some((part.mask(catalog, now) for part in self.parts), len(catalog.states))


@dataclass(frozen=True, slots=True)
class NotHolds:
    """Another condition does not hold."""

    part: Condition

    def matches(self, run: Run, now: float) -> bool:
        """Whether it holds of `run`."""
        return not self.part.matches(run, now)

    def among(self, catalog: Catalog) -> Condition:
        """The same for the runs of a catalog."""
        return NotHolds(self.part.among(catalog))

    def mask(self, catalog: Catalog, now: float) -> bytes:
        """Where it holds."""
        return inverse(self.part.mask(catalog, now))
