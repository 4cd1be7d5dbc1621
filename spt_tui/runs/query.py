"""The filter language: a line of text -> what it asks of runs.

A filter is a row of terms, all of which must hold. `FORMS` and `FIELDS` say what a term can be; help is made from them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.filters.condition import Condition, Not, RecordHolds, TextHolds
from spt_tui.runs.filters.mask import every
from spt_tui.runs.filters.match import ANY_TEXT, any_value, equal_to, holding, value_equal_to
from spt_tui.runs.filters.query_field import FIELDS, WORDS, Field, field_named, unknown_field
from spt_tui.runs.filters.query_term import FORMS, QueryError, Term, quote, terms_of
from spt_tui.runs.run import Run

__all__ = ["FIELDS", "FORMS", "Predicate", "Query", "QueryError", "parse", "quote"]

Predicate = Callable[[Run], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled filter. Two are equal when their texts are."""

    text: str
    conditions: tuple[Condition, ...] = field(compare=False, repr=False)
    """All of them must hold."""

    def __call__(self, run: Run) -> bool:
        """True when `run` passes."""
        return all(condition.matches(run) for condition in self.conditions)

    @property
    def matches(self) -> Predicate:
        """The predicate as a plain function: `filter(query.matches, runs)`."""
        return self.__call__

    def among(self, catalog: Catalog) -> Query:
        """This filter for single runs of a catalog, where it says of each what `mask` says of it."""
        return Query(self.text, tuple(condition.among(catalog) for condition in self.conditions))

    def mask(self, catalog: Catalog) -> bytes:
        """A byte a slot, 1 for a run that is there and passes: `among(catalog).matches` of every run, but quick."""
        with catalog.lock:
            masks = [condition.mask(catalog) for condition in self.conditions]
            return every([catalog.present(), *masks], len(catalog.states))


def parse(text: str) -> Query:
    """`text` compiled; empty text matches every run. Raises `QueryError`.

    What is still being typed is no error: `tag:` asks for any tag, and a lone `-` is left out.
    """
    return Query(text, tuple(_condition_of(term) for term in terms_of(text)))


def _condition_of(term: Term) -> Condition:
    condition = TextHolds(WORDS, holding(term.value)) if term.field is None else _of_field(term, term.field)
    return Not(condition) if term.negated else condition


def _of_field(term: Term, name: str) -> Condition:
    found = field_named(name)
    if found is None:
        raise QueryError(unknown_field(name), *term.place_of_field)
    known, key = found
    if isinstance(known, Field):
        return TextHolds(known, ANY_TEXT if term.asks_for_any else equal_to(term.value, term.quoted))
    if not key:
        raise QueryError(f"'{known.prefix}' needs a name after it: {known.name}", *term.place_of_field)
    return RecordHolds(known, key, any_value if term.asks_for_any else value_equal_to(term.value, term.quoted))
