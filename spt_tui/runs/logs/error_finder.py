"""Finding errors in the raw bytes of a log: the first line of each."""

from __future__ import annotations

from collections.abc import Iterator

from spt_tui.ansi import fold, plain
from spt_tui.runs.logs.error_kinds import NEEDLES, TRACEBACK, error_kind
from spt_tui.runs.logs.file_cell import FileCell
from spt_tui.runs.logs.line_finder import NearFinder, TextFinder
from spt_tui.runs.logs.traceback import HEAD, traceback_at

_HEAD = HEAD.encode("ascii")
_LINE_LIMIT = 1 << 18
"""Bytes of a line that are looked at, from its end: what a progress bar has drawn over is not missed."""


class ErrorFinder(NearFinder):
    """Lines that are errors. What a traceback says belongs to it and is not found besides.

    Unlike with other finders a line is judged by what the screen shows of it.
    """

    context = 1 << 16
    """A traceback can begin before the cell."""

    def __init__(self) -> None:
        self._needles = [TextFinder(needle, ignore_case=False) for needle in NEEDLES]

    def starts(self, cell: FileCell) -> list[int]:
        """See `LineFinder`."""
        found, behind = [], 0
        for start in self._candidates(cell):
            if start < behind:
                continue
            kind = error_kind(_shown(cell.raw, start, cell.end))
            if kind is TRACEBACK:
                behind = _behind_traceback(cell.raw, start)
            if kind is not None and start >= cell.begin:
                found.append(cell.at + start)
        return found

    def _candidates(self, cell: FileCell) -> list[int]:
        """Where in `raw` lines begin that may be errors, and heads of tracebacks before the cell; rising."""
        found = set(_heads_before(cell))
        for needle in self._needles:
            found.update(offset - cell.at for offset in needle.starts(cell))
        return sorted(found)


def _heads_before(cell: FileCell) -> Iterator[int]:
    place = cell.raw.find(_HEAD, 0, cell.begin)
    while place >= 0:
        yield cell.raw.rfind(b"\n", 0, place) + 1
        place = cell.raw.find(_HEAD, place + 1, cell.begin)


def _shown(raw: bytes, start: int, end: int) -> str:
    behind = raw.find(b"\n", start, end)
    behind = end if behind < 0 else behind
    return plain(fold(raw[max(start, behind - _LINE_LIMIT) : behind].decode("utf-8", "replace")))


def _behind_traceback(raw: bytes, start: int) -> int:
    """Where the line behind the traceback begins whose head begins at `start`."""
    pieces = raw[start : start + ErrorFinder.context].split(b"\n")
    traceback = traceback_at([plain(fold(piece.decode("utf-8", "replace"))) for piece in pieces], 0)
    last = traceback.last if traceback is not None else 0
    return start + sum(len(piece) + 1 for piece in pieces[: last + 1])
