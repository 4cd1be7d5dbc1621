"""What a term of a filter accepts: a test of one text, or of one value, that is also made of a hundred thousand."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import methodcaller

from spt_tui.runs.record import Value


@dataclass(frozen=True, slots=True)
class TextMatch:
    """A test of a text."""

    accepts: Callable[[str], object]
    """True in effect for a text that passes. No Python function: it is called for every run with every key."""
    folds: bool = False
    """It wants the text in lower case."""

    def __call__(self, text: str) -> bool:
        """Whether `text` passes."""
        return bool(self.accepts(text.lower() if self.folds else text))

    def mask(self, texts: Iterable[str]) -> bytes:
        """A byte a text, 1 for one that passes."""
        return bytes(map(bool, map(self.accepts, map(str.lower, texts) if self.folds else texts)))


ANY_TEXT = TextMatch(bool)
"""Any text but the empty one."""


def holding(word: str) -> TextMatch:
    """Accepts the texts that hold `word`; case counts once it has a capital."""
    return TextMatch(methodcaller("__contains__", word), not _case_counts(word))


def equal_to(value: str, quoted: bool) -> TextMatch:
    """Accepts `value` as a whole. Unquoted, `*` and `?` are wild in it, and case counts once it has a capital."""
    folds = not quoted and not _case_counts(value)
    if not quoted and ("*" in value or "?" in value):
        # The translation never backtracks over more than one star, so no pattern is slow.
        return TextMatch(re.compile(fnmatch.translate(value.replace("[", "[[]"))).match, folds)
    return TextMatch(value.__eq__, folds)


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
