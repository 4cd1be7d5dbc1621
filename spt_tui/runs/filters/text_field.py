"""Fields that are one text of a run, or several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.filters.condition import Condition, NotHolds
from spt_tui.runs.filters.expression import Ask
from spt_tui.runs.filters.interval import Comparison
from spt_tui.runs.filters.match import ANY_TEXT, TextMatch, equal_to, is_number_in
from spt_tui.runs.filters.quantity import number
from spt_tui.runs.filters.query_error import QueryError, shown
from spt_tui.runs.run import Run


@dataclass(frozen=True, slots=True)
class TextField:
    """Texts of a run; a term holds when one of them matches."""

    name: str
    texts: Callable[[Run, float], tuple[str, ...]]
    """The run's values at a time, cleaned."""
    mask: Callable[[Catalog, TextMatch, float], bytes]
    """The same of all runs: a byte a slot, 1 where one of its values matches."""
    help: str
    has_order: bool = False
    """What spells a number is less or more than another."""
    beside: Callable[[Catalog], TextField] | None = None
    """The same field for the runs of a catalog, where the others there tell more of a run than it does alone."""

    def among(self, catalog: Catalog) -> TextField:
        """This field for the runs of a catalog."""
        return self if self.beside is None else self.beside(catalog)

    def condition(self, ask: Ask, key: str) -> Condition:
        """What is asked. Without an order only whether it is the value."""
        if ask.asks_for_any:
            return TextHolds(self, ANY_TEXT)
        if ask.operator in ("<", "<=", ">", ">="):
            return TextHolds(self, self._ordered(ask))
        holds = TextHolds(self, equal_to(ask.value, ask.is_quoted))
        return NotHolds(holds) if ask.operator == "!=" else holds

    def _ordered(self, ask: Ask) -> TextMatch:
        if not self.has_order:
            message = f"`{self.name}` is text, which has no order: write {self.name}:value"
            raise QueryError(message, ask.start, ask.end)
        found = number(ask.value)
        if found is None:
            raise QueryError(f"{shown(ask.value)} is no number", ask.value_start, ask.end, unfinished=True)
        return is_number_in(Comparison(ask.operator, found).interval(0.0))


@dataclass(frozen=True, slots=True)
class TextHolds:
    """One of the texts of a field passes."""

    field: TextField
    match: TextMatch

    def matches(self, run: Run, now: float) -> bool:
        """Whether it holds of `run`."""
        return any(map(self.match, self.field.texts(run, now)))

    def among(self, catalog: Catalog) -> Condition:
        """The same for the runs of a catalog."""
        return TextHolds(self.field.among(catalog), self.match)

    def mask(self, catalog: Catalog, now: float) -> bytes:
        """Where it holds."""
        return self.field.mask(catalog, self.match, now)
