"""What may have been meant by a name that no run has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice

from spt_tui.runs.filters.expression import Ask, Expression, asks, name_text
from spt_tui.runs.filters.family import BEST, FAMILIES
from spt_tui.runs.filters.query_error import QueryError, shown
from spt_tui.runs.filters.query_field import FIELDS, field_named
from spt_tui.runs.filters.vocabulary import Vocabulary

_LAST_PART = re.compile(r"[./]")
_MOST_LOOKED_AT = 2_000
"""Keys of each family, the commonest."""


def problem_of(expression: Expression | None, vocabulary: Vocabulary) -> QueryError | None:
    """The first name in a filter that no run has, or that means two things; `None` if none is, or there are no runs."""
    if not len(vocabulary):
        return None
    return next(filter(None, (_problem(ask, vocabulary) for ask in asks(expression))), None)


def nearest(name: str, vocabulary: Vocabulary) -> str | None:
    """The field, or the key with its family, that is spelled most like `name`; `None` if none is like it."""
    meant = dict(_spellings(vocabulary))
    near = get_close_matches(name.lower(), meant, n=1)
    if near:
        return meant[near[0]]
    return next((known.name for known in FIELDS if known.name.startswith(name.lower())), None)


def _problem(ask: Ask, vocabulary: Vocabulary) -> QueryError | None:
    known = field_named(ask.name)
    if known is None:
        return _problem_of_key(ask, vocabulary)
    field, key = known
    if field is BEST and key not in vocabulary.bests and key in vocabulary.metrics:
        message = f"the best of {shown(key)} is not kept, only of main losses and scores"
        return QueryError(message, ask.start, _name_end(ask), name_text(f"m.{key}"))
    return None


def _problem_of_key(ask: Ask, vocabulary: Vocabulary) -> QueryError | None:
    is_hparam, is_metric = ask.name in vocabulary.hparams, ask.name in vocabulary.metrics
    if is_hparam and is_metric:
        message = f"{shown(ask.name)} is a hyper-parameter and a metric: write hp. or m. before it"
        return QueryError(message, ask.start, _name_end(ask), name_text(f"m.{ask.name}"))
    if is_hparam or is_metric:
        return None
    meant = nearest(ask.name, vocabulary)
    advice = "quote it to search for the text" if meant is None else f"did you mean {shown(meant)}?"
    suggestion = None if meant is None else name_text(meant.partition("<")[0])
    return QueryError(f"no such field {shown(ask.name)}; {advice}", ask.start, _name_end(ask), suggestion)


def _name_end(ask: Ask) -> int:
    return ask.start + len(name_text(ask.name))


def _spellings(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Spelling -> the field or key that it means; of several the last counts: the commonest key, fields before keys."""
    keys = [
        (family.prefix, key) for family in FAMILIES for key in islice(vocabulary.keys(family.prefix), _MOST_LOOKED_AT)
    ]
    yield from ((_LAST_PART.split(key)[-1].lower(), prefix + key) for prefix, key in reversed(keys))
    for prefix, key in reversed(keys):
        yield key.lower(), prefix + key
        yield (prefix + key).lower(), prefix + key
    yield from ((field.name, field.name) for field in FIELDS)
