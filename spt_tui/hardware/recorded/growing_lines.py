"""A file of lines that another program appends to, read from near its end."""

from __future__ import annotations

import os
from dataclasses import dataclass

from spt_tui.regular_file import open_regular

BLOCK = 262_144
"""Bytes that are read at once."""
HEAD = 65_536
"""Bytes in which the first line ends, if it is to be known."""
LONGEST = 131_072
"""Bytes of a line; what is longer is left out."""
_MARK = 64


@dataclass(frozen=True, slots=True)
class Lines:
    """What a look at the file gave."""

    whole: tuple[bytes, ...] = ()
    """Lines that have ended since the last look, without their ends."""
    head: bytes | None = None
    """The first line of the file, where lines between it and `whole` were left out."""
    is_other: bool = False
    """At the first look, and when the file is not the one that was read before."""


class GrowingLines:
    """Gives each line of the file at `path` once; of very many that are new, those in the last bytes.

    Nothing stays open between calls: on a network file system opening a file is what makes its new size known. A look
    that finds nothing new costs one open and one fstat, one that finds growth the new bytes and 64 before them, which
    tell a file that was rewritten from one that has grown. For one thread at a time.
    """

    def __init__(self, path: str, last_bytes: int) -> None:
        """A look reads `last_bytes` at most, and the first line."""
        self.path = path
        self.last_bytes = last_bytes
        self.begin = 0
        """The offset from which on lines were given without a gap."""
        self.end = 0
        """The offset up to which the file was read."""
        self._file: tuple[int, int] | None = None
        self._changed_at = -1
        self._mark = b""
        self._torn = b""
        self._is_beheaded = False

    def look(self) -> Lines:
        """The lines since the last look. Raises OSError and ValueError."""
        descriptor = open_regular(self.path)
        try:
            status = os.fstat(descriptor)
            is_other = self._is_other(descriptor, status)
            self._file, self._changed_at = (status.st_dev, status.st_ino), status.st_mtime_ns
            begin = max(0 if is_other else self.end, status.st_size - self.last_bytes)
            head = _first_line(descriptor) if begin and (is_other or begin > self.end) else None
            if is_other or begin > self.end:
                self._begin_at(begin)
            return Lines(tuple(self._read_on(descriptor, status.st_size)), head, is_other)
        finally:
            os.close(descriptor)

    def line_above(self, start: bytes) -> bytes | None:
        """The last line that begins with `start` above those that were given; `None` without one. Raises OSError.

        Reads back from there as far as it has to.
        """
        descriptor = open_regular(self.path)
        try:
            wanted, end = b"\n" + start, self.begin
            while end > 0:
                begin = max(0, end - BLOCK)
                place = os.pread(descriptor, end - begin + len(start), begin).rfind(wanted)
                if place >= 0:
                    return os.pread(descriptor, LONGEST, begin + place + 1).partition(b"\n")[0]
                end = begin
            return None
        finally:
            os.close(descriptor)

    def _is_other(self, descriptor: int, status: os.stat_result) -> bool:
        if (status.st_dev, status.st_ino) != self._file or status.st_size < self.end:
            return True
        if status.st_size == self.end and status.st_mtime_ns == self._changed_at:
            return False
        return os.pread(descriptor, len(self._mark), self.end - len(self._mark)) != self._mark

    def _begin_at(self, begin: int) -> None:
        """Of the line that `begin` lies in nothing is given."""
        self.end = self.begin = begin
        self._mark = self._torn = b""
        self._is_beheaded = begin > 0

    def _read_on(self, descriptor: int, size: int) -> list[bytes]:
        """No farther than `size`, lest a file that grows as fast as it is read keeps its reader for ever."""
        lines: list[bytes] = []
        while block := os.pread(descriptor, min(BLOCK, max(0, size - self.end)), self.end):
            self._mark = (self._mark + block)[-_MARK:]
            self.end += len(block)
            first, *others = block.split(b"\n")
            pieces = [self._torn + first, *others]
            self._torn = pieces.pop()
            lines += self._fit(pieces)
            if len(self._torn) > LONGEST:
                self._torn, self._is_beheaded = b"", True
        return lines

    def _fit(self, pieces: list[bytes]) -> list[bytes]:
        if pieces and self._is_beheaded:
            self._is_beheaded = False
            del pieces[0]
        return [piece for piece in pieces if len(piece) <= LONGEST]


def _first_line(descriptor: int) -> bytes | None:
    line, ended, _ = os.pread(descriptor, HEAD, 0).partition(b"\n")
    return line if ended else None
