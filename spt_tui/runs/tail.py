"""A window on a log file: opened at its end, followed as it grows, moved to what is earlier."""

from __future__ import annotations

import codecs
import os
from dataclasses import dataclass

from spt_tui.ansi import fold
from spt_tui.runs.logs import open_regular

BLOCK = 262_144
"""Bytes that are read at once, and all that are read of a large file to open it."""

LINES_AT_ONCE = 5_000
"""Lines kept of one block: 256 KiB can be as many empty lines."""

KEPT_BYTES = 8 * BLOCK
"""Bytes of the file that the window spans at most."""

KEPT_LINES = 4 * LINES_AT_ONCE
"""Lines in the window at most."""

_MARK = 64


@dataclass(frozen=True, slots=True)
class TailView:
    """What the window shows now."""

    lines: tuple[str, ...] = ()
    """Each as `spt_tui.ansi.fold` gives it. The last one may still be written to."""
    first: int = 0
    """The number of `lines[0]`. Within a generation a line keeps its number; lines before the first have negative
    ones, for the length of the file before the window is not known."""
    generation: int = 0
    """Changes when the lines have nothing to do with those of the view before."""
    partial: bool = False
    """`lines[0]` begins in the middle of a line that is too long for one block."""
    start: int = 0
    """Offset in the file of the first byte of `lines[0]`."""
    end: int = 0
    """Offset behind the last byte of the last line."""
    size: int | None = None
    """Bytes of the file; `None` before it could be looked at."""
    modified_at: float | None = None
    """Seconds since the epoch by the file server's clock; `None` before the file could be looked at."""
    note: str = ""
    """What last happened to the file (`truncated`, `rewritten`, `replaced`, `skipped ahead`), or why it cannot be
    read now (`gone`, `permission denied`); the lines are then those of before."""

    @property
    def at_end(self) -> bool:
        """False if the file goes on behind the window."""
        return self.size is None or self.end >= self.size


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: int
    """Bytes in the file, the line end included."""


class LogTail:
    """Reads a window of the log at `path`; not for use by two threads at a time.

    Nothing stays open between calls, so a followed file can be removed or unmounted, and opening it anew makes a
    network file system look up its present size. A call that finds no change costs one open and one fstat; one that
    finds growth reads the new bytes and the 64 before them, which tell a rewritten file from a longer one. The file
    is never mapped: a mapped file that is truncated kills the process.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._lines: list[_Line] = []
        self._pending = b""
        """The unended last line, or the end of it if it is very long."""
        self._pending_size = 0
        self._mark = b""
        """The bytes before the window's end."""
        self._start = self._end = 0
        self._first = self._generation = 0
        self._partial = False
        self._status: os.stat_result | None = None
        self._event = self._fault = ""

    def poll(self, follow: bool = True) -> TailView | None:
        """The window after a look at the file, or `None` if nothing changed.

        If `follow`, the window then ends where the file does; more than a window's worth of new bytes is skipped. If
        not, the window's first line stays, and new lines are added as far as the limits allow.
        """
        try:
            descriptor = open_regular(self.path)
        except (OSError, ValueError) as error:
            return self._failed(error)
        try:
            return self._look(descriptor, follow)
        except OSError as error:
            return self._failed(error)
        finally:
            os.close(descriptor)

    def earlier(self) -> TailView | None:
        """The window moved up by one block, `None` if there is nothing earlier or the file is not what it was."""
        begin = max(0, self._start - BLOCK)
        raw = self._reread(begin, self._start)
        if not raw:
            return None
        self._prepend(*_from_whole_line(raw, begin))
        self._drop_last()
        return self._view()

    def later(self) -> TailView | None:
        """The window moved down by one block, `None` if there is nothing later or the file is not what it was."""
        raw = self._reread(self._end, self._end + BLOCK)
        if not raw:
            return None
        self._append(_first_lines(raw))
        self._drop_first()
        return self._view()

    def jump(self, offset: int) -> TailView | None:
        """The window on one block from the first line that begins behind `offset`, or from 0; `None` as above."""
        raw = self._reread(offset, offset + BLOCK)
        if not raw:
            return None
        raw, begin, partial = _from_whole_line(raw, offset)
        self._restart(begin, partial)
        self._append(_first_lines(raw))
        return self._view()

    def _failed(self, error: OSError | ValueError) -> TailView | None:
        if isinstance(error, FileNotFoundError):
            fault = "gone" if self._status else "no such file"
        else:
            fault = (getattr(error, "strerror", None) or str(error)).lower()
        if fault == self._fault:
            return None
        self._fault = fault
        return self._view()

    def _look(self, descriptor: int, follow: bool) -> TailView | None:
        before, self._status = self._status, os.fstat(descriptor)
        recovered, self._fault = bool(self._fault), ""
        size = self._status.st_size
        if before is None:
            self._load_end(descriptor, size, "")
        elif (before.st_dev, before.st_ino) != (self._status.st_dev, self._status.st_ino):
            self._load_end(descriptor, size, "replaced")
        elif (before.st_size, before.st_mtime_ns) == (size, self._status.st_mtime_ns):
            if not self._grow(descriptor, size, follow) and not recovered:
                return None
        elif size < self._end:
            self._load_end(descriptor, size, "truncated")
        elif os.pread(descriptor, len(self._mark), self._end - len(self._mark)) != self._mark:
            self._load_end(descriptor, size, "rewritten")
        else:
            self._grow(descriptor, size, follow)
        return self._view()

    def _grow(self, descriptor: int, size: int, follow: bool) -> bool:
        """Read on from the window's end as far as `poll` says; True if the window changed."""
        new = size - self._end
        if new <= 0:
            return False
        room = KEPT_BYTES if follow else KEPT_BYTES - (self._end - self._start)
        if new <= room and (follow or len(self._lines) < KEPT_LINES):
            self._append(_read(descriptor, self._end, size))
            if follow:
                self._drop_first()
            return True
        if follow:
            self._load_end(descriptor, size, "skipped ahead")
        return follow

    def _load_end(self, descriptor: int, size: int, event: str) -> None:
        begin = max(0, size - BLOCK)
        raw, begin, partial = _from_whole_line(_read(descriptor, begin, size), begin)
        self._restart(begin, partial)
        self._append(raw)
        self._drop(len(self._lines) - LINES_AT_ONCE)
        self._event = event

    def _reread(self, begin: int, end: int) -> bytes:
        """The bytes of the file that the window is of; none if that is not at its path, or is shorter by now."""
        if self._status is None or begin >= end:
            return b""
        try:
            descriptor = open_regular(self.path)
        except (OSError, ValueError):
            return b""
        try:
            now = os.fstat(descriptor)
            same = (now.st_dev, now.st_ino) == (self._status.st_dev, self._status.st_ino) and now.st_size >= self._end
            return _read(descriptor, begin, end) if same else b""
        except OSError:
            return b""
        finally:
            os.close(descriptor)

    def _restart(self, begin: int, partial: bool) -> None:
        self._lines.clear()
        self._pending, self._pending_size, self._mark = b"", 0, b""
        self._start = self._end = begin
        self._partial = partial
        self._first = 0
        self._generation += 1

    def _append(self, raw: bytes) -> None:
        self._mark = (self._mark + raw)[-_MARK:]
        self._end += len(raw)
        *whole, rest = raw.split(b"\n")
        for piece in whole:
            self._pending += piece
            self._pending_size += len(piece)
            self._lines.append(_Line(self._pending_text(ended=True), self._pending_size + 1))
            self._pending, self._pending_size = b"", 0
        self._pending += rest
        self._pending_size += len(rest)
        if len(self._pending) > 2 * BLOCK:  # a progress bar that never ends its line
            self._pending = self._pending[-BLOCK:]

    def _pending_text(self, ended: bool) -> str:
        beheaded = len(self._pending) < self._pending_size or (self._partial and not self._lines)
        return _text(self._pending, beheaded, ended)

    def _prepend(self, raw: bytes, begin: int, partial: bool) -> None:
        pieces = raw.split(b"\n")
        rest = pieces.pop()
        lines = [
            _Line(_text(piece, partial and place == 0), len(piece) + 1)
            for place, piece in enumerate(pieces[-LINES_AT_ONCE:], max(0, len(pieces) - LINES_AT_ONCE))
        ]
        if rest:  # the window began inside a line, which stays in two pieces
            lines.append(_Line(_text(rest, partial and not pieces) + "…", len(rest)))
        self._lines[:0] = lines
        self._first -= len(lines)
        self._start -= sum(line.size for line in lines)
        self._partial = partial and self._start == begin

    def _drop_first(self) -> None:
        count, size = max(0, len(self._lines) - KEPT_LINES), self._end - self._start
        size -= sum(line.size for line in self._lines[:count])
        while size > KEPT_BYTES and count < len(self._lines):
            size -= self._lines[count].size
            count += 1
        self._drop(count)

    def _drop(self, count: int) -> None:
        if count > 0:
            self._start += sum(line.size for line in self._lines[:count])
            self._first += count
            self._partial = False
            del self._lines[:count]

    def _drop_last(self) -> None:
        keep, size = len(self._lines), self._end - self._start
        if keep <= KEPT_LINES and size <= KEPT_BYTES:
            return
        size -= self._pending_size
        self._pending, self._pending_size, self._mark = b"", 0, b""
        while keep > 1 and (keep > KEPT_LINES or size > KEPT_BYTES):
            keep -= 1
            size -= self._lines[keep].size
        del self._lines[keep:]
        self._end = self._start + size

    def _view(self) -> TailView:
        texts = [line.text for line in self._lines]
        if self._pending_size:
            texts.append(self._pending_text(ended=False))
        return TailView(
            tuple(texts),
            self._first,
            self._generation,
            self._partial,
            self._start,
            self._end,
            self._status.st_size if self._status else None,
            self._status.st_mtime if self._status else None,
            self._fault or self._event,
        )


def _text(raw: bytes, beheaded: bool, ended: bool = True) -> str:
    """A line as text; bytes that are not UTF-8 as `\\xe9`, of an unended line without a torn last character."""
    text = codecs.utf_8_decode(raw, "backslashreplace", ended)[0]
    # What a carriage return has drawn over is not missed.
    return fold("…" + text if beheaded and b"\r" not in raw else text)


def _from_whole_line(raw: bytes, begin: int) -> tuple[bytes, int, bool]:
    """`raw`, read at offset `begin`, from the first line that begins in it; where that is; if it begins before it."""
    if begin == 0:
        return raw, 0, False
    skipped = raw.find(b"\n") + 1
    return (raw[skipped:], begin + skipped, False) if 0 < skipped < len(raw) else (raw, begin, True)


def _first_lines(raw: bytes) -> bytes:
    pieces = raw.split(b"\n", LINES_AT_ONCE)
    return raw[: len(raw) - len(pieces[-1])] if len(pieces) > LINES_AT_ONCE else raw


def _read(descriptor: int, begin: int, end: int) -> bytes:
    """Bytes `begin` to `end`, fewer if the file ends before."""
    pieces = []
    while begin < end and (piece := os.pread(descriptor, end - begin, begin)):
        pieces.append(piece)
        begin += len(piece)
    return b"".join(pieces)
