"""Whole lines of a file in memory: a window that new bytes are added to at either end."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from spt_tui.runs.logs.line_text import line_text
from spt_tui.runs.logs.restarts import Evidence, evidence_of

BLOCK = 262_144
"""Bytes that are read at once of a log that is looked at."""

GLIMPSE = 65_536
"""Bytes read at once at most to open a log at its end, and of either side of a place in it: more lines than a screen
has, and few enough that bytes which are slow to draw, as those of no text, keep nobody waiting."""

_MARK = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a window holds."""

    block: int
    """Bytes that are read at once."""
    glimpse: int
    """Bytes that are read to open."""
    lines_at_once: int
    """Lines kept of one block: 256 KiB can be as many empty lines."""
    kept_bytes: int
    """Bytes of the file that the window spans at most."""
    kept_lines: int
    """Lines in the window at most."""

    @classmethod
    def of(cls, block: int) -> Limits:
        """For a window whose file is read `block` bytes at a time."""
        lines = max(16, block // 52)
        return cls(block, min(block, GLIMPSE), lines, 8 * block, 4 * lines)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: int
    """Bytes in the file, the line end included."""
    says: Evidence | None = None
    """What it says of starts and ends of the job."""


class LineWindow:
    """Consecutive lines of a log, between two offsets in bytes. It reads no file: bytes are given to it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.start = self.end = 0
        """Offsets in the file of the first byte, and behind the last one."""
        self.first = 0
        """The number of the first line, from 0 where the window began; lines before that one have negative numbers."""
        self.generation = 0
        """How often the window began anew."""
        self.partial = False
        """The first line begins in the middle of a line that is too long for one block."""
        self.mark = b""
        """The last bytes before `end`, 64 at most: they tell whether the file still holds what the window is of."""
        self._lines: list[_Line] = []
        self._pending = b""
        """The unended last line, or the end of it if it is very long."""
        self._pending_size = 0

    @property
    def room(self) -> int:
        """Bytes that can be appended while the first line stays."""
        return self.limits.kept_bytes - (self.end - self.start) if self.line_room else 0

    @property
    def line_room(self) -> int:
        """Lines that can be appended while the first line stays."""
        return max(0, self.limits.kept_lines - len(self._lines))

    @property
    def behind(self) -> int:
        """The number behind that of the last line."""
        return self.first + len(self._lines) + bool(self._pending_size)

    def texts(self) -> tuple[str, ...]:
        """The lines as `spt_tui.ansi.fold` gives them, an unended one last."""
        texts = [line.text for line in self._lines]
        if self._pending_size:
            texts.append(self._pending_text(ended=False))
        return tuple(texts)

    def offsets(self) -> Sequence[int]:
        """Where each of the lines begins in the file."""
        offsets = array("q", accumulate((line.size for line in self._lines), initial=self.start))
        return offsets if self._pending_size else offsets[:-1] or ()

    def said(self) -> Iterator[tuple[int, Evidence]]:
        """What ended lines say of starts and ends of the job, each with the line's number."""
        for number, line in enumerate(self._lines, self.first):
            if line.says is not None:
                yield number, line.says

    def restart(self, begin: int, partial: bool) -> None:
        """Forget all lines; the next bytes are those at offset `begin`, `partial` if a line began before them."""
        self._lines.clear()
        self._pending, self._pending_size, self.mark = b"", 0, b""
        self.start = self.end = begin
        self.partial = partial
        self.first = 0
        self.generation += 1

    def append(self, raw: bytes) -> None:
        """Take the bytes that come after `end`."""
        self.mark = (self.mark + raw)[-_MARK:]
        self.end += len(raw)
        *whole, rest = raw.split(b"\n")
        for piece in whole:
            self._pending += piece
            self._pending_size += len(piece)
            says = evidence_of(self._pending)
            self._lines.append(_Line(self._pending_text(ended=True), self._pending_size + 1, says))
            self._pending, self._pending_size = b"", 0
        self._pending += rest
        self._pending_size += len(rest)
        if len(self._pending) > 2 * self.limits.block:  # a progress bar that never ends its line
            self._pending = self._pending[-self.limits.block :]

    def prepend(self, raw: bytes, begin: int, partial: bool) -> None:
        """Take the bytes that come before `start`, as `from_whole_line` gives them; of many lines the last ones."""
        pieces = raw.split(b"\n")
        rest = pieces.pop()
        left_out = max(0, len(pieces) - self.limits.lines_at_once)
        lines = [
            _Line(line_text(piece, partial and place == 0), len(piece) + 1, evidence_of(piece))
            for place, piece in enumerate(pieces[left_out:], left_out)
        ]
        if rest:  # the window began inside a line, which stays in two pieces
            lines.append(_Line(line_text(rest, partial and not pieces) + "…", len(rest)))
        self._lines[:0] = lines
        self.first -= len(lines)
        self.start -= sum(line.size for line in lines)
        self.partial = partial and self.start == begin

    def drop_first(self) -> None:
        """Keep the last lines, within the limits of a window."""
        count, size = max(0, len(self._lines) - self.limits.kept_lines), self.end - self.start
        size -= sum(line.size for line in self._lines[:count])
        while size > self.limits.kept_bytes and count < len(self._lines):
            size -= self._lines[count].size
            count += 1
        self._drop(count)

    def drop_last(self) -> None:
        """Keep the first lines, within the limits of a window; the file then goes on behind it."""
        keep, size = len(self._lines), self.end - self.start
        kept_lines, kept_bytes = self.limits.kept_lines, self.limits.kept_bytes
        if keep <= kept_lines and size <= kept_bytes:
            return
        size -= self._pending_size
        self._pending, self._pending_size, self.mark = b"", 0, b""
        while keep > 1 and (keep > kept_lines or size > kept_bytes):
            keep -= 1
            size -= self._lines[keep].size
        del self._lines[keep:]
        self.end = self.start + size

    def _drop(self, count: int) -> None:
        if count > 0:
            self.start += sum(line.size for line in self._lines[:count])
            self.first += count
            self.partial = False
            del self._lines[:count]

    def _pending_text(self, ended: bool) -> str:
        beheaded = len(self._pending) < self._pending_size or (self.partial and not self._lines)
        return line_text(self._pending, beheaded, ended)


def from_whole_line(raw: bytes, begin: int) -> tuple[bytes, int, bool]:
    """`raw`, read at offset `begin`, from the first line that begins in it; where that is; if it begins before it."""
    if begin == 0:
        return raw, 0, False
    skipped = raw.find(b"\n") + 1
    return (raw[skipped:], begin + skipped, False) if 0 < skipped < len(raw) else (raw, begin, True)


def around(raw: bytes, begin: int, offset: int, lines: int) -> tuple[bytes, int, bool]:
    """As `from_whole_line`, but so that the line which holds `offset` stays, and of those before it the last `lines`.

    Of a line that is too long, a kilobyte before `offset` stays.
    """
    first = raw.find(b"\n", 0, offset - begin) + 1 if begin else 0
    if begin and not first:
        left_out = max(0, offset - begin - 1024)
        return raw[left_out:], begin + left_out, True
    before = raw[first : raw.rfind(b"\n", first, offset - begin) + 1].split(b"\n")
    first += sum(len(line) + 1 for line in before[: max(0, len(before) - 1 - lines)])
    return raw[first:], begin + first, False


def first_lines(raw: bytes, count: int) -> bytes:
    """`raw` up to the end of its `count`th line, all of it if there are fewer."""
    pieces = raw.split(b"\n", count)
    return raw[: len(raw) - len(pieces[-1])] if len(pieces) > count else raw


def last_lines(raw: bytes, count: int) -> bytes:
    """The last `count` lines of `raw`, and what comes after the last line end; all of it if there are fewer."""
    pieces = raw.rsplit(b"\n", count + 1)
    return raw[len(pieces[0]) + 1 :] if len(pieces) > count + 1 else raw
