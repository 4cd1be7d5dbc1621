"""The grammar of the filter language: a line of text -> its terms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spt_tui.text import clean

FORMS: tuple[tuple[str, str], ...] = (
    ("word", "found in id, name, tags, notes or sweep; case counts once a capital is typed"),
    ('"two words"', "the same, with spaces"),
    ("field:value", "the value as a whole; * stands for any text, ? for one character"),
    ('field:"value"', "exactly this value: case counts, * and ? stand for themselves"),
    ("field:", "has any value"),
    ("-term", "not so"),
)
"""(form, meaning) of every term."""

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
class Term:
    """One term as typed, but for its value, which is cleaned as what it is compared with is."""

    negated: bool
    field: str | None
    """What stands before the colon; `None` for a word."""
    value: str
    quoted: bool
    start: int
    """Where in the text it begins, behind the minuses, in characters."""
    end: int
    """Where it ends, exclusive."""

    @property
    def asks_for_any(self) -> bool:
        """True for `field:` alone, which any value fulfils."""
        return not self.value and not self.quoted

    @property
    def place_of_field(self) -> tuple[int, int]:
        """Where in the text the field's name stands; the end is exclusive."""
        return self.start, self.start + len(self.field or "")


def terms_of(text: str) -> list[Term]:
    """The terms of a filter, without those that say nothing yet, such as a lone `-`. Raises `QueryError`."""
    terms = []
    place = _skip_space(text, 0)
    while place < len(text):
        found = _TERM.match(text, place)
        assert found is not None, "every part of the pattern may be empty"
        _check_quotes(text, found)
        term = _term_of(found)
        if term.field is not None or not term.asks_for_any:
            terms.append(term)
        place = _skip_space(text, term.end)
    return terms


def quote(value: str) -> str:
    """`value` so that `field:` before it asks for exactly that: `f"tag:{quote(tag)}"`.

    In quotes only where it must be: where something in it has a meaning, or where case would not count.
    """
    case_would_not_count = value == value.lower() != value.upper()
    if not case_would_not_count and not _NEEDS_QUOTES.search(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _skip_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _term_of(found: re.Match[str]) -> Term:
    quoted = found["quoted"] is not None
    value = _ESCAPED.sub(r"\1", found["quoted"]) if quoted else found["bare"]
    return Term(
        negated=len(found["minus"]) % 2 == 1,
        field=found["field"],
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
