"""The words of the filter language: a line of text -> its tokens, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from spt_tui.runs.filters.expression import ANY, KEYWORDS, Ask, Pattern, Word, is_balanced, is_bare
from spt_tui.runs.filters.query_error import QueryError


class Kind(Enum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    AND = "and"
    OR = "or"
    NOT = "not"
    """A minus, too."""
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Token:
    """One of them."""

    kind: Kind
    start: int
    end: int
    """Exclusive."""
    term: Word | Pattern | Ask | None = None


FAMILIES = ("hp", "m", "best")
"""What stands before the dot of a key that a run recorded."""

_OPERATOR = r"(?P<operator>!=|<=|>=|==|[=<>])"
_KEY = r"""[^\s:"=<>!]|!(?!=)"""
_QUOTED = r'"(?P<text>(?:[^"\\]|\\.)*)(?P<close>")?'
_QUOTED_KEY = re.compile(rf"(?P<family>(?i:{'|'.join(FAMILIES)}))\.{_QUOTED}(?:\s*{_OPERATOR}\s*|(?P<any>:))")
_ASKED = re.compile(rf"(?P<name>[A-Za-z_]\w*(?:\.(?:{_KEY})*)?):")
_ANY_OF_KEY = re.compile(rf"(?P<name>[^\W\d](?:{_KEY})*):(?=[\s)]|$)")
_COMPARED = re.compile(rf"(?P<name>[^\W\d](?:{_KEY})*)\s*{_OPERATOR}\s*")
_QUESTIONS = (_QUOTED_KEY, _ASKED, _ANY_OF_KEY, _COMPARED)
_KEYWORD = re.compile(rf"({'|'.join(sorted(KEYWORDS))})(?=[\s()]|$)")
_STRAY = re.compile(r"!=|[=<>]+")
_TEXT = re.compile(_QUOTED)
_CLOSED_PATTERN = re.compile(r"/(?P<source>(?:[^/\\]|\\.|/(?![\s)]|$)){0,1000})/(?=[\s)]|$)")
"""At most so long: who looks further for a second slash takes long over many first ones."""

_UNTIL_SPACE = re.compile(r"\S*")
_BREAK = re.compile(r"[\s()]")
_SPACE = re.compile(r"\s*")
_ESCAPED = re.compile(r'\\(["\\])')
_DAY_AND_TIME = re.compile(r"(\d{4}-\d\d?-\d\d?)\s+(\d\d?:\d\d(?::\d\d)?)(?=[\s)]|$)", re.ASCII)


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a cleaned text, without those that say nothing yet, such as a lone `-`. Raises `QueryError`."""
    depth, place = 0, _space_end(text, 0)
    while place < len(text):
        token = _token_at(text, place, depth)
        if token.kind is Kind.OPEN:
            depth += 1
        elif token.kind is Kind.CLOSE:
            depth -= 1
        if not _says_nothing(text, token):
            yield token
        place = _space_end(text, token.end)


def unescaped(text: str) -> str:
    """What was meant between quotes."""
    return _ESCAPED.sub(r"\1", text)


def _says_nothing(text: str, token: Token) -> bool:
    if token.kind is Kind.TERM:
        return token.term is None
    is_minus = token.kind is Kind.NOT and text[token.start] == "-"
    return is_minus and (token.end == len(text) or text[token.end].isspace() or text[token.end] == ")")


def _token_at(text: str, place: int, depth: int) -> Token:
    sign = text[place]
    if sign == "(":
        return Token(Kind.OPEN, place, place + 1)
    if sign == ")":
        if not depth:
            raise QueryError("this parenthesis closes nothing; quote it to search for it", place, place + 1)
        return Token(Kind.CLOSE, place, place + 1)
    if sign == "-":
        return Token(Kind.NOT, place, place + 1)
    keyword = _KEYWORD.match(text, place)
    if keyword:
        return Token(Kind(keyword[1].lower()), place, keyword.end())
    if sign == '"':
        word, end = _quoted_at(text, place)
        return Token(Kind.TERM, place, end, Word(word))
    if sign == "/":
        return _pattern_at(text, place)
    return _ask_at(text, place) or _word_at(text, place)


def _quoted_at(text: str, place: int) -> tuple[str, int]:
    """What stands between the quotes that begin here, and where the text goes on."""
    found = _TEXT.match(text, place)
    assert found is not None
    if not found["close"]:
        raise QueryError("unclosed quote", place, len(text), unfinished=True)
    end = found.end()
    if end < len(text) and not (text[end].isspace() or text[end] == ")"):
        raise QueryError("a space is missing after the quote", end - 1, end + 1)
    return unescaped(found["text"]), end


def _pattern_at(text: str, place: int) -> Token:
    """A pattern up to its last slash; one that is still being typed ends with the first space."""
    closed = _CLOSED_PATTERN.match(text, place)
    if closed:
        source, end = closed["source"], closed.end()
    else:
        end = _end_of(_UNTIL_SPACE, text, place)
        source = text[place + 1 : end]
    return Token(Kind.TERM, place, end, Pattern(source, place, end) if source else None)


def _ask_at(text: str, place: int) -> Token | None:
    found = next(filter(None, (form.match(text, place) for form in _QUESTIONS)), None)
    if found is None:
        return None
    parts = found.groupdict()
    if parts.get("family"):
        if not parts["close"]:
            return None
        name = f"{found['family']}.{unescaped(found['text'])}"
    elif is_balanced(found["name"]):
        name = found["name"]
    else:
        return None
    operator = (parts.get("operator") or ANY).replace("==", "=")
    value, is_quoted, end = _value_at(text, found.end(), operator)
    if not value and not is_quoted:
        operator = ANY
    return Token(Kind.TERM, place, end, Ask(name, operator, value, is_quoted, place, end))


def _value_at(text: str, place: int, operator: str) -> tuple[str, bool, int]:
    """The value that begins here, whether it is quoted, and where the text goes on."""
    if text[place : place + 1] == '"':
        value, end = _quoted_at(text, place)
        return value, True, end
    day = _DAY_AND_TIME.match(text, place)
    if day and operator != ANY:
        return f"{day[1]}T{day[2]}", False, day.end()
    end = _bare_end(text, place)
    if not is_bare(text[place:end], operator):
        raise QueryError(f"no value begins with `{text[place]}`; quote it to ask for it", place, place + 1)
    return text[place:end], False, end


def _word_at(text: str, place: int) -> Token:
    stray = _STRAY.match(text, place)
    if stray:
        raise QueryError(f"a field is missing before `{stray[0]}`; quote it to search for it", place, stray.end())
    end = _bare_end(text, place)
    return Token(Kind.TERM, place, end, Word(text[place:end]))


def _bare_end(text: str, place: int) -> int:
    """Where a text without quotes ends: at a space, or at a parenthesis that was opened before it."""
    depth = 0
    for found in _BREAK.finditer(text, place):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")" and depth:
            depth -= 1
        elif depth:
            break
        else:
            return found.start()
    if depth:
        end = _end_of(_UNTIL_SPACE, text, place)
        raise QueryError("unclosed parenthesis; quote it to search for it", place, end, unfinished=end == len(text))
    return len(text)


def _space_end(text: str, place: int) -> int:
    return _end_of(_SPACE, text, place)


def _end_of(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place
