"""A window on a log file: opened at its end, followed as it grows, moved to what is earlier."""

from __future__ import annotations

import os
from dataclasses import dataclass

from spt_tui.runs.logs.line_window import BLOCK, KEPT_BYTES, LINES_AT_ONCE, LineWindow, first_lines, from_whole_line
from spt_tui.runs.regular_file import open_regular


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


class LogTail:
    """Reads a window of the log at `path`; not for use by two threads at a time.

    Nothing stays open between calls, so a followed file can be removed or unmounted, and opening it anew makes a
    network file system look up its present size. A call that finds no change costs one open and one fstat; one that
    finds growth reads the new bytes and the 64 before them, which tell a rewritten file from a longer one. The file
    is never mapped: a mapped file that is truncated kills the process.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._window = LineWindow()
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
        begin = max(0, self._window.start - BLOCK)
        raw = self._reread(begin, self._window.start)
        if not raw:
            return None
        self._window.prepend(*from_whole_line(raw, begin))
        self._window.drop_last()
        return self._view()

    def later(self) -> TailView | None:
        """The window moved down by one block, `None` if there is nothing later or the file is not what it was."""
        raw = self._reread(self._window.end, self._window.end + BLOCK)
        if not raw:
            return None
        self._window.append(first_lines(raw))
        self._window.drop_first()
        return self._view()

    def jump(self, offset: int) -> TailView | None:
        """The window on one block from the first line that begins behind `offset`, or from 0; `None` as above."""
        raw = self._reread(offset, offset + BLOCK)
        if not raw:
            return None
        raw, begin, partial = from_whole_line(raw, offset)
        self._window.restart(begin, partial)
        self._window.append(first_lines(raw))
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
        elif size < self._window.end:
            self._load_end(descriptor, size, "truncated")
        elif not self._continues(descriptor):
            self._load_end(descriptor, size, "rewritten")
        else:
            self._grow(descriptor, size, follow)
        return self._view()

    def _continues(self, descriptor: int) -> bool:
        """Whether the bytes before the window's end are those that were read there."""
        mark = self._window.mark
        return os.pread(descriptor, len(mark), self._window.end - len(mark)) == mark

    def _grow(self, descriptor: int, size: int, follow: bool) -> bool:
        """Read on from the window's end as far as `poll` says; True if the window changed."""
        new = size - self._window.end
        if new <= 0:
            return False
        if new <= (KEPT_BYTES if follow else self._window.room):
            self._window.append(_read(descriptor, self._window.end, size))
            if follow:
                self._window.drop_first()
            return True
        if follow:
            self._load_end(descriptor, size, "skipped ahead")
        return follow

    def _load_end(self, descriptor: int, size: int, event: str) -> None:
        begin = max(0, size - BLOCK)
        raw, begin, partial = from_whole_line(_read(descriptor, begin, size), begin)
        self._window.restart(begin, partial)
        self._window.append(raw)
        self._window.keep_last(LINES_AT_ONCE)
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
            same = (now.st_dev, now.st_ino) == (
                self._status.st_dev,
                self._status.st_ino,
            ) and now.st_size >= self._window.end
            return _read(descriptor, begin, end) if same else b""
        except OSError:
            return b""
        finally:
            os.close(descriptor)

    def _view(self) -> TailView:
        window, status = self._window, self._status
        return TailView(
            window.texts(),
            window.first,
            window.generation,
            window.partial,
            window.start,
            window.end,
            status.st_size if status else None,
            status.st_mtime if status else None,
            self._fault or self._event,
        )


def _read(descriptor: int, begin: int, end: int) -> bytes:
    """Bytes `begin` to `end`, fewer if the file ends before."""
    pieces = []
    while begin < end and (piece := os.pread(descriptor, end - begin, begin)):
        pieces.append(piece)
        begin += len(piece)
    return b"".join(pieces)
