"""A window on those lines of a log that a search finds, moved like a window on the log itself."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.runs.logs.file_cell import FileCell, begin_of, cell_count, cell_of
from spt_tui.runs.logs.file_search import FileSearch
from spt_tui.runs.logs.line_text import line_text
from spt_tui.runs.logs.tail import TailView

LINES_AT_ONCE = 1_000
"""Lines that one move adds, about."""
KEPT_LINES = 8 * LINES_AT_ONCE
KEPT_CHARACTERS = 1 << 22
"""What the window holds at most."""
PATIENCE_SECONDS = 0.2
"""A move that finds nothing for as long ends; the next one goes on from there."""
SKIP_BYTES = 1 << 20
"""Of more new bytes than these only the end is looked at."""


@dataclass(frozen=True, slots=True)
class _Line:
    offset: int
    text: str


class NarrowTail:
    """Has the methods of `LogTail`, for the lines that `search` finds; not for use by two threads at a time.

    Cells that are known to hold none are not read again.
    """

    def __init__(self, search: FileSearch) -> None:
        self.path = search.path
        self._search = search
        self._generation = 0
        self._looked_at: tuple[int, int, str] | None = None
        """Generation, size and fault of the search at the last poll."""
        self._lines: list[_Line] = []
        self._first = 0
        """Number of the first line."""
        self._start = self._end = 0
        """All lines are held that are found between these; behind `_end` perhaps one that is still written to."""
        self._is_at_end = False

    def poll(self, follow: bool = True) -> TailView | None:
        """The window after a look at the file, or `None` if nothing changed.

        If `follow`, it then ends where the file does. While there are too few lines to fill a screen, each call
        searches on for them.
        """
        before = self._looked_at
        self._looked_at = now = self._look()
        is_other = before is None or before[0] != now[0]
        grown = 0 if before is None or is_other else now[1] - before[1]
        self._is_at_end = self._is_at_end and not grown
        if is_other or (follow and (grown > SKIP_BYTES or not (self._is_at_end or grown))):
            self._restart(now[1])
            self._settle()
        elif before == now and not self.wants_more:
            return None
        elif grown and (follow or not self._is_too_large):
            self._down()
            self._drop_first()
        if follow and not self._is_at_end:  # it grows faster than lines are taken
            self._restart(now[1])
            self._settle()
        if self.wants_more:
            self._up()
        return self.view()

    def earlier(self) -> TailView | None:
        """The window moved up, `None` if there is nothing earlier."""
        if self._start == 0:
            return None
        self._up()
        self._drop_last()
        return self.view()

    def later(self) -> TailView | None:
        """The window moved down, `None` if there is nothing later."""
        if self._is_at_end:
            return None
        self._down()
        self._drop_first()
        return self.view()

    def jump(self, offset: int) -> TailView | None:
        """The window with the first line that is found at `offset` or behind it; `focus` is that line's number."""
        self._looked_at = self._look()
        self._restart(offset)
        self._down()
        self._up()
        return self.view(focus=0)

    def _look(self) -> tuple[int, int, str]:
        self._search.sweep(0)
        return self._search.generation, self._search.size, self._search.progress.fault

    @property
    def wants_more(self) -> bool:
        """Too few lines to fill a screen, so far: the next `poll` searches on for them."""
        return self._is_at_end and self._start > 0 and len(self._lines) < LINES_AT_ONCE // 4

    @property
    def _is_too_large(self) -> bool:
        return len(self._lines) > KEPT_LINES or self._characters > KEPT_CHARACTERS

    @property
    def _characters(self) -> int:
        return sum(len(line.text) for line in self._lines)

    def _restart(self, offset: int) -> None:
        self._generation += 1
        self._lines.clear()
        self._first = 0
        self._start = self._end = offset
        self._is_at_end = False

    def _down(self) -> None:
        """Add lines behind the window."""
        while self._lines and self._lines[-1].offset >= self._end:
            self._lines.pop()
        deadline, size, added = time.monotonic() + PATIENCE_SECONDS, self._search.size, 0
        while self._end < size and added < LINES_AT_ONCE and time.monotonic() < deadline:
            number = cell_of(self._end)
            cell, starts = self._found(number)
            begin = bisect_left(starts, self._end)
            taken = starts[begin : begin + LINES_AT_ONCE]
            left = begin + len(taken) < len(starts)
            self._end = starts[begin + len(taken)] if left else min(begin_of(number + 1), size)
            self._lines += _lines(cell, taken)
            added += len(taken)
        if self._end >= size:
            self._settle()

    def _up(self) -> None:
        """Add lines before the window."""
        deadline, added = time.monotonic() + PATIENCE_SECONDS, 0
        while self._start > 0 and added < LINES_AT_ONCE and time.monotonic() < deadline:
            number = cell_of(self._start - 1)
            cell, starts = self._found(number)
            before = bisect_left(starts, self._start)
            taken = starts[max(0, before - LINES_AT_ONCE) : before]
            self._start = taken[0] if len(taken) < before else begin_of(number)
            self._lines[:0] = _lines(cell, taken)
            added += len(taken)
        self._first -= added

    def _drop_last(self) -> None:
        held = self._characters
        while len(self._lines) > KEPT_LINES or (held > KEPT_CHARACTERS and len(self._lines) > 1):
            dropped = self._lines.pop()
            held -= len(dropped.text)
            self._end, self._is_at_end = dropped.offset, False

    def _drop_first(self) -> None:
        count = max(0, len(self._lines) - KEPT_LINES)
        held = sum(len(line.text) for line in self._lines[count:])
        while held > KEPT_CHARACTERS and count < len(self._lines) - 1:
            held -= len(self._lines[count].text)
            count += 1
        if count:
            self._start = self._lines[count].offset
            self._first += count
            del self._lines[:count]

    def _settle(self) -> None:
        """The window ends where the file does: at its last line, if that may still be written to."""
        self._is_at_end = True
        number = cell_count(self._end) - 1
        while number >= 0 and (found := self._search.cell(number)) is not None:
            cell = found[0]
            if cell.begin < cell.end:
                self._end = cell.at + (cell.raw.rfind(b"\n", cell.begin, cell.end) + 1 or cell.begin)
                return
            number -= 1

    def _found(self, number: int) -> tuple[FileCell | None, list[int]]:
        """What is found in a cell; it is not read if nothing is."""
        found = None if self._search.is_empty(number) else self._search.cell(number)
        return found if found is not None else (None, [])

    def view(self, focus: int | None = None) -> TailView:
        """The window as it is."""
        lines, size = self._lines, self._search.size
        return TailView(
            lines=tuple(line.text for line in lines),
            first=self._first,
            generation=self._generation,
            start=self._start,
            end=size if self._is_at_end else self._end,
            size=size,
            note=self._search.progress.fault,
            focus=min(focus, self._first + len(lines) - 1) if lines and focus is not None else None,
            offsets=array("q", [line.offset for line in lines]),
        )


def _lines(cell: FileCell | None, starts: Sequence[int]) -> list[_Line]:
    return [_Line(start, _text(cell, start - cell.at)) for start in starts] if cell is not None else []


def _text(cell: FileCell, begin: int) -> str:
    end = cell.raw.find(b"\n", begin, cell.end)
    return line_text(cell.raw[begin : end if end >= 0 else cell.end])
