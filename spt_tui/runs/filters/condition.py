"""What a filter asks of runs: of one, or of all in a catalog at once. Both ways say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.filters.mask import inverse
from spt_tui.runs.filters.match import TextMatch
from spt_tui.runs.filters.query_field import Family, Field
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run


class Condition(Protocol):
    """Something that holds of a run or does not."""

    def matches(self, run: Run) -> bool:
        """Whether it holds of `run`."""

    def among(self, catalog: Catalog) -> Condition:
        """The same condition for the runs of a catalog: see `Field.among`."""

    def mask(self, catalog: Catalog) -> bytes:
        """A byte a slot, 1 where it holds; of a slot whose run is gone it says nothing. The caller has the lock."""


@dataclass(frozen=True, slots=True)
class TextHolds:
    """One of the texts of a field passes."""

    field: Field
    match: TextMatch

    def matches(self, run: Run) -> bool:
        """Whether it holds of `run`."""
        return any(map(self.match, self.field.texts(run)))

    def among(self, catalog: Catalog) -> Condition:
        """The same for the runs of a catalog."""
        return TextHolds(self.field.among(catalog), self.match)

    def mask(self, catalog: Catalog) -> bytes:
        """Where it holds."""
        return self.field.mask(catalog, self.match)


@dataclass(frozen=True, slots=True)
class RecordHolds:
    """The value of a key is there and passes."""

    family: Family
    key: str
    accepts: Callable[[Value], bool]

    def matches(self, run: Run) -> bool:
        """Whether it holds of `run`."""
        record = self.family.record(run)
        return self.key in record and self.accepts(record[self.key])

    def among(self, catalog: Catalog) -> Condition:
        """The same: what is recorded of a run does not depend on others."""
        return self

    def mask(self, catalog: Catalog) -> bytes:
        """Where it holds."""
        vector = self.family.vectors(catalog).by_key.get(self.key)
        size = len(catalog.states)
        return bytes(size) if vector is None else vector.mask(self.accepts, size)


@dataclass(frozen=True, slots=True)
class Not:
    """Another condition does not hold."""

    condition: Condition

    def matches(self, run: Run) -> bool:
        """Whether it holds of `run`."""
        return not self.condition.matches(run)

    def among(self, catalog: Catalog) -> Condition:
        """The same for the runs of a catalog."""
        return Not(self.condition.among(catalog))

    def mask(self, catalog: Catalog) -> bytes:
        """Where it holds."""
        return inverse(self.condition.mask(catalog))
