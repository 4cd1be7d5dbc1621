"""The runs that a user names: by an id, by enough of its beginning or end, or by a directory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from spt_tui.runs.below import PATH_LIMIT, is_below
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import Run
from spt_tui.runs.sidecar import SIDECAR, read_run
from spt_tui.runs.verified_runs import verified_runs
from spt_tui.text import clean
from spt_tui.units import counted

MOST_NAMED = 5
"""Runs that an error names before it only counts."""


class RunNotFound(ValueError):
    """A word names no run, or more than one: `str()` says so in one cleaned line."""

    def __init__(self, message: str, is_ambiguous: bool) -> None:
        super().__init__(message)
        self.is_ambiguous = is_ambiguous
        """Whether it names more than one."""


def read_named(roots: Sequence[str], words: Sequence[str], threads: int = 8) -> list[Run]:
    """The runs below `roots` that these words name, as they are on the disk now. RunNotFound for the first that fails.

    Where all of them are whole ids, or directories, nothing else is read; otherwise all runs are looked at, once.
    """
    exact = [_read_exactly(roots, word) for word in words]
    found = [run for run in exact if run is not None]
    if len(found) == len(words):
        return found
    catalog = verified_runs(roots, threads=threads)
    return [catalog.run(find_slot(catalog, word)) for word in words]


def find_slot(catalog: Catalog, word: str, among: Sequence[int] | None = None) -> int:
    """The slot of the run that `word` names, of all or `among` some. RunNotFound if there is none, or more than one.

    An id comes before a name or the last parts of an id, and those before any beginning or end of an id, or beginning
    of a name.
    """
    word = clean(word, PATH_LIMIT).rstrip("/")
    with catalog.lock:
        slots, ids, names = catalog.slots() if among is None else among, catalog.ids(), catalog.names()
        for is_meant in _ways(word):
            found = [slot for slot in slots if is_meant(ids[slot], names[slot])]
            if len(found) == 1:
                return found[0]
            if found:
                raise RunNotFound(_ambiguous(catalog, word, found), is_ambiguous=True)
        raise RunNotFound(_unknown(word, [names[slot] for slot in slots]), is_ambiguous=False)


def _ways(word: str) -> Iterator[Callable[[str, str], bool]]:
    """What to ask of a run's id and name, in turn."""
    if not word:
        return
    yield lambda id, name: id == word
    yield lambda id, name: name == word or id.endswith(f"/{word}")
    yield lambda id, name: id.startswith(word) or id.endswith(word) or name.startswith(word)


def _read_exactly(roots: Sequence[str], word: str) -> Run | None:
    found = []
    for root in roots:
        dir = os.path.normpath(os.path.join(root, word))
        if dir != root and is_below(root, dir) and os.path.isfile(os.path.join(dir, SIDECAR)):
            found.append((root, dir))
    return read_run(*found[0]) if len(found) == 1 else None


def _ambiguous(catalog: Catalog, word: str, slots: Sequence[int]) -> str:
    # Two roots can have a run of the same id.
    ids = [clean(catalog.dir(slot), PATH_LIMIT) if len(catalog.roots) > 1 else catalog.id(slot) for slot in slots]
    return f"'{word}' could be {_listed(sorted(ids))}; give more of it"


def _unknown(word: str, names: Sequence[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word.rpartition("/")[2], sorted(set(names)), n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else f"there are {counted(len(names), 'run')}, see spt-tui ls"
    return f"no run is named '{word}'; {hint}"


def _listed(ids: Sequence[str]) -> str:
    more = len(ids) - MOST_NAMED
    return ", ".join(ids[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
