"""The filter language: a line of text -> a predicate over runs.

A filter is a row of terms, all of which must hold. `FORMS` and `FIELDS` say what a term can be; help is made from them.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from spt_tui.runs.record import Record, Value
from spt_tui.runs.run import Run
from spt_tui.text import clean

Predicate = Callable[[Run], bool]


class QueryError(ValueError):
    """A filter that means nothing."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        """What is wrong, in one printable line."""
        self.start = start
        """Where in the text the wrong part begins, in characters."""
        self.end = end
        """Where it ends, exclusive."""


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled filter. Two are equal when their texts are."""

    text: str
    matches: Predicate = field(compare=False, repr=False)
    """The predicate as a plain function, for loops over many runs: `filter(query.matches, runs)`."""

    def __call__(self, run: Run) -> bool:
        """True when `run` passes."""
        return self.matches(run)


@dataclass(frozen=True, slots=True)
class Field:
    """Something of a run that a term can ask for by name."""

    name: str
    texts: Callable[[Run], tuple[str, ...]]
    """The run's values, cleaned; a term holds when one of them matches."""
    help: str


@dataclass(frozen=True, slots=True)
class Family:
    """Fields that are named by what the run recorded: `hp.optim.lr`, `m.fit/loss`."""

    prefix: str
    record: Callable[[Run], Record]
    help: str

    @property
    def name(self) -> str:
        """How help spells it."""
        return f"{self.prefix}<key>"


FIELDS: tuple[Field | Family, ...] = (
    Field("id", lambda run: (run.id,), "path of the run below its root"),
    Field("name", lambda run: (run.name,), "display name, else the last part of the id"),
    Field("tag", lambda run: run.tags, "one whole tag"),
    Field("sweep", lambda run: (run.sweep,) if run.sweep else (), "array job of the sweep"),
    Field("task", lambda run: (run.task,) if run.task else (), "task inside the sweep"),
    Field("status", lambda run: (run.status,), "status word as the run wrote it"),
    Field("state", lambda run: (run.state.value,), "status checked against the heartbeat: running, stale, failed, ..."),
    Field("notes", lambda run: (run.notes,), "the whole notes: use * around a part"),
    Field("dir", lambda run: (clean(run.dir),), "absolute path of the run"),
    Family("hp.", lambda run: run.hparams, "hyper-parameter; numbers compare as numbers"),
    Family("m.", lambda run: run.summary, "last value of a metric"),
)

FORMS: tuple[tuple[str, str], ...] = (
    ("word", "found in id, name, tags, notes or sweep; case counts once a capital is typed"),
    ('"two words"', "the same, with spaces"),
    ("field:value", "the value as a whole; * stands for any text, ? for one character"),
    ('field:"value"', "exactly this value: case counts, * and ? stand for themselves"),
    ("field:", "has any value"),
    ("-term", "not so"),
)
"""(form, meaning) of every term."""


@dataclass(frozen=True, slots=True)
class _Term:
    """One term as typed; `start` (behind the minuses) and `end` are its place in the text."""

    negated: bool
    field: str | None
    value: str
    quoted: bool
    start: int
    end: int


# A quote counts only where a value begins, so that a tag such as quote"tag can be typed.
_TERM = re.compile(
    r"""
    (?P<minus> -*)
    (?: (?P<field> [A-Za-z_]\w* (?: \.[^\s:"]* )? ) : )?
    (?: "(?P<quoted> (?: [^"\\] | \\. )* ) (?P<close> ")? | (?P<bare> \S*) )
    """,
    re.VERBOSE | re.DOTALL,
)
_SPACE = re.compile(r"\s*")
_ESCAPED = re.compile(r'\\(["\\])')
_NEEDS_QUOTES = re.compile(r'^$|^"|[\s*?]')


def parse(text: str) -> Query:
    """`text` compiled; empty text matches every run. Raises `QueryError`.

    What is still being typed is no error: `tag:` asks for any tag, and a lone `-` is left out.
    """
    tests = [_test_of(term) for term in _terms(text)]
    if len(tests) == 1:
        return Query(text, tests[0])
    return Query(text, _all_of(tuple(tests)))


def quote(value: str) -> str:
    """`value` so that `field:` before it asks for exactly that: `f"tag:{quote(tag)}"`.

    In quotes only where it must be: where something in it has a meaning, or where case would not count.
    """
    case_would_not_count = value == value.lower() != value.upper()
    if not case_would_not_count and not _NEEDS_QUOTES.search(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _terms(text: str) -> list[_Term]:
    terms = []
    place = _skip_space(text, 0)
    while place < len(text):
        found = _TERM.match(text, place)
        assert found is not None, "every part of the pattern may be empty"
        term = _term_of(found)
        _check_quotes(text, found)
        if term.field is not None or term.quoted or term.value:
            terms.append(term)
        place = _skip_space(text, term.end)
    return terms


def _skip_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _term_of(found: re.Match[str]) -> _Term:
    quoted = found["quoted"] is not None
    value = _ESCAPED.sub(r"\1", found["quoted"]) if quoted else found["bare"]
    return _Term(
        negated=len(found["minus"]) % 2 == 1,
        field=found["field"],
        # What is compared has been cleaned, so what was pasted is cleaned alike.
        value=clean(value, len(value)),
        quoted=quoted,
        start=found.end("minus"),
        end=found.end(),
    )


def _check_quotes(text: str, found: re.Match[str]) -> None:
    if found["quoted"] is None:
        return
    start, end = found.start("quoted") - 1, found.end()
    if not found["close"]:
        raise QueryError(f"unclosed quote at column {start + 1}", start, len(text))
    if end < len(text) and not text[end].isspace():
        raise QueryError(f"a space is missing after the quote at column {end}", end - 1, end + 1)


def _test_of(term: _Term) -> Predicate:
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


def _field_test(term: _Term, name: str) -> Predicate:
    head, dot, key = name.partition(".")
    for known in FIELDS:
        if isinstance(known, Field) and known.name == name.lower():
            return _texts_test(term, known)
        if isinstance(known, Family) and known.prefix == (head + dot).lower():
            return _record_test(term, known, key)
    raise QueryError(_unknown_field(name), *_place_of_field(term))


def _texts_test(term: _Term, known: Field) -> Predicate:
    texts = known.texts
    if not term.value and not term.quoted:
        return lambda run: any(texts(run))
    accepts = _text_test(term.value, term.quoted)

    def some_text(run: Run) -> bool:
        for text in texts(run):  # noqa: SIM110 - as above
            if accepts(text):
                return True
        return False

    return some_text


def _record_test(term: _Term, known: Family, key: str) -> Predicate:
    if not key:
        raise QueryError(f"'{known.prefix}' needs a name after it: {known.name}", *_place_of_field(term))
    record = known.record
    if not term.value and not term.quoted:
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


def _place_of_field(term: _Term) -> tuple[int, int]:
    return term.start, term.start + len(term.field or "")


def _unknown_field(name: str) -> str:
    """The message for a field that is none, with the nearest one that is."""
    import difflib

    head, dot, _ = name.lower().partition(".")
    spelled = {known.name if isinstance(known, Field) else known.prefix: known.name for known in FIELDS}
    near = difflib.get_close_matches(head + dot, spelled, n=1) or [each for each in spelled if each.startswith(head)]
    advice = f"did you mean '{spelled[near[0]]}'?" if near else "quote it to search for the text"
    return f"no field '{clean(name, 40)}' - {advice}"
