"""Fields that are named by what runs recorded: `hp.optim.lr`, `m.fit/loss`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.filters.condition import Condition
from spt_tui.runs.filters.expression import Ask
from spt_tui.runs.filters.interval import Comparison
from spt_tui.runs.filters.quantity import number, typed_number
from spt_tui.runs.filters.query_error import QueryError, shown
from spt_tui.runs.filters.value_match import ValueMatch, number_within, other_value, value_equal_to
from spt_tui.runs.metric_directions import AS_NAMED, IsLower
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run
from spt_tui.runs.vectors.record_vectors import RecordVectors


@dataclass(frozen=True, slots=True)
class Family:
    """The keys of one sort that runs recorded, each a field."""

    prefix: str
    """With its dot."""
    record: Callable[[Run, bool], Record]
    """Those of a run; whether of the key that is asked for the small ones are good may matter."""
    vectors: Callable[[Catalog, bool], RecordVectors]
    """The same of all runs."""
    noun: str
    """What a key of it is called."""
    help: str

    @property
    def name(self) -> str:
        """How help spells it."""
        return f"{self.prefix}<{self.noun}>"

    @property
    def has_order(self) -> bool:
        """Numbers among its values are less or more than others."""
        return True

    def condition(self, ask: Ask, key: str) -> Condition:
        """What is asked of the values of `key`."""
        if not key:
            end = ask.start + len(self.prefix)
            raise QueryError(f"`{self.prefix}` needs a name after it: {self.name}", ask.start, end, unfinished=True)
        return RecordHolds(self, key, None if ask.asks_for_any else _value_match(ask))


def _value_match(ask: Ask) -> ValueMatch:
    if ask.operator == ":":
        return value_equal_to(ask.value, ask.is_quoted)
    typed = typed_number(ask.value)
    if typed is not None and typed != typed and not ask.is_quoted:
        raise QueryError("nothing compares with NaN; nan:metric finds it", ask.value_start, ask.end, unfinished=True)
    if ask.operator in ("=", "!="):
        return (value_equal_to if ask.operator == "=" else other_value)(ask.value, ask.is_quoted)
    limit = number(ask.value)
    if limit is None:
        message = f"{shown(ask.value)} is no number such as 0.1, 1e-3, 2k, 10%"
        raise QueryError(message, ask.value_start, ask.end, unfinished=True)
    return number_within(Comparison(ask.operator, limit).interval(0.0))


@dataclass(frozen=True, slots=True)
class RecordHolds:
    """The value of a key is there and passes; without a test any does."""

    family: Family
    key: str
    accepts: ValueMatch | None
    is_lower: IsLower = AS_NAMED.is_lower
    """Tells of a metric whether small is good."""

    def matches(self, run: Run, now: float) -> bool:
        """Whether it holds of `run`."""
        record = self.family.record(run, self.is_lower(self.key))
        return self.key in record and (self.accepts is None or self.accepts(record[self.key]))

    def among(self, catalog: Catalog) -> Condition:
        """The same, by the directions of a catalog."""
        return replace(self, is_lower=catalog.directions.is_lower)

    def mask(self, catalog: Catalog, now: float) -> bytes:
        """Where it holds."""
        vectors, size = self.family.vectors(catalog, catalog.directions.is_lower(self.key)), len(catalog.states)
        vector = vectors.by_key.get(self.key)
        if vector is None:
            return bytes(size)
        if self.accepts is None:
            return vectors.shapes.mask(lambda keys: self.key in keys, size)
        return self.accepts.mask(vector, size)


HPARAM = Family(
    "hp.",
    lambda run, is_lower: run.hparams,
    lambda all, is_lower: all.hparams,
    "key",
    "hyper-parameter; numbers compare as numbers, as text or not",
)
METRIC = Family(
    "m.",
    lambda run, is_lower: run.summary,
    lambda all, is_lower: all.summary,
    "metric",
    "last value of a metric",
)
BEST = Family(
    "best.",
    lambda run, is_lower: run.lows if is_lower else run.highs,
    lambda all, is_lower: all.lows if is_lower else all.highs,
    "metric",
    "best value since the last start; known of the main losses and scores",
)
FAMILIES = (HPARAM, METRIC, BEST)
