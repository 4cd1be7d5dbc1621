"""A log as a row of lines with their places: read to its end, and read on from there as it grows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from spt_tui.regular_file import open_regular
from spt_tui.runs.logs.line_text import line_text
from spt_tui.runs.logs.line_window import BLOCK

BACK_BYTES = 16 * 1024 * 1024
"""Gone back at most for the beginning of one line; of so long a line only the end is kept anyhow."""
_MARK = 64


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a log."""

    offset: int
    """Where it begins in the file, in bytes."""
    text: str
    """As `spt_tui.ansi.fold` gives it: printable, with colours."""


class GrowingLog:
    """Reads the lines of the log at `path` once each; with `last` only so many of those that are there at first.

    Nothing stays open between calls. A file that is shorter than before, or holds something else where it was read,
    is read from its beginning; of one that was renamed to `<name>.1` the rest is read before the new one. Memory is
    bounded by a few blocks, also if a line never ends: of such a line its end is kept.
    """

    def __init__(self, path: str, last: int | None = None) -> None:
        self.path = path
        self.note = ""
        """What last happened to the file: `truncated`, `rewritten` or `replaced`."""
        self._last = last
        self._file: tuple[int, int] | None = None
        self._end = 0
        """Offset behind the last byte that was read."""
        self._mark = b""
        """The last bytes before it."""
        self._pending = b""
        self._pending_size = 0

    def news(self) -> Iterator[LogLine]:
        """The lines that have ended since the last call. Raises OSError and ValueError."""
        descriptor = open_regular(self.path)
        try:
            status = os.fstat(descriptor)
            file = (status.st_dev, status.st_ino)
            if self._file is None:
                self._end = 0 if self._last is None else begin_of_last(descriptor, status.st_size, self._last)
            elif file != self._file:
                yield from self._rest_of_renamed()
                yield from self._begin_anew("replaced")
            elif status.st_size < self._end:
                yield from self._begin_anew("truncated")
            elif os.pread(descriptor, len(self._mark), self._end - len(self._mark)) != self._mark:
                yield from self._begin_anew("rewritten")
            self._file = file
            yield from self._read_on(descriptor)
        finally:
            os.close(descriptor)

    def rest(self) -> Iterator[LogLine]:
        """The line that has not ended, if there is one; should it go on, what comes is a line of its own."""
        if self._pending_size:
            yield LogLine(self._end - self._pending_size, self._text(ended=False))
            self._pending, self._pending_size = b"", 0

    def _begin_anew(self, note: str) -> Iterator[LogLine]:
        yield from self.rest()
        self.note = note
        self._end, self._mark = 0, b""

    def _rest_of_renamed(self) -> Iterator[LogLine]:
        try:
            descriptor = open_regular(f"{self.path}.1")
        except OSError:
            return
        try:
            status = os.fstat(descriptor)
            if (status.st_dev, status.st_ino) == self._file:
                yield from self._read_on(descriptor)
        finally:
            os.close(descriptor)

    def _read_on(self, descriptor: int) -> Iterator[LogLine]:
        while block := os.pread(descriptor, BLOCK, self._end):
            self._mark = (self._mark + block)[-_MARK:]
            begin = self._end
            self._end += len(block)
            yield from self._lines(block, begin)

    def _lines(self, block: bytes, at: int) -> Iterator[LogLine]:
        *whole, rest = block.split(b"\n")
        for piece in whole:
            self._pending += piece
            yield LogLine(at - self._pending_size, self._text(ended=True))
            at += len(piece) + 1
            self._pending, self._pending_size = b"", 0
        self._pending += rest
        self._pending_size += len(rest)
        if len(self._pending) > 2 * BLOCK:
            self._pending = self._pending[-BLOCK:]

    def _text(self, ended: bool) -> str:
        return line_text(self._pending, len(self._pending) < self._pending_size, ended)


def begin_of_last(descriptor: int, size: int, count: int) -> int:
    """The offset at which the last `count` lines of a file of `size` bytes begin; an unended line is one.

    Where a line is longer than `BACK_BYTES`, some place in it.
    """
    if count <= 0:
        return size
    end = broken = size
    wanted = count + (os.pread(descriptor, 1, size - 1) == b"\n") if size else count
    while end > 0:
        begin = max(0, end - BLOCK)
        block = os.pread(descriptor, end - begin, begin)
        ends = block.count(b"\n")
        if ends >= wanted:
            place = len(block)
            for _ in range(wanted):
                place = block.rfind(b"\n", 0, place)
            return begin + place + 1
        if ends:
            broken = begin
        elif broken - begin >= BACK_BYTES:
            return begin
        wanted -= ends
        end = begin
    return 0
