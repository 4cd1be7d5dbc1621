"""A command line that is still being typed in bash -> its words, and words -> what bash is to put there."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PIECE = re.compile(r"""\s+|\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"\\]+|.""", re.DOTALL)
_ESCAPE_IN_QUOTES = re.compile(r"\\([\\\"$`])")
_ACTIVE = re.compile(r"[^\w@%+=:,./-]")
_ACTIVE_IN_QUOTES = re.compile(r"([\\\"$`])")


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line up to the cursor."""

    words: tuple[str, ...]
    """As the command would get them; the last one is being typed, and can be empty."""
    quote: str
    """The quote in which the cursor stands; empty if in none."""


def typed_line(text: str) -> TypedLine:
    """The words of a line of bash, of which the last may be within a quote. Nothing is expanded."""
    words, quote = [""], ""
    rest = text
    while rest:
        piece = _PIECE.match(rest)
        assert piece is not None
        part = piece.group()
        if part.isspace():
            words.append("")
        elif len(part) == 1 and part in "'\"":
            # No other one follows: the rest of the line is within it.
            quote, words[-1] = part, words[-1] + _inside(rest[1:], part)
            break
        else:
            words[-1] += _plain(part)
        rest = rest[len(part) :]
    return TypedLine(tuple(words), quote)


def written(word: str, typed: TypedLine, breaks: str) -> str:
    """What stands for `word` on the line, from where bash begins to replace.

    Outside of quotes every sign that a shell could obey is escaped, and bash replaces only what comes after the last of
    its `breaks` ($COMP_WORDBREAKS) that has been typed.
    """
    if typed.quote == "'":
        return word.replace("'", "'\\''")
    if typed.quote:
        return _ACTIVE_IN_QUOTES.sub(r"\\\1", word)
    kept = max((typed.words[-1].rfind(sign) for sign in breaks if sign in ":="), default=-1) + 1
    return _ACTIVE.sub(r"\\\g<0>", word[kept:])


def _plain(part: str) -> str:
    if part[0] == "'":
        return part[1:-1]
    if part[0] == '"':
        return _inside(part[1:-1], '"')
    return part[1:] if part[0] == "\\" else part


def _inside(text: str, quote: str) -> str:
    return text if quote == "'" else _ESCAPE_IN_QUOTES.sub(r"\1", text)
