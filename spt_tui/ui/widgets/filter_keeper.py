"""The thread that reads and keeps the filters of a root."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from spt_tui.runs.directories.disk import reason_of
from spt_tui.runs.filter_book import FilterBook, FilterFile

Change = Callable[[FilterBook], FilterBook]


@dataclass(frozen=True, slots=True)
class KeptFilters:
    """The filters of a root by now."""

    book: FilterBook | None
    """`None` where a change could not be kept."""
    problem: str = ""
    """Why not, or why those that were kept cannot be shown; in one cleaned line."""


class FilterKeeper:
    """Reads and changes filters in the order in which it is asked to; `deliver(kept)` is called on its thread."""

    def __init__(self, root: str, deliver: Callable[[KeptFilters], object]) -> None:
        self._file = FilterFile(root)
        self._deliver = deliver
        self._asked: queue.SimpleQueue[Change | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def read(self) -> None:
        """Tell which filters there are."""
        self._ask(None)

    def edit(self, change: Change) -> None:
        """Make a change and keep it."""
        self._ask(change)

    def _ask(self, change: Change | None) -> None:
        self._asked.put(change)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="filters", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            self._deliver(self._kept(self._asked.get()))

    def _kept(self, change: Change | None) -> KeptFilters:
        try:
            book = self._file.read()
            if change is not None and change(book) != book:
                book = self._file.edit(change)
        except OSError as error:
            return KeptFilters(None, f"filters are not kept: {reason_of(error)}")
        problem = self._file.problem
        return KeptFilters(book, f"filters are not used: {problem}" if problem else "")
