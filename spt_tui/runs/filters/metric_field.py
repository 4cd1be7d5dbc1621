"""Questions about the metrics of a run by their names: whether there is one, whether one of them is NaN."""

from __future__ import annotations

from dataclasses import dataclass

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.filters.condition import Condition
from spt_tui.runs.filters.expression import ANY, Ask
from spt_tui.runs.filters.mask import some
from spt_tui.runs.filters.match import ANY_TEXT, TextMatch, equal_to
from spt_tui.runs.filters.query_error import QueryError
from spt_tui.runs.filters.value_match import NAN, ValueMatch
from spt_tui.runs.run import Run


@dataclass(frozen=True, slots=True)
class MetricField:
    """A question about the metrics of some name."""

    name: str
    accepts: ValueMatch | None
    """What the newest value must be; `None`: there is one."""
    help: str

    @property
    def has_order(self) -> bool:
        """Its values are no more than others."""
        return False

    def condition(self, ask: Ask, key: str) -> Condition:
        """What is asked of the metrics that the value names, or of all."""
        if ask.operator not in (ANY, "="):
            raise QueryError(f"write {self.name}:metric or -{self.name}:metric", ask.start, ask.end)
        names = ANY_TEXT if ask.asks_for_any else equal_to(ask.value, ask.is_quoted)
        return MetricHolds(names, self.accepts)


@dataclass(frozen=True, slots=True)
class MetricHolds:
    """The newest value of one of the metrics of some name passes; without a test there is one."""

    names: TextMatch
    accepts: ValueMatch | None

    def matches(self, run: Run, now: float) -> bool:
        """Whether it holds of `run`."""
        accepts = self.accepts
        return any(self.names(name) and (accepts is None or accepts(value)) for name, value in run.summary.items())

    def among(self, catalog: Catalog) -> Condition:
        """The same."""
        return self

    def mask(self, catalog: Catalog, now: float) -> bytes:
        """Where it holds."""
        summary, size, accepts = catalog.summary, len(catalog.states), self.accepts
        if accepts is None:
            named = frozenset(filter(self.names, summary.by_key))
            return summary.shapes.mask(lambda names: not named.isdisjoint(names), size)
        return some((accepts.mask(vector, size) for name, vector in summary.by_key.items() if self.names(name)), size)


HAS = MetricField("has", None, "has logged this metric; * stands for any text")
NAN_METRIC = MetricField("nan", NAN, "the newest value of this metric is NaN; nan: alone, of any metric")
