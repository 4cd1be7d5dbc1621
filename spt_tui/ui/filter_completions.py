"""What may be typed into the filter of the runs next: from the runs that the rest of the filter shows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.filters.completion import Completion, complete
from spt_tui.runs.filters.vocabulary import Vocabulary
from spt_tui.runs.query import QueryError, parse

FRESH_SECONDS = 5.0
"""How long what the runs have is offered as it was counted, though live runs change all the time."""
MOST = 50
"""Completions that are offered at once."""
_WORD = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^\s"])*')
"""What stands between blanks that are not in quotes."""
_OR = re.compile(r"\bor\b", re.IGNORECASE)


class _Counted(NamedTuple):
    """What some runs have."""

    catalog: Catalog
    size: int
    rest: str
    at: float
    vocabulary: Vocabulary


class Completer:
    """Completes filters of the runs of a catalog. What they have is counted when it is asked for, and kept a while."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counted: _Counted | None = None

    def completions(self, text: str, cursor: int, catalog: Catalog, named: Mapping[str, str]) -> Sequence[Completion]:
        """What may stand at `cursor`, in characters, the best first. `named` are the saved filters: `@name` is one."""
        start, end = word_at(text, cursor)
        if text[start:end].startswith("@"):
            return _named(text, start, end, named)
        return complete(text, cursor, self._vocabulary(catalog, text[:start] + text[end:]), MOST)

    def _vocabulary(self, catalog: Catalog, rest: str) -> Vocabulary:
        """What the runs have that the rest of the filter shows: the word that is being typed matches none yet."""
        size, now, known = len(catalog.states), self._clock(), self._counted
        if (
            known is None
            or (known.catalog, known.size, known.rest) != (catalog, size, rest)
            or now - known.at > FRESH_SECONDS
        ):
            known = self._counted = _Counted(catalog, size, rest, now, Vocabulary(catalog, _mask(catalog, rest)))
        return known.vocabulary


def word_at(text: str, cursor: int) -> tuple[int, int]:
    """Where the word begins and ends that the cursor stands in or behind, in characters."""
    for found in _WORD.finditer(text):
        if found.start() <= cursor <= found.end() and (found[0] or found.start() == cursor):
            return found.span()
    return cursor, cursor


def _mask(catalog: Catalog, rest: str) -> bytes | None:
    """A byte a slot, 1 for the runs that `rest` shows; `None`, which is all, where that is not to be known at once."""
    if not rest.strip() or _OR.search(rest):
        return None
    try:
        query = parse(rest)
    except QueryError:
        return None
    return None if query.may_be_slow else query.mask(catalog)


def _named(text: str, start: int, end: int, named: Mapping[str, str]) -> list[Completion]:
    typed, is_alone = text[start + 1 : end].casefold(), not (text[:start] + text[end:]).strip()
    found = [(name, saved) for name, saved in reversed([*named.items()]) if typed in name.casefold()]
    found.sort(key=lambda pair: not pair[0].casefold().startswith(typed))
    return [
        Completion(saved if is_alone or not _OR.search(saved) else f"({saved})", start, end, f"@{name}", saved, "value")
        for name, saved in found[:MOST]
    ]
