"""The filter language: a line of text -> what it asks of runs.

`FORMS` and `FIELDS` say what a filter can be made of; help and the README's tables are made from them. The text is read
by `filters.grammar` into a tree of `filters.expression`, and that by `filters.compilation` into what is asked of runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.filters.compilation import condition_of
from spt_tui.runs.filters.condition import Condition
from spt_tui.runs.filters.expression import Expression, all_of, has_repeat
from spt_tui.runs.filters.forms import FORMS, quote
from spt_tui.runs.filters.grammar import expression_of
from spt_tui.runs.filters.mask import every
from spt_tui.runs.filters.query_error import QueryError
from spt_tui.runs.filters.query_field import FIELDS
from spt_tui.runs.run import Run

if TYPE_CHECKING:
    from spt_tui.runs.filters.vocabulary import Vocabulary

__all__ = ["FIELDS", "FORMS", "Predicate", "Query", "QueryError", "parse", "quote"]

Predicate = Callable[[Run], bool]
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled filter. Two are equal when their texts are; `str` spells it in the one way that is always the same."""

    text: str
    """As it was typed."""
    expression: Expression | None = field(compare=False)
    """What it says; `None`: every run."""
    condition: Condition = field(compare=False, repr=False)
    clock: Clock = field(default=time.time, compare=False, repr=False)
    """Tells the time in epoch seconds, for ages and for days such as today."""

    def __str__(self) -> str:
        return "" if self.expression is None else str(self.expression)

    def __call__(self, run: Run) -> bool:
        """True when `run` passes now."""
        return self.condition.matches(run, self.clock())

    @property
    def matches(self) -> Predicate:
        """The predicate as a plain function: `filter(query.matches, runs)`."""
        return self.__call__

    @property
    def may_be_slow(self) -> bool:
        """A regular expression in it may take more than one look at each character, and then for ever."""
        return has_repeat(self.expression)

    def among(self, catalog: Catalog) -> Query:
        """This filter for single runs of a catalog, where it says of each what `mask` says of it."""
        return replace(self, condition=self.condition.among(catalog))

    def mask(self, catalog: Catalog, now: float | None = None) -> bytes:
        """A byte a slot, 1 for a run that is there and passes: `among(catalog).matches` of every run, but quick.

        `now` is in epoch seconds; without it the clock tells.
        """
        with catalog.lock:
            passes = self.condition.mask(catalog, self.clock() if now is None else now)
            return every([catalog.present(), passes], len(catalog.states))

    def joined(self, other: Query) -> Query:
        """What both ask for: a run passes if it passes both."""
        expression = all_of([self.expression, other.expression])
        text = "" if expression is None else str(expression)
        return Query(text, expression, condition_of(expression), self.clock)

    def problem(self, vocabulary: Vocabulary) -> QueryError | None:
        """What in it names nothing that runs have, or two things; `None` while there are no runs to tell it by."""
        from spt_tui.runs.filters.suggestion import problem_of

        return problem_of(self.expression, vocabulary)


def parse(text: str, clock: Clock = time.time) -> Query:
    """`text` compiled; empty text matches every run. Raises `QueryError`, and nothing else.

    What is still being typed is no error where it can be left out: `tag:` asks for any tag, a lone `-` for nothing.
    Keys that runs recorded are taken on trust: `Query.problem` tells whether there are such.
    """
    try:
        expression = expression_of(text)
        return Query(text, expression, condition_of(expression), clock)
    except QueryError as error:
        # Cleaning may have made the text shorter or longer, and whoever types adds to its end.
        end = max(1, min(error.end, len(text)))
        is_unfinished = error.unfinished and end >= len(text.rstrip())
        raise QueryError(error.message, min(error.start, end - 1), end, error.suggestion, is_unfinished) from None
