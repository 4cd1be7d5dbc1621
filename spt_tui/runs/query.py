"""The filter language: a line of text -> a predicate over runs.

A filter is a row of terms, all of which must hold. `FORMS` and `FIELDS` say what a term can be; help is made from them.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from spt_tui.runs.query_field import FIELDS, Family, Field, field_named, unknown_field
from spt_tui.runs.query_term import FORMS, QueryError, Term, quote, terms_of
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run

__all__ = ["FIELDS", "FORMS", "Predicate", "Query", "QueryError", "parse", "quote"]

Predicate = Callable[[Run], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled filter. Two are equal when their texts are."""

    text: str
    matches: Predicate = field(compare=False, repr=False)
    """The predicate as a plain function, for loops over many runs: `filter(query.matches, runs)`."""

    def __call__(self, run: Run) -> bool:
        """True when `run` passes."""
        return self.matches(run)


def parse(text: str) -> Query:
    """`text` compiled; empty text matches every run. Raises `QueryError`.

    What is still being typed is no error: `tag:` asks for any tag, and a lone `-` is left out.
    """
    tests = [_test_of(term) for term in terms_of(text)]
    if len(tests) == 1:
        return Query(text, tests[0])
    return Query(text, _all_of(tuple(tests)))


def _test_of(term: Term) -> Predicate:
    test = _word_test(term.value) if term.field is None else _field_test(term, term.field)
    return (lambda run: not test(run)) if term.negated else test


def _all_of(tests: tuple[Predicate, ...]) -> Predicate:
    def every_test(run: Run) -> bool:
        for test in tests:  # noqa: SIM110 - a generator would double the time of a key press
            if not test(run):
                return False
        return True

    return every_test


def _case_counts(value: str) -> bool:
    return value != value.lower()


def _searched_text(run: Run) -> str:
    # Cleaned text holds no line end, so nothing is found across two parts.
    return "\n".join((run.id, run.name, run.notes, run.sweep or "", *run.tags))


def _word_test(word: str) -> Predicate:
    if _case_counts(word):
        return lambda run: word in _searched_text(run)
    return lambda run: word in _searched_text(run).lower()


def _field_test(term: Term, name: str) -> Predicate:
    found = field_named(name)
    if found is None:
        raise QueryError(unknown_field(name), *term.place_of_field)
    known, key = found
    return _texts_test(term, known) if isinstance(known, Field) else _record_test(term, known, key)


def _texts_test(term: Term, known: Field) -> Predicate:
    texts = known.texts
    if term.asks_for_any:
        return lambda run: any(texts(run))
    accepts = _text_test(term.value, term.quoted)

    def some_text(run: Run) -> bool:
        for text in texts(run):  # noqa: SIM110 - as above
            if accepts(text):
                return True
        return False

    return some_text


def _record_test(term: Term, known: Family, key: str) -> Predicate:
    if not key:
        raise QueryError(f"'{known.prefix}' needs a name after it: {known.name}", *term.place_of_field)
    record = known.record
    if term.asks_for_any:
        return lambda run: key in record(run)
    accepts = _value_test(term.value, term.quoted)

    def its_value(run: Run) -> bool:
        values = record(run)
        return key in values and accepts(values[key])

    return its_value


def _text_test(value: str, quoted: bool) -> Callable[[str], bool]:
    if not quoted and ("*" in value or "?" in value):
        # The translation never backtracks over more than one star, so no pattern is slow.
        match = re.compile(fnmatch.translate(value.replace("[", "[[]"))).match
        if _case_counts(value):
            return lambda text: match(text) is not None
        return lambda text: match(text.lower()) is not None
    if quoted or _case_counts(value):
        return lambda text: text == value
    return lambda text: text.lower() == value


def _value_test(value: str, quoted: bool) -> Callable[[Value], bool]:
    accepts = _text_test(value, quoted)
    number = None if quoted else _number_in(value)

    def same(recorded: Value) -> bool:
        if number is not None:
            other = _number_in(recorded)
            if other is not None:
                return other == number or (other != other and number != number)
        return any(accepts(text) for text in _spellings(recorded))

    return same


def _number_in(value: Value) -> float | None:
    """The number that `value` is or spells, NaN and Inf among them; `None` for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    return value


def _spellings(value: Value) -> tuple[str, ...]:
    """How `value` may be typed: as JSON writes it, or as Python does."""
    if value is None:
        return ("null", "None", "none")
    if isinstance(value, bool):
        return (str(value), str(value).lower())
    return (str(value),)
