"""The filters that people typed and those that they named, for one root. A file of our own each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from spt_tui.runs.root_file import Kind, RootFile, Tree
from spt_tui.text import clean

FILE_LIMIT = 1 << 20
"""Bytes of the file; a larger one is not read."""
MOST_PAST = 100
"""Filters of a pane that are remembered."""
MOST_NAMED = 200
"""Named filters that are kept; the oldest go first."""
TEXT_LIMIT = 2_048
"""Characters of a filter; a longer one is not kept."""
NAME_LIMIT = 40
"""Characters of a name."""

_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FilterBook:
    """The filters of one root, cleaned."""

    past: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NONE)
    """Pane -> what was typed in its line, the newest last, each once."""
    named: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """Name -> filter of the runs, the newest last."""

    def used(self, pane: str, text: str) -> FilterBook:
        """With `text` as the newest that was typed for a pane; blank or very long text is not remembered."""
        text = clean(text, len(text)).strip()
        if not _is_kept(text):
            return self
        rest = tuple(each for each in self.past.get(pane, ()) if each != text)
        return replace(self, past=MappingProxyType({**self.past, pane: (*rest, text)[-MOST_PAST:]}))

    def saved(self, name: str, text: str) -> FilterBook:
        """With `text` under a name, in place of what had that name; unchanged if `name_of` or the text is empty."""
        name, text = name_of(name), clean(text, len(text)).strip()
        if not name or not _is_kept(text):
            return self
        rest = [(each, kept) for each, kept in self.named.items() if each != name]
        return replace(self, named=MappingProxyType(dict([*rest, (name, text)][-MOST_NAMED:])))

    def without(self, name: str) -> FilterBook:
        """Without the filter of this name."""
        return replace(self, named=MappingProxyType({each: text for each, text in self.named.items() if each != name}))


EMPTY_BOOK = FilterBook()


def name_of(typed: str) -> str:
    """What people typed as a name, as it is kept: no blanks, so that `@name` is one word; perhaps empty."""
    return clean("-".join(typed.strip().removeprefix("@").split()), NAME_LIMIT)


class FilterFile(RootFile[FilterBook]):
    """The file of one root."""

    def __init__(self, root: str) -> None:
        super().__init__(root, _KIND)


def _is_kept(text: str) -> bool:
    return 0 < len(text) <= TEXT_LIMIT


def _understood(tree: Tree) -> FilterBook:
    book = EMPTY_BOOK
    for pane, texts in _entries(tree.get("past")):
        for text in texts if isinstance(texts, list) else ():
            book = book.used(clean(pane), text) if isinstance(text, str) else book
    for name, text in _entries(tree.get("named")):
        book = book.saved(name, text) if isinstance(text, str) else book
    return book


def _entries(given: Any) -> list[tuple[str, Any]]:
    return [*given.items()] if isinstance(given, dict) else []


def _written(book: FilterBook) -> Tree:
    return {"past": dict(book.past), "named": dict(book.named)}


_KIND = Kind("filters", "filters", FILE_LIMIT, EMPTY_BOOK, _understood, _written)
