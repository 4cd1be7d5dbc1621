"""What is typed to search a log: text or a regular expression, to be marked or to narrow the log to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Lines(Enum):
    """Which lines of the log are shown."""

    ALL = "all"
    MATCHING = "matching"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search, understood. Case counts if there is a capital in it; without one, that of ASCII letters does not."""

    typed: str = ""
    """The text or the expression, without what stands before and around it."""
    is_pattern: bool = False
    """Between slashes: a regular expression, as Python's `re` reads it."""
    lines: Lines = Lines.ALL
    pattern: re.Pattern[str] | None = None
    """Finds it in a folded line; `None` if nothing is searched."""
    wrong: str = ""
    """Why it is no regular expression; nothing is searched then."""

    @property
    def ignores_case(self) -> bool:
        """Whether either case of an ASCII letter matches."""
        return not any(letter.isupper() for letter in _ESCAPE.sub("", self.typed))

    @property
    def may_be_slow(self) -> bool:
        """Whether it may take more than one look at each character."""
        return self.pattern is not None and self.is_pattern and not _REPEATS.isdisjoint(self.typed)


NOTHING = SearchQuery()

_REPEATS = frozenset("*+?{")

_ESCAPE = re.compile(r"\\.", re.DOTALL)
_FLAGS = re.ASCII | re.IGNORECASE


def parse_query(text: str) -> SearchQuery:
    """`text`, `/expression/`, either after `&` to show only the lines that match, after `&!` only the others.

    The second slash may be missing: it has not been typed yet.
    """
    lines = Lines.ALL
    if text.startswith("&"):
        lines = Lines.OTHERS if text.startswith("&!") else Lines.MATCHING
        text = text[1 if lines is Lines.MATCHING else 2 :]
    is_pattern = text.startswith("/") and len(text) > 1
    return query_of(text[1:].removesuffix("/") if is_pattern else text, is_pattern, lines)


def query_of(typed: str, is_pattern: bool, lines: Lines = Lines.ALL) -> SearchQuery:
    """The search for a text, or for a regular expression without the slashes around it."""
    query = SearchQuery(typed, is_pattern, lines)
    if not typed:
        return NOTHING
    flags = _FLAGS if query.ignores_case else re.ASCII
    if not is_pattern:
        return SearchQuery(typed, False, lines, re.compile(re.escape(typed), flags))
    if _takes_for_ever(typed):
        return SearchQuery(typed, True, lines, wrong="a repeat in a repeated group can take for ever")
    try:
        return SearchQuery(typed, True, lines, re.compile(typed, flags))
    except (re.error, OverflowError, RecursionError) as error:
        return SearchQuery(typed, True, lines, wrong=getattr(error, "msg", "too large"))


def _takes_for_ever(expression: str) -> bool:
    """Whether a group that is repeated without limit holds such a repeat: time can then double with each character."""
    repeats = [False]  # of each group that is open, whether it holds a repeat
    for token in _TOKEN.findall(expression):
        if token == "(":
            repeats.append(False)
        elif token.startswith(")"):
            inner = repeats.pop() if len(repeats) > 1 else False
            if inner and len(token) > 1:
                return True
            repeats[-1] = repeats[-1] or inner or len(token) > 1
        elif token[0] in "*+{":
            repeats[-1] = True
    return False


_REPEAT = r"(?:[*+]|\{\d*,\d*\})"
_TOKEN = re.compile(rf"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(|\){_REPEAT}?|{_REPEAT}", re.DOTALL)
