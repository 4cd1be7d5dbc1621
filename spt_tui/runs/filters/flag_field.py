"""Fields that are true of a run or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.filters.condition import Condition, NotHolds
from spt_tui.runs.filters.expression import Ask
from spt_tui.runs.filters.mask import inverse
from spt_tui.runs.filters.query_error import QueryError
from spt_tui.runs.run import Run

ANSWERS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class FlagField:
    """Something that is true of a run or not."""

    name: str
    flag: Callable[[Run], bool]
    mask: Callable[[Catalog], bytes]
    """A byte a slot, 1 where it is true."""
    help: str

    @property
    def has_order(self) -> bool:
        """Its values are no more than others."""
        return False

    def condition(self, ask: Ask, key: str) -> Condition:
        """What is asked: `yes` or `no`, or for `field:` alone, which every run has, nothing."""
        if ask.operator in ("<", "<=", ">", ">="):
            raise QueryError(f"`{self.name}` is yes or no: write {self.name}:yes", ask.start, ask.end)
        if ask.asks_for_any:
            return FlagHolds(self, None)
        answer = ANSWERS.get(ask.value.lower())
        if answer is None:
            raise QueryError(f"`{self.name}` is yes or no", ask.value_start, ask.end, unfinished=True)
        holds = FlagHolds(self, answer)
        return NotHolds(holds) if ask.operator == "!=" else holds


@dataclass(frozen=True, slots=True)
class FlagHolds:
    """It is so, or is not; `None` is either."""

    field: FlagField
    answer: bool | None

    def matches(self, run: Run, now: float) -> bool:
        """Whether it holds of `run`."""
        return self.answer is None or self.field.flag(run) is self.answer

    def among(self, catalog: Catalog) -> Condition:
        """The same."""
        return self

    def mask(self, catalog: Catalog, now: float) -> bytes:
        """Where it holds."""
        if self.answer is None:
            return b"\1" * len(catalog.states)
        mask = self.field.mask(catalog)
        return mask if self.answer else inverse(mask)
