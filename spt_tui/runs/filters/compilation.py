"""From what a filter says to what it asks of runs."""

from __future__ import annotations

from spt_tui.runs.filters.condition import AllHold, Condition, NotHolds, OneHolds
from spt_tui.runs.filters.expression import And, Ask, Expression, Not, Pattern, Word
from spt_tui.runs.filters.family import HPARAM, METRIC
from spt_tui.runs.filters.match import found_by, holding
from spt_tui.runs.filters.query_error import QueryError
from spt_tui.runs.filters.query_field import WORDS, field_named
from spt_tui.runs.filters.text_field import TextHolds
from spt_tui.text import clean


def condition_of(expression: Expression | None) -> Condition:
    """What `expression` asks of runs; `None` asks nothing. Raises `QueryError`."""
    if expression is None:
        return AllHold(())
    if isinstance(expression, Word):
        return TextHolds(WORDS, holding(expression.text))
    if isinstance(expression, Pattern):
        return _of_pattern(expression)
    if isinstance(expression, Ask):
        return _of_field(expression)
    if isinstance(expression, Not):
        return NotHolds(condition_of(expression.part))
    parts = tuple(map(condition_of, expression.parts))
    return AllHold(parts) if isinstance(expression, And) else OneHolds(parts)


def _of_pattern(pattern: Pattern) -> Condition:
    try:
        return TextHolds(WORDS, found_by(pattern.source))
    except ValueError as error:
        message = f"no regular expression: {clean(str(error))}"
        raise QueryError(message, pattern.start, pattern.end, unfinished=True) from None


def _of_field(ask: Ask) -> Condition:
    known = field_named(ask.name)
    if known is not None:
        field, key = known
        return field.condition(ask, key)
    # A key that a hyper-parameter or a metric has; that it is not both, and one at all, only a catalog can tell.
    return OneHolds((HPARAM.condition(ask, ask.name), METRIC.condition(ask, ask.name)))
