"""How the terms of a filter are joined: `not` binds before `and`, which may be left out, and that before `or`."""

from __future__ import annotations

import re

from spt_tui.runs.filters.expression import Expression, all_of, any_of, no
from spt_tui.runs.filters.query_error import QueryError
from spt_tui.runs.filters.token import Kind, Token, tokens_of
from spt_tui.text import clean

MOST_CHARACTERS = 20_000
MOST_TERMS = 1_000
MOST_DEPTH = 50
"""Of parentheses in parentheses."""

_ENDS = (None, Kind.CLOSE)


def expression_of(text: str) -> Expression | None:
    """What `text` says; `None` if it asks for nothing. Raises `QueryError`.

    What is still being typed is no error where it can be left out: a lone `-`, an `or` with nothing behind it, a
    parenthesis that is not closed.
    """
    if len(text) > MOST_CHARACTERS:
        raise QueryError(f"longer than {MOST_CHARACTERS:,} characters", MOST_CHARACTERS, len(text))
    return _read(clean(re.sub(r"\s", " ", text), max(1, len(text))))


def _read(text: str) -> Expression | None:
    tokens: list[Token] = []
    terms = 0
    for token in tokens_of(text):
        tokens.append(token)
        terms += token.kind is Kind.TERM
        if terms > MOST_TERMS:
            raise QueryError(f"more than {MOST_TERMS:,} terms", token.start, len(text))
    return _Reader(tokens).alternatives(0)


class _Reader:
    """Reads tokens one after the other."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def _kind(self) -> Kind | None:
        """What comes next; `None` at the end."""
        return self._tokens[self._place].kind if self._place < len(self._tokens) else None

    @property
    def _is_last(self) -> bool:
        """Nothing comes after what comes next: it may be the beginning of a word."""
        return self._place + 1 == len(self._tokens)

    def alternatives(self, depth: int) -> Expression | None:
        """Up to the end, or to the parenthesis that closes."""
        found = [self._conjunction(depth)]
        while self._kind is Kind.OR:
            self._join()
            if self._kind not in _ENDS:
                found.append(self._conjunction(depth))
        return any_of(each for each in found if each is not None)

    def _conjunction(self, depth: int) -> Expression | None:
        found = [self._term(depth)]
        while self._kind not in (*_ENDS, Kind.OR):
            if self._kind is Kind.AND:
                self._join()
                if self._kind in (*_ENDS, Kind.OR):
                    break
            found.append(self._term(depth))
        return all_of(found)

    def _join(self) -> None:
        """Step over an `and` or an `or`."""
        joint = self._tokens[self._place]
        self._place += 1
        if self._kind in (Kind.AND, Kind.OR) and not self._is_last:
            raise QueryError(f"nothing stands behind `{joint.kind.value}`", joint.start, joint.end)

    def _term(self, depth: int) -> Expression | None:
        if self._kind in (Kind.AND, Kind.OR) and not self._is_last:
            joint = self._tokens[self._place]
            message = f"nothing stands before `{joint.kind.value}`; quote it to search for the word"
            raise QueryError(message, joint.start, joint.end)
        is_denied = False
        while self._kind is Kind.NOT:
            is_denied = not is_denied
            self._place += 1
        if self._kind not in (Kind.OPEN, Kind.TERM):
            self._place += self._kind in (Kind.AND, Kind.OR)
            return None
        token = self._tokens[self._place]
        self._place += 1
        found = self._group(token, depth + 1) if token.kind is Kind.OPEN else token.term
        return no(found) if is_denied and found is not None else found

    def _group(self, opening: Token, depth: int) -> Expression | None:
        if depth > MOST_DEPTH:
            raise QueryError(f"more than {MOST_DEPTH} parentheses in each other", opening.start, opening.end)
        found = self.alternatives(depth) if self._kind is not Kind.CLOSE else None
        self._place += self._kind is Kind.CLOSE
        return found
