"""What a term of a filter accepts of texts: a test of one that is also made of a hundred thousand."""

from __future__ import annotations

import fnmatch
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress, zip_longest
from operator import methodcaller

from spt_tui.runs.filters.interval import Interval
from spt_tui.runs.filters.quantity import number_in

SELDOM = 8
"""A word that at most one text in so many holds is looked for in all texts joined, without a look at each."""

_SIGN = re.compile(r"\\.|\(\?P")
"""Signs of an expression whose capitals are no letters that are looked for."""
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[\w /-]+|.")


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
        folded = text.lower() if self.folds else text
        return self.literal in folded and bool(self.accepts(folded))

    def mask(self, texts: Sequence[str]) -> bytes:
        """A byte a text, 1 for one that passes. No text holds a line end."""
        literal, accepts = self.literal, self.accepts
        joined = "\n".join(texts)
        folded = joined.lower() if self.folds else joined
        if literal and folded.count(literal) * SELDOM < len(texts):
            few = _mask_of_few(literal, folded, len(texts))
            return bytes(few if self.is_literal else self._narrowed(few, texts))
        lines = texts if folded == joined else folded.split("\n")
        if self.is_literal:
            return bytes([literal in line for line in lines])
        if not literal:
            return bytes(map(bool, map(accepts, lines)))
        return bytes([literal in line and bool(accepts(line)) for line in lines])

    def _narrowed(self, mask: bytearray, texts: Sequence[str]) -> bytearray:
        """Of the texts that have a 1 in `mask` only those that pass."""
        for place in compress(range(len(mask)), mask):
            mask[place] = self(texts[place])
        return mask


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
        if value == f"{literal}*":
            return TextMatch(methodcaller("startswith", literal), folds)
        if value == f"*{literal}":
            return TextMatch(methodcaller("endswith", literal), folds)
        pattern = re.compile(fnmatch.translate(value.replace("[", "[[]")))
        return TextMatch(pattern.match, folds, literal)
    return TextMatch(value.__eq__, folds, value)


def found_by(source: str) -> TextMatch:
    """Accepts the texts in which a regular expression is found; case counts with a capital. Raises ValueError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some expressions will mean something else one day
            search = re.compile(source).search
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(getattr(error, "msg", "too large")) from None
    return TextMatch(search, not _case_counts(_SIGN.sub("", source)), _held_by_all(source))


def _held_by_all(source: str) -> str:
    """The longest text that stands in all that an expression finds, as far as that is plain to see; empty if none."""
    if "{" in source or "(?" in source:
        return ""
    pieces, depth, found = _PIECE.findall(source), 0, [""]
    for piece, after in zip_longest(pieces, pieces[1:], fillvalue=""):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            return ""
        if depth == 0 and re.match(r"[\w /-]", piece):
            found.append(piece[:-1] if after in ("*", "?") else piece)
    return max(found, key=len)


def is_number_in(numbers: Interval) -> TextMatch:
    """Accepts the texts that spell one of these numbers."""

    def accepts(text: str) -> bool:
        number = number_in(text)
        return number is not None and numbers.holds(number)

    return TextMatch(accepts)


def _mask_of_few(word: str, joined: str, size: int) -> bytearray:
    mask, line = bytearray(size), 0
    for before in joined.split(word)[:-1]:
        line += before.count("\n")
        mask[line] = 1
    return mask


def _case_counts(value: str) -> bool:
    return value != value.lower()
