"""What a term of a filter accepts: a test of one text, or of one value, that is also made of a hundred thousand."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import methodcaller

from spt_tui.runs.record import Value

SELDOM = 8
"""A word that at most one text in so many holds is looked for in all texts joined, without a look at each."""


@dataclass(frozen=True, slots=True)
class TextMatch:
    """A test of a text."""

    accepts: Callable[[str], object]
    """True in effect for a text that passes."""
    folds: bool = False
    """It wants the text in lower case."""
    literal: str = ""
    """What every text that passes holds."""
    is_literal: bool = False
    """Every text that holds the literal passes."""

    def __call__(self, text: str) -> bool:
        """Whether `text` passes."""
        return bool(self.accepts(text.lower() if self.folds else text))

    def mask(self, texts: Sequence[str]) -> bytes:
        """A byte a text, 1 for one that passes. No text holds a line end."""
        joined = "\n".join(texts)
        if self.folds:
            joined = joined.lower()
        if self.is_literal and joined.count(self.literal) * SELDOM < len(texts):
            return _mask_of_few(self.literal, joined, len(texts))
        literal, accepts = self.literal, self.accepts
        lines = joined.split("\n") if texts else []
        if self.is_literal:
            return bytes([literal in line for line in lines])
        return bytes([literal in line and bool(accepts(line)) for line in lines])


ANY_TEXT = TextMatch(bool)
"""Any text but the empty one."""


def holding(word: str) -> TextMatch:
    """Accepts the texts that hold `word`; case counts once it has a capital."""
    return TextMatch(methodcaller("__contains__", word), not _case_counts(word), word, is_literal=True)


def equal_to(value: str, quoted: bool) -> TextMatch:
    """Accepts `value` as a whole. Unquoted, `*` and `?` are wild in it, and case counts once it has a capital."""
    folds = not quoted and not _case_counts(value)
    if not quoted and ("*" in value or "?" in value):
        # The translation never backtracks over more than one star, so no pattern is slow.
        literal = max(re.split(r"[*?]", value), key=len)
        if value == f"*{literal}*":
            return TextMatch(methodcaller("__contains__", literal), folds, literal, is_literal=True)
        pattern = re.compile(fnmatch.translate(value.replace("[", "[[]")))
        return TextMatch(pattern.match, folds, literal)
    return TextMatch(value.__eq__, folds, value)


def _mask_of_few(word: str, joined: str, size: int) -> bytes:
    mask, line = bytearray(size), 0
    for before in joined.split(word)[:-1]:
        line += before.count("\n")
        mask[line] = 1
    return bytes(mask)


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """A test of a hyper-parameter's or a metric's value: numbers compare as numbers, whatever the sidecar stored."""

    text: TextMatch
    number: float | None
    """What is asked for, if it is a number."""

    def __call__(self, value: Value) -> bool:
        """Whether `value` passes."""
        number = self.number
        if number is not None:
            other = value if type(value) is float else number_in(value)
            if other is not None:
                return other == number or (other != other and number != number)
        return any(self.text(spelling) for spelling in _spellings(value))


def any_value(value: Value) -> bool:
    """Accepts every value, null too."""
    return True


def value_equal_to(value: str, quoted: bool) -> ValueMatch:
    """Accepts the values that are, or are spelled, `value`; quoted, only as it is spelled."""
    return ValueMatch(equal_to(value, quoted), None if quoted else number_in(value))


def number_in(value: Value) -> float | None:
    """The number that `value` is or spells, NaN and Inf among them; `None` for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    return value


def _case_counts(value: str) -> bool:
    return value != value.lower()


def _spellings(value: Value) -> tuple[str, ...]:
    """How `value` may be typed: as JSON writes it, or as Python does."""
    if value is None:
        return ("null", "None", "none")
    if isinstance(value, bool):
        return (str(value), str(value).lower())
    return (str(value),)
