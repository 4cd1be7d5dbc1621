"""A search through a whole log, of any size: a count of what is found in each cell, and the way to each of them."""

from __future__ import annotations

import os
import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from spt_tui.regular_file import open_regular
from spt_tui.runs.logs.file_cell import FileCell, begin_of, cell_count, cell_of, first_unsettled, read_cell
from spt_tui.runs.logs.line_finder import LineFinder

Result = TypeVar("Result")

WORK_SECONDS, BREATH_SECONDS = 1e-3, 5e-5
"""After so much work a breath: a thread that waits for the interpreter gets it soon only from one that sleeps."""

_UNKNOWN = -1
_MARK = 64


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search has come."""

    count: int = 0
    """Lines found so far."""
    lines: int = 0
    """Lines looked at so far; 0 if they are not counted."""
    searched: int = 0
    """Bytes looked at so far."""
    size: int = 0
    """Bytes there are."""
    fault: str = ""
    """Why the file cannot be searched: `gone`, `permission denied`."""

    @property
    def is_done(self) -> bool:
        """All of the file has been looked at, or it cannot be."""
        return self.searched >= self.size or bool(self.fault)


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that was found."""

    offset: int
    """Of its first byte in the file."""
    place: int | None
    """Which one it is, from 1; `None` while what is before it has not been counted."""


class FileSearch:
    """Counts the lines of the file at `path` that `finder` finds; not for use by two threads at a time.

    It holds two numbers for each cell of the file, whatever is found: where in a cell they are is found anew when it
    is gone to. The end of the file is searched first. As the file grows only new bytes are searched, and the cells
    that they begin in; a file that was truncated, replaced or rewritten is searched anew. It is never mapped, and
    nothing stays open between calls.
    """

    def __init__(self, path: str, finder: LineFinder, count_lines: bool = False) -> None:
        self.path = path
        self.generation = 0
        """How often the search began anew."""
        self._finder = finder
        self._counts_lines = count_lines
        self._fault = ""
        self._last: tuple[int, FileCell, list[int]] | None = None
        """The cell that was gone to last, and what is found in it."""
        self._forget()

    @property
    def size(self) -> int:
        """Bytes of the file at the last look."""
        return self._size

    @property
    def progress(self) -> Progress:
        """How far the search has come."""
        unknown = len(self._counts) - self._known
        searched = 0 if unknown and not self._known else self._size - begin_of(unknown)
        return Progress(self._count, self._lines, max(0, searched), self._size, self._fault)

    def sweep(self, seconds: float) -> bool:
        """Look at the file and search on for so long; False if there is nothing left to search now."""
        deadline = time.monotonic() + seconds
        return bool(self._with_file(lambda descriptor: self._sweep(descriptor, deadline)))

    def seek(self, offset: int, step: int, is_stopped: Callable[[], bool] = lambda: False) -> Hit | None:
        """The first line found behind `offset` (`step` 1) or the last one before it (-1), round and round.

        What has not been searched on the way is. `None` if there is none, or as soon as `is_stopped` says so.
        """
        return self._with_file(lambda descriptor: self._seek(descriptor, offset, step, is_stopped))

    def cell(self, number: int) -> tuple[FileCell, list[int]] | None:
        """A cell, and the offsets in the file of what is found in it; `None` if it cannot be read."""
        return self._with_file(lambda descriptor: self._found(descriptor, number))

    def is_empty(self, number: int) -> bool:
        """Whether it is known that nothing is found in a cell."""
        return number < len(self._counts) and self._counts[number] == 0

    def _with_file(self, act: Callable[[int], Result]) -> Result | None:
        try:
            descriptor = open_regular(self.path)
        except (OSError, ValueError) as error:
            self._fault = _fault_of(error)
            return None
        try:
            self._look(descriptor)
            return act(descriptor)
        except OSError as error:
            self._fault = _fault_of(error)
            return None
        finally:
            os.close(descriptor)

    def _forget(self) -> None:
        self._identity: tuple[int, int] | None = None
        self._size = self._modified = 0
        self._mark = b""
        """The last bytes of the file: they tell a longer file from a rewritten one."""
        self._counts = array("q")
        """Lines found in each cell, or `_UNKNOWN`."""
        self._line_counts = array("q")
        self._pending: list[int] = []
        """Cells to search, the next one last; some may have been since."""
        self._known = self._count = self._lines = 0

    def _look(self, descriptor: int) -> None:
        status = os.fstat(descriptor)
        identity, size = (status.st_dev, status.st_ino), status.st_size
        self._fault = ""
        if self._identity == identity and (size, status.st_mtime_ns) == (self._size, self._modified):
            return
        self._last = None
        if self._identity is not None and not (self._identity == identity and self._goes_on(descriptor, size)):
            self._forget()
            self.generation += 1
        self._grow(size)
        self._identity, self._modified = identity, status.st_mtime_ns
        self._mark = os.pread(descriptor, _MARK, max(0, size - _MARK))

    def _goes_on(self, descriptor: int, size: int) -> bool:
        begin = self._size - len(self._mark)
        return size >= self._size and os.pread(descriptor, len(self._mark), begin) == self._mark

    def _grow(self, size: int) -> None:
        first, before, now = first_unsettled(self._size), len(self._counts), cell_count(size)
        for number in range(first, before):
            self._enter(number, _UNKNOWN, 0)
        for counts, value in ((self._counts, _UNKNOWN), (self._line_counts, 0)):
            counts.extend(array("q", [value]) * (now - before))
        self._pending.extend(range(first, now))
        self._size = size

    def _sweep(self, descriptor: int, deadline: float) -> bool:
        breathed = time.monotonic()
        while self._pending:
            self._count_next(descriptor)
            now = time.monotonic()
            if now > deadline:
                break
            if now > breathed + WORK_SECONDS:
                time.sleep(BREATH_SECONDS)
                breathed = time.monotonic()
        if not self._pending:
            self._finder.rest()
        return bool(self._pending)

    def _count_next(self, descriptor: int) -> None:
        """Count what is found in the next cells that are not counted, as many as the finder takes at once."""
        cells: dict[int, FileCell] = {}
        while self._pending and len(cells) < self._finder.at_once:
            number = self._pending.pop()
            if self._counts[number] == _UNKNOWN:
                cells[number] = read_cell(descriptor, number, self._finder.context)
        counts = self._finder.counts([*cells.values()])
        for (number, cell), count in zip(cells.items(), counts, strict=True):
            self._enter(number, count, cell.line_count if self._counts_lines else 0)

    def _found(self, descriptor: int, number: int) -> tuple[FileCell, list[int]]:
        if self._last is not None and self._last[0] == number:
            return self._last[1:]
        cell = read_cell(descriptor, number, self._finder.context)
        starts = self._finder.starts(cell)
        self._last = number, cell, starts
        if number < len(self._counts):
            self._enter(number, len(starts), cell.line_count if self._counts_lines else 0)
        return cell, starts

    def _enter(self, number: int, count: int, lines: int) -> None:
        before = self._counts[number]
        self._known += (count != _UNKNOWN) - (before != _UNKNOWN)
        self._count += max(0, count) - max(0, before)
        self._lines += lines - self._line_counts[number]
        self._counts[number], self._line_counts[number] = count, lines

    def _seek(self, descriptor: int, offset: int, step: int, is_stopped: Callable[[], bool]) -> Hit | None:
        for number, is_first in _round(cell_of(offset), len(self._counts), step):
            if is_stopped():
                return None
            if self._counts[number] == 0:
                continue
            starts = self._found(descriptor, number)[1]
            low = bisect_right(starts, offset) if is_first and step > 0 else 0
            high = bisect_left(starts, offset) if is_first and step < 0 else len(starts)
            if low < high:
                index = low if step > 0 else high - 1
                return Hit(starts[index], self._place(number, index))
        return None

    def _place(self, number: int, index: int) -> int | None:
        before = self._counts[:number]
        return None if _UNKNOWN in before else sum(before) + index + 1


def _round(here: int, count: int, step: int) -> Iterator[tuple[int, bool]]:
    """The cells from `here` on, round to `here` again; and whether it is the first of them."""
    here = max(0, min(here, count - 1))
    for turn in range(count + 1 if count else 0):
        yield (here + turn * step) % count, turn == 0


def _fault_of(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "gone"
    return (getattr(error, "strerror", None) or str(error)).lower()
