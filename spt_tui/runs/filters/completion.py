"""What may come next where a filter is being typed: fields, keys, operators, values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from spt_tui.runs.filters.expression import ANY, Ask, Word, is_bare, name_text, quoted
from spt_tui.runs.filters.family import FAMILIES, Family
from spt_tui.runs.filters.number_field import NumberField
from spt_tui.runs.filters.quantity import number_in
from spt_tui.runs.filters.query_error import QueryError
from spt_tui.runs.filters.query_field import DATE, DURATION, FIELDS, field_named
from spt_tui.runs.filters.token import Token, tokens_of
from spt_tui.runs.filters.vocabulary import Vocabulary
from spt_tui.units import counted

MOST = 50
"""Completions that are offered at once."""
_OPERATORS = (("<", "less"), (">", "more"), ("=", "equal"), ("!=", "another"), ("<=", "at most"), (">=", "at least"))
_EXAMPLES = {DURATION: ("10m", "1h", "1d", "7d"), DATE: ("today", "yesterday")}
_REST_OF_NAME = re.compile(r"[\w./-]*")
_REST_OF_VALUE = re.compile(r'[^\s()"]*"?')
_LAST_OPERATOR = re.compile(r"(!=|<=|>=|[=<>])\s*$")
_ORDERING = frozenset({"<", "<=", ">", ">="})
_WILD = frozenset("*?")
_PARTS = re.compile(r"[./_-]")


@dataclass(frozen=True, slots=True)
class Completion:
    """One offer: `text` in place of what stands from `start` to `end`, in characters."""

    text: str
    start: int
    end: int
    """Exclusive."""
    label: str
    """What a list shows of it, cleaned."""
    detail: str
    """What it is, or how many runs have it."""
    kind: str
    """`field`, `key`, `operator` or `value`."""

    def applied(self, text: str) -> tuple[str, int]:
        """`text` with the offer taken, and where the cursor is then."""
        return text[: self.start] + self.text + text[self.end :], self.start + len(self.text)


def complete(text: str, cursor: int, vocabulary: Vocabulary, most: int = MOST) -> tuple[Completion, ...]:
    """What can stand at the cursor, the likeliest first; empty where nothing is known that fits."""
    head = text[:cursor]
    token = _last_token(head)
    if token is None or token.end < len(head):
        offers = _after(token, cursor, vocabulary)
    elif isinstance(token.term, Ask):
        offers = _values(text, cursor, token.term, vocabulary)
    elif isinstance(token.term, Word) and head[token.start] != '"':
        offers = _names(text, cursor, token, vocabulary)
    else:
        offers = iter(())
    return tuple(islice((offer for offer in offers if text[offer.start : offer.end] != offer.text), most))


def _last_token(head: str) -> Token | None:
    """The last token, as if what is still open in it were closed."""
    for closing in ("", '"', ")"):
        try:
            tokens = list(tokens_of(head + closing))
        except QueryError:
            continue
        return next(reversed(tokens), None)
    return None


def _after(token: Token | None, cursor: int, vocabulary: Vocabulary) -> Iterator[Completion]:
    """Behind a space: operators if a name stands before it, else fields."""
    word = token.term if token is not None else None
    if isinstance(word, Word) and _is_name(word.text, vocabulary):
        yield from _operators(cursor, word.text)
    yield from (_of_field(name, help, cursor, cursor) for name, help in _fields())


def _is_name(word: str, vocabulary: Vocabulary) -> bool:
    """Whether it is a field, or a key that runs have."""
    known = field_named(word)
    if known is not None:
        field, key = known
        return not isinstance(field, Family) or key in vocabulary.keys(field.prefix)
    return word in vocabulary.hparams or word in vocabulary.metrics


def _operators(cursor: int, name: str) -> Iterator[Completion]:
    known = field_named(name)
    if known is None or known[0].has_order:
        for operator, meaning in _OPERATORS:
            yield Completion(operator, cursor, cursor, f"{name} {operator}", meaning, "operator")


def _names(text: str, cursor: int, token: Token, vocabulary: Vocabulary) -> Iterator[Completion]:
    typed = text[token.start : cursor]
    end = _end_of(_REST_OF_NAME, text, cursor)
    if end == cursor and _is_name(typed, vocabulary):
        yield from _operators(cursor, typed)
    is_named = text[end : end + 1] in (":", "=", "<", ">", "!")
    for name, help in _fields():
        if name.startswith(typed.lower()):
            offer = _of_field(name, help, token.start, end)
            yield replace(offer, text=name.rstrip(":")) if is_named else offer
    for name, number in _keys(typed, vocabulary):
        yield Completion(name_text(name), token.start, end, name, counted(number, "run"), "key")


def _fields() -> Iterator[tuple[str, str]]:
    """What begins a question: a field's name with the colon if it needs no other operator, a family's with its dot."""
    for field in FIELDS:
        if isinstance(field, Family):
            yield field.prefix, field.help
        else:
            yield field.name + ("" if isinstance(field, NumberField) else ":"), field.help


def _of_field(name: str, help: str, start: int, end: int) -> Completion:
    return Completion(name, start, end, name, help, "field")


def _keys(typed: str, vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    """Keys with their families that begin so, or a part of them does, or that hold it; those of most runs first."""
    wanted = typed.lower()
    names = [
        (family.prefix + key, number) for family in FAMILIES for key, number in vocabulary.keys(family.prefix).items()
    ]
    if not wanted:
        return
    whole = [(name, number) for name, number in names if name.lower().startswith(wanted)]
    if field_named(typed) is not None and "." in typed:
        yield from whole
        return
    others = [pair for pair in names if not pair[0].startswith("best.")]
    parts = [pair for pair in others if any(part.startswith(wanted) for part in _PARTS.split(pair[0].lower())[1:])]
    holding = [pair for pair in others if wanted in pair[0].partition(".")[2].lower()]
    yield from dict.fromkeys(chain(whole, parts, holding))


def _values(text: str, cursor: int, ask: Ask, vocabulary: Vocabulary) -> Iterator[Completion]:
    start = min(ask.value_start, cursor)
    end = _end_of(_REST_OF_VALUE, text, cursor)
    compared = _LAST_OPERATOR.search(text[:start])
    operator = compared[1] if compared else ANY
    wanted = ask.value.lower()
    known = [*_known_values(ask.name, operator, vocabulary), *((example, "") for example in _examples(ask.name))]
    beginning = [pair for pair in known if pair[0].lower().startswith(wanted)]
    holding = [pair for pair in known if wanted in pair[0].lower()]
    for value, detail in dict.fromkeys((*beginning, *holding)):
        spelled = value if not ask.is_quoted and _is_plain(value, operator) else quoted(value)
        yield Completion(spelled, start, end, value, detail, "value")


def _known_values(name: str, operator: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Values with what is told of them; NaN has a question of its own, and what is compared in size is a number."""
    for value, runs in vocabulary.values(name):
        number = number_in(value)
        is_nan = number is not None and number != number
        if not (is_nan and "." in name) and (number is not None or operator not in _ORDERING):
            yield value, counted(runs, "run")


def _examples(name: str) -> Iterable[str]:
    known = field_named(name)
    field = known[0] if known else None
    return _EXAMPLES.get(field.measure, ()) if isinstance(field, NumberField) else ()


def _is_plain(value: str, operator: str) -> bool:
    """Whether it is read as itself without quotes."""
    return bool(value) and is_bare(value, operator) and _WILD.isdisjoint(value)


def _end_of(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place
