"""A window on a log file: opened at its end, followed as it grows, moved to what is earlier."""

from __future__ import annotations

import os
from dataclasses import replace

from spt_tui.regular_file import open_regular
from spt_tui.runs.logs.line_window import BLOCK, Limits, LineWindow, around, first_lines, from_whole_line, last_lines
from spt_tui.runs.logs.restarts import Restart, Sign, restarts_in, starts_in
from spt_tui.runs.logs.tail_view import TailView as TailView

SCREEN = 200
"""Lines that fill the tallest screen."""

HEAD = 65_536
"""Bytes at the start of a log in which the first start of its job is looked for."""


class LogTail:
    """Reads a window of the log at `path`; not for use by two threads at a time.

    Nothing stays open between calls, so a followed file can be removed or unmounted, and opening it anew makes a
    network file system look up its present size. A call that finds no change costs one open and one fstat; one that
    finds growth reads the new bytes and the 64 before them, which tell a rewritten file from a longer one. The file
    is never mapped: a mapped file that is truncated kills the process. `block` bytes are read at once, and the window
    spans eight times as many.
    """

    def __init__(self, path: str, block: int = BLOCK) -> None:
        self.path = path
        self._limits = Limits.of(block)
        self._window = LineWindow(self._limits)
        self._status: os.stat_result | None = None
        self._event = self._fault = ""
        self._starts: tuple[tuple[int, bytes], ...] | None = None
        """Where, in the file's head, who says that it starts; `None` until that matters."""

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
        begin = max(0, self._window.start - self._limits.block)
        raw = self._reread(begin, self._window.start)
        if not raw:
            return None
        self._window.prepend(*from_whole_line(raw, begin))
        self._window.drop_last()
        return self._view()

    def later(self) -> TailView | None:
        """The window moved down by one block, `None` if there is nothing later or the file is not what it was."""
        raw = self._reread(self._window.end, self._window.end + self._limits.block)
        if not raw:
            return None
        self._window.append(first_lines(raw, self._limits.lines_at_once))
        self._window.drop_first()
        return self._view()

    def jump(self, offset: int) -> TailView | None:
        """The window with the line that holds the byte at `offset`, moved only if it does not have it; `None` as above.

        The line is the view's `focus`. A moved window spans 128 KiB, half of them before that line.
        """
        offset = max(0, min(offset, (self._status.st_size if self._status else 0) - 1))
        here = self._view(offset)
        if here.focus is not None:
            return here
        begin = max(0, offset - self._limits.glimpse)
        raw = self._reread(begin, offset + self._limits.glimpse)
        if len(raw) <= offset - begin:
            return None
        raw, begin, partial = around(raw, begin, offset, self._limits.lines_at_once // 2)
        self._window.restart(begin, partial)
        self._window.append(first_lines(raw, self._limits.lines_at_once))
        return self._view(offset)

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
        elif _identity(before) != _identity(self._status):
            self._load_end(descriptor, size, "rotated" if self._is_rotated(before) else "replaced")
        elif (before.st_size, before.st_mtime_ns) == (size, self._status.st_mtime_ns):
            if not self._grow(descriptor, size, size, follow) and not recovered:
                return None
        elif size < self._window.end:
            self._load_end(descriptor, size, "truncated")
        elif not self._continues(descriptor):
            self._load_end(descriptor, size, "rewritten")
        else:
            self._grow(descriptor, before.st_size, size, follow)
        return self._view()

    def _is_rotated(self, before: os.stat_result) -> bool:
        """Whether the file of before has the name that logrotate gives."""
        try:
            now = os.stat(f"{self.path}.1")
        except OSError:
            return False
        return _identity(now) == _identity(before)

    def _continues(self, descriptor: int) -> bool:
        """Whether the bytes before the window's end are those that were read there."""
        mark = self._window.mark
        return os.pread(descriptor, len(mark), self._window.end - len(mark)) == mark

    def _grow(self, descriptor: int, before: int, size: int, follow: bool) -> bool:
        """Read on from the window's end as far as `poll` says, in a file that had `before` bytes at the last look.

        True if the window changed.
        """
        new = size - self._window.end
        if new <= 0:
            return False
        if not follow:
            return new <= self._window.room and self._append(_read(descriptor, self._window.end, size))
        raw = _read(descriptor, self._window.end, size) if new <= self._limits.kept_bytes else b""
        if raw and raw.count(b"\n") <= self._limits.kept_lines:
            self._window.append(raw)
            self._window.drop_first()
        else:
            self._load_end(descriptor, size, "skipped ahead" if self._window.end >= before else "")
        return True

    def _append(self, raw: bytes) -> bool:
        """Append as many of the lines in `raw` as there is room for; True if there is room for one."""
        fitting = first_lines(raw, self._window.line_room)
        self._window.append(fitting)
        return bool(fitting)

    def _load_end(self, descriptor: int, size: int, event: str) -> None:
        begin, raw = self._end_of(descriptor, size)
        raw, begin, partial = from_whole_line(raw, begin)
        kept = last_lines(raw, self._limits.lines_at_once)
        self._window.restart(begin + len(raw) - len(kept), partial and len(kept) == len(raw))
        self._window.append(kept)
        self._event = event
        if event:
            self._starts = None

    def _end_of(self, descriptor: int, size: int) -> tuple[int, bytes]:
        """The end of the file, and where it begins: a glimpse, or a block if that gives less than a screen of lines."""
        begin = max(0, size - self._limits.glimpse)
        raw = _read(descriptor, begin, size)
        if begin and 0 < raw.count(b"\n") < SCREEN:  # of a file that is one long line a block shows no more
            before, begin = begin, max(0, size - self._limits.block)
            raw = _read(descriptor, begin, before) + raw
        return begin, raw

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
            same = _identity(now) == _identity(self._status) and now.st_size >= self._window.end
            return _read(descriptor, begin, end) if same else b""
        except OSError:
            return b""
        finally:
            os.close(descriptor)

    def _view(self, wanted: int | None = None) -> TailView:
        """The window as a value, with the line that holds the byte at `wanted` as its focus."""
        window, status = self._window, self._status
        view = TailView(
            lines=window.texts(),
            first=window.first,
            generation=window.generation,
            partial=window.partial,
            start=window.start,
            end=window.end,
            size=status.st_size if status else None,
            modified_at=status.st_mtime if status else None,
            note=self._fault or self._event,
            offsets=window.offsets(),
            restarts=self._restarts(),
        )
        focus = None if wanted is None else view.number_at(wanted)
        return view if focus is None else replace(view, focus=focus)

    def _restarts(self) -> tuple[Restart, ...]:
        said = list(self._window.said())
        if self._window.start == 0 or not any(evidence.sign is Sign.STARTED for _, evidence in said):
            return restarts_in(said, self._window.behind)
        if self._starts is None:
            self._starts = starts_in(self._reread(0, HEAD))
        before = (who for offset, who in self._starts if offset < self._window.start)
        return restarts_in(said, self._window.behind, before)


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _read(descriptor: int, begin: int, end: int) -> bytes:
    """Bytes `begin` to `end`, fewer if the file ends before."""
    pieces = []
    while begin < end and (piece := os.pread(descriptor, end - begin, begin)):
        pieces.append(piece)
        begin += len(piece)
    return b"".join(pieces)
