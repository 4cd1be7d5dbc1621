"""What a filter says, as a tree of frozen values. `str` of a tree is a text that is read as the same tree.

Trees are made by `all_of`, `any_of` and `no`, which keep them plain: an `And` holds no `And`, an `Or` no `Or`, a `Not`
no `Not`. Texts in them are cleaned, as is what they are compared with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

ANY = ":"
"""The operator between a field and the value it has as a whole."""
OPERATORS = (ANY, "=", "!=", "<", "<=", ">", ">=")
KEYWORDS = frozenset({"and", "or", "not", "AND", "OR", "NOT"})
"""Words that join terms; quoted they are words as any other."""

_JOINED_TO_AN_OPERATOR = ("=", "<", ">", "\N{COMBINING LONG SOLIDUS OVERLAY}")
_PLAIN_WORD = re.compile(r"[^\W_][\w.@%+*?,;\[\]{}~#&|^'$-]*")
_REPEATS = frozenset("*+?{")
_PLAIN_KEY = re.compile(r'(?:[^\s:"=<>()!]|!(?!=))+')


@dataclass(frozen=True, slots=True)
class Word:
    """A text that a run holds somewhere in what names it."""

    text: str

    def __str__(self) -> str:
        is_plain = _PLAIN_WORD.fullmatch(self.text) and self.text not in KEYWORDS
        return self.text if is_plain else quoted(self.text)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that is found somewhere in what names a run."""

    source: str
    """As it stands between its slashes."""
    start: int = field(default=0, compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)

    def __str__(self) -> str:
        return f"/{self.source}/"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of one field. ValueError if a value that is not quoted could not be typed so."""

    name: str
    """The field's, `hp.optim.lr` with its family, or a key that any family may have."""
    operator: str
    """One of `OPERATORS`."""
    value: str
    is_quoted: bool = False
    """The value is meant letter by letter."""
    start: int = field(default=0, compare=False, repr=False)
    """Where in the text the field's name begins, in characters."""
    end: int = field(default=0, compare=False, repr=False)
    """Where the term ends, exclusive."""

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS or not (self.is_quoted or is_bare(self.value, self.operator)):
            raise ValueError(f"nobody can type {self.name} {self.operator} {self.value}")

    @property
    def asks_for_any(self) -> bool:
        """True for `field:` alone, which any value fulfils."""
        return not self.value and not self.is_quoted

    @property
    def value_start(self) -> int:
        """Where in the text the value begins, in characters, if it is spelled as it would be here."""
        return max(self.start, self.end - len(quoted(self.value) if self.is_quoted else self.value))

    def __str__(self) -> str:
        return f"{name_text(self.name)}{self.operator}{quoted(self.value) if self.is_quoted else self.value}"


@dataclass(frozen=True, slots=True)
class Not:
    """What is inside does not hold."""

    part: Word | Pattern | Ask | And | Or

    def __str__(self) -> str:
        return f"-{_in_group(self.part)}"


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold; there are two or more."""

    parts: tuple[Word | Pattern | Ask | Not | Or, ...]

    def __str__(self) -> str:
        return " ".join(map(_in_group, self.parts))


@dataclass(frozen=True, slots=True)
class Or:
    """One of the parts holds; there are two or more."""

    parts: tuple[Word | Pattern | Ask | Not | And, ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.parts))


Expression = Word | Pattern | Ask | Not | And | Or


def all_of(parts: Iterable[Expression | None]) -> Expression | None:
    """All of these; `None`, which every run fulfils, adds nothing."""
    flat: list[Word | Pattern | Ask | Not | Or] = []
    for part in parts:
        if isinstance(part, And):
            flat += part.parts
        elif part is not None:
            flat.append(part)
    return And(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def any_of(parts: Iterable[Expression]) -> Expression | None:
    """One of these; `None` if there are none."""
    flat: list[Word | Pattern | Ask | Not | And] = []
    for part in parts:
        if isinstance(part, Or):
            flat += part.parts
        else:
            flat.append(part)
    return Or(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def no(part: Expression) -> Expression:
    """The opposite."""
    return part.part if isinstance(part, Not) else Not(part)


def asks(expression: Expression | None) -> list[Ask]:
    """Every question to a field that stands in a tree, from left to right."""
    if isinstance(expression, Ask):
        return [expression]
    if isinstance(expression, Not):
        return asks(expression.part)
    if isinstance(expression, (And, Or)):
        return [ask for part in expression.parts for ask in asks(part)]
    return []


def has_repeat(expression: Expression | None) -> bool:
    """Whether a pattern with a repeat stands in a tree."""
    if isinstance(expression, Pattern):
        return not _REPEATS.isdisjoint(expression.source)
    if isinstance(expression, Not):
        return has_repeat(expression.part)
    return isinstance(expression, (And, Or)) and any(map(has_repeat, expression.parts))


def quoted(text: str) -> str:
    """`text` between quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_bare(value: str, operator: str = ANY) -> bool:
    """Whether `value` can stand behind an operator without quotes."""
    if value.startswith('"') or any(map(str.isspace, value)) or not is_balanced(value):
        return False
    return operator == ANY or not value.startswith(_JOINED_TO_AN_OPERATOR)


def is_balanced(text: str) -> bool:
    """Whether each parenthesis in `text` has its other one there."""
    depth = 0
    for sign in re.findall(r"[()]", text):
        depth += 1 if sign == "(" else -1
        if depth < 0:
            return False
    return depth == 0


def name_text(name: str) -> str:
    """The name of a field as it is typed: a key with signs in it stands in quotes."""
    if _PLAIN_KEY.fullmatch(name):
        return name
    family, dot, key = name.partition(".")
    return f"{family}{dot}{quoted(key)}"


def _in_group(part: Expression) -> str:
    return f"({part})" if isinstance(part, (And, Or)) else str(part)
