"""What a term of a filter accepts of texts: a test of one that is also made of a hundred thousand."""

from __future__ import annotations

import fnmatch
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import methodcaller

from spt_tui.runs.filters.interval import Interval
from spt_tui.runs.filters.quantity import number_in

SELDOM = 8
"""A word that at most one text in so many holds is looked for in all texts joined, without a look at each."""

_ESCAPE = re.compile(r"\\.")


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


def found_by(source: str) -> TextMatch:
    """Accepts the texts in which a regular expression is found; case counts once there is a capital. Raises ValueError."""
    flags = re.UNICODE if _case_counts(_ESCAPE.sub("", source)) else re.IGNORECASE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some expressions will mean something else one day
            return TextMatch(re.compile(source, flags).search)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(getattr(error, "msg", "too large")) from None


def is_number_in(numbers: Interval) -> TextMatch:
    """Accepts the texts that spell one of these numbers."""

    def accepts(text: str) -> bool:
        number = number_in(text)
        return number is not None and numbers.holds(number)

    return TextMatch(accepts)


def _mask_of_few(word: str, joined: str, size: int) -> bytes:
    mask, line = bytearray(size), 0
    for before in joined.split(word)[:-1]:
        line += before.count("\n")
        mask[line] = 1
    return bytes(mask)


def _case_counts(value: str) -> bool:
    return value != value.lower()
