"""Finding a text that very many lines have: most of the work is to take note of each, so several processes share it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from spt_tui.runs.logs.file_cell import FileCell
from spt_tui.runs.logs.line_finder import LineFinder, TextFinder, finder_of
from spt_tui.runs.logs.search_query import SearchQuery

if TYPE_CHECKING:
    from spt_tui.runs.logs.far_finder import FarFinder

WORTH_STARTING = 64
"""Cells that are counted here first: a start takes as long as they do."""
CROWDED = 256
"""Lines found in a cell, on average, from which on processes are quicker."""


class CrowdedText:
    """Finds what a `TextFinder` of the query finds, in processes of their own once it turns out to be much."""

    context = 0

    def __init__(self, query: SearchQuery) -> None:
        self._near = TextFinder(query.typed, query.ignores_case)
        self._query = query
        self._far: FarFinder | None = None
        self._cells = self._found = 0
        """Counted here."""

    @property
    def at_once(self) -> int:
        """See `LineFinder`."""
        return self._far.at_once if self._far is not None else 1

    def starts(self, cell: FileCell) -> list[int]:
        """See `LineFinder`."""
        return self._near.starts(cell)

    def count(self, cell: FileCell) -> int:
        """See `LineFinder`."""
        return self._near.count(cell)

    def counts(self, cells: Sequence[FileCell]) -> list[int]:
        """See `LineFinder`."""
        if self._far is not None:
            with suppress(OSError):
                return self._far.counts(cells)
            self._far = None
        counts = self._near.counts(cells)
        before = self._cells
        self._cells += len(counts)
        self._found += sum(counts)
        if before < WORTH_STARTING <= self._cells and self._found >= CROWDED * self._cells:
            self._far = _processes_for(self._query)
        return counts

    def rest(self) -> None:
        """See `LineFinder`: what comes from now on is little."""
        self._far = None


def _processes_for(query: SearchQuery) -> FarFinder | None:
    """`None` where there are to be none, or only one, which would be no quicker."""
    from spt_tui.runs.logs.far_finder import FarFinder, process_limit  # what starts processes takes a while to load

    limit = process_limit()
    return FarFinder(query, limit) if limit > 1 else None


def quickest_finder(query: SearchQuery) -> LineFinder | None:
    """What finds the lines that match `query`, in processes where that is quicker or may take for ever."""
    if query.may_be_slow:
        from spt_tui.runs.logs.far_finder import FarFinder

        return FarFinder(query)
    return finder_of(query) if query.is_pattern or query.pattern is None else CrowdedText(query)
