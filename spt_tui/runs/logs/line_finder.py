"""Finding lines in the raw bytes of a log, near the speed of memory.

What a carriage return has drawn over is found too, and text that a colour changes in the middle of is not: only the
lines on the screen are folded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from spt_tui.runs.logs.file_cell import FileCell
from spt_tui.runs.logs.search_query import SearchQuery

LOOK_ANEW = 64
"""Cells after which it is looked again which letter of a text is rare in the file."""

CHUNK = 16_384
"""Bytes that a regular expression sees at once: some take time with the square of it, and nothing interrupts them. Of
a longer line it sees as much, as of what is shown."""


class LineFinder(Protocol):
    """Which lines are sought."""

    @property
    def context(self) -> int:
        """Bytes before a cell that it has to see."""

    def starts(self, cell: FileCell) -> list[int]:
        """Offsets in the file of the sought lines of a cell, rising."""

    def count(self, cell: FileCell) -> int:
        """How many there are."""

    @property
    def at_once(self) -> int:
        """Cells that it best counts in one go."""

    def counts(self, cells: Sequence[FileCell]) -> list[int]:
        """How many there are in each."""

    def rest(self) -> None:
        """All is counted for now: keep no more than counting what a log grows by takes."""


class NearFinder:
    """A `LineFinder` that works here, on one cell after the other."""

    context = 0
    at_once = 1

    def starts(self, cell: FileCell) -> list[int]:
        """See `LineFinder`."""
        raise NotImplementedError

    def count(self, cell: FileCell) -> int:
        """See `LineFinder`."""
        return len(self.starts(cell))

    def counts(self, cells: Sequence[FileCell]) -> list[int]:
        """See `LineFinder`."""
        return [self.count(cell) for cell in cells]

    def rest(self) -> None:
        """See `LineFinder`."""


def finder_of(query: SearchQuery) -> LineFinder | None:
    """What finds the lines that match `query`; `None` if nothing is searched."""
    if query.pattern is None:
        return None
    if not query.is_pattern:
        return TextFinder(query.typed, query.ignores_case)
    if query.typed.isascii():
        return PatternFinder(query.typed, query.ignores_case)
    return DecodingFinder(query.pattern)


class TextFinder(NearFinder):
    """Lines with a text in them.

    A cell that lacks one of its letters altogether is told by `memchr`, several times quicker than any search for it.
    """

    def __init__(self, text: str, ignore_case: bool) -> None:
        needle = text.encode("utf-8", "surrogatepass")
        self._ignore_case = ignore_case and needle.lower() != needle.upper()
        # An expression without wild cards is found faster than `bytes.find` finds text.
        self._search = re.compile(re.escape(needle)).search
        self._every = re.compile(re.escape(needle) + b".*").findall
        self._letters = [{byte.lower(), byte.upper()} if ignore_case else {byte} for byte in _each_byte(needle)]
        self._capitals = [byte.upper() for byte in _each_byte(needle) if byte.upper() != byte]
        self._rare: set[bytes] = set()
        """Both cases of a letter that was missing in a cell; none if there is no such letter."""
        self._cells = 0

    def starts(self, cell: FileCell) -> list[int]:
        """See `LineFinder`."""
        if not self._may_hold(cell):
            return []
        return [cell.at + start for start in self._places(self._seen(cell), cell)]

    def count(self, cell: FileCell) -> int:
        """See `LineFinder`."""
        return len(self._every(self._seen(cell), cell.begin, cell.end)) if self._may_hold(cell) else 0

    def _may_hold(self, cell: FileCell) -> bool:
        if self._cells % LOOK_ANEW == 0:
            missing = (letter for letter in self._letters if not _has(cell, letter))
            self._rare = next(missing, set())
        self._cells += 1
        return not self._rare or _has(cell, self._rare)

    def _seen(self, cell: FileCell) -> bytes:
        has_capitals = self._ignore_case and any(cell.raw.find(letter) >= 0 for letter in self._capitals)
        return cell.raw.lower() if has_capitals else cell.raw

    def _places(self, raw: bytes, cell: FileCell) -> Iterator[int]:
        at = cell.begin
        while (found := self._search(raw, at, cell.end)) is not None:
            yield raw.rfind(b"\n", at, found.start()) + 1 or at
            at = raw.find(b"\n", found.end(), cell.end) + 1 or cell.end


def _each_byte(needle: bytes) -> list[bytes]:
    return [bytes([value]) for value in dict.fromkeys(needle)]


def _has(cell: FileCell, letter: set[bytes]) -> bool:
    return any(cell.raw.find(form, cell.begin, cell.end) >= 0 for form in letter)


class PatternFinder(NearFinder):
    """Lines that a regular expression matches in. It has no capitals if case is ignored."""

    def __init__(self, expression: str, ignore_case: bool) -> None:
        self._ignore_case = ignore_case
        self._search = re.compile(expression.encode("ascii"), re.MULTILINE).search

    def starts(self, cell: FileCell) -> list[int]:
        """See `LineFinder`."""
        raw = cell.raw.lower() if self._ignore_case else cell.raw
        found: list[int] = []
        for begin, end in chunks(raw, cell.begin, cell.end):
            for place in self._places(raw, begin, end):
                start = max(cell.begin, raw.rfind(b"\n", cell.begin, place) + 1)
                if not found or start > found[-1]:
                    found.append(start)
        return [cell.at + start for start in found]

    def _places(self, raw: bytes, at: int, end: int) -> Iterator[int]:
        """A place in each line of a chunk that it matches in."""
        while at < end and (found := self._search(raw, at, end)) is not None:
            place = found.start()
            if place == end and raw[end - 1] == 0x0A:
                return  # behind the last line
            behind = raw.find(b"\n", place, end)
            behind = end if behind < 0 else behind
            if found.end() <= behind or self._search(raw, place, behind) is not None:
                yield place
            at = behind + 1


class DecodingFinder(NearFinder):
    """Lines that a regular expression of other than ASCII letters matches in: each is decoded, which is slow."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def starts(self, cell: FileCell) -> list[int]:
        """See `LineFinder`."""
        lines = cell.raw[cell.begin : cell.end].split(b"\n")
        return [start for start, line in zip(line_starts(cell), lines, strict=False) if self._matches(line)]

    def _matches(self, line: bytes) -> bool:
        return self._pattern.search(codecs.utf_8_decode(line[:CHUNK], "backslashreplace", True)[0]) is not None


class OtherLines:
    """The lines that another finder does not find."""

    def __init__(self, finder: LineFinder) -> None:
        self._finder = finder
        self.context = finder.context

    def starts(self, cell: FileCell) -> list[int]:
        """See `LineFinder`."""
        found = set(self._finder.starts(cell))
        return [start for start in line_starts(cell) if start not in found]

    def count(self, cell: FileCell) -> int:
        """See `LineFinder`."""
        return cell.line_count - self._finder.count(cell)

    @property
    def at_once(self) -> int:
        """See `LineFinder`."""
        return self._finder.at_once

    def counts(self, cells: Sequence[FileCell]) -> list[int]:
        """See `LineFinder`."""
        found = self._finder.counts(cells)
        return [cell.line_count - count for cell, count in zip(cells, found, strict=True)]

    def rest(self) -> None:
        """See `LineFinder`."""
        self._finder.rest()


def line_starts(cell: FileCell) -> list[int]:
    """Offsets in the file of all lines of a cell."""
    starts, at = [], cell.begin
    while at < cell.end:
        starts.append(cell.at + at)
        at = cell.raw.find(b"\n", at, cell.end) + 1 or cell.end
    return starts


def chunks(raw: bytes, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where chunks of whole lines begin and end, `CHUNK` bytes long at most.

    A longer line is cut where it returns to its start; of a longer stretch only the first chunk is given.
    """
    at = begin
    while at < end:
        stop = min(end, at + CHUNK)
        if stop == end:
            yield at, stop
            return
        cut = (raw.rfind(b"\n", at, stop) + 1) or (raw.rfind(b"\r", at, stop) + 1)
        yield at, cut or stop
        at = cut or _behind_long_line(raw, stop, end)


def _behind_long_line(raw: bytes, at: int, end: int) -> int:
    places = (raw.find(b"\n", at, end), raw.find(b"\r", at, end))
    return min((place + 1 for place in places if place >= 0), default=end)
