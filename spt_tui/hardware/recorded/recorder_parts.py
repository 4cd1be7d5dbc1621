"""What one recorder writes, in parts that grow one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from spt_tui.hardware.recorded.growing_lines import GrowingLines, Lines
from spt_tui.hardware.recording import End, Header, decode_line
from spt_tui.hardware.sample import Sample

Record = Header | Sample | End


@dataclass(frozen=True, slots=True)
class News:
    """What a look at the parts gave."""

    records: tuple[Record, ...] = ()
    """In the order in which they were written."""
    is_other: bool = False
    """What was told before is of files that are not these any more."""


class RecorderParts:
    """Reads the parts of one recorder: at first the end of the newest, then what is appended to it or follows it.

    `last_bytes` are read at a look, at most, and the first line of each part. Where the newest part is shorter than
    that at first, the end of the one before is read too. For one thread at a time.
    """

    def __init__(self, last_bytes: int) -> None:
        self.last_bytes = last_bytes
        self._part: GrowingLines | None = None
        self._header: Header | None = None

    def look(self, paths: Mapping[int, str]) -> News:
        """What is new in the parts, given by their numbers, one at least. Raises OSError and ValueError."""
        newest = paths[max(paths)]
        if self._part is None:
            return News(tuple(self._first_look(paths)), is_other=True)
        records: list[Record] = []
        if self._part.path != newest:
            records += self._rest()
            for path in _after(self._part.path, paths):
                self._part = GrowingLines(path, self.last_bytes)
                records += self._decoded(self._part.look())
            return News(tuple(records))
        lines = self._part.look()
        return News(tuple(self._decoded(lines)), lines.is_other)

    def _first_look(self, paths: Mapping[int, str]) -> Iterator[Record]:
        *earlier, newest = (paths[number] for number in sorted(paths))
        part = GrowingLines(newest, self.last_bytes)
        lines = part.look()
        size = sum(len(line) + 1 for line in lines.whole)
        if not part.begin and earlier and size < self.last_bytes:
            with suppress(OSError, ValueError):  # it may be the oldest, which is deleted at any time
                yield from self._decoded(GrowingLines(earlier[-1], self.last_bytes - size).look())
        yield from self._decoded(lines)
        self._part = part

    def _rest(self) -> Iterator[Record]:
        """What was appended to the last part before the next one began; it may be deleted already."""
        if self._part is not None:
            with suppress(OSError, ValueError):
                yield from self._decoded(self._part.look())

    def _decoded(self, lines: Lines) -> Iterator[Record]:
        if lines.is_other:
            self._header = None
        for line in (*(() if lines.head is None else (lines.head,)), *lines.whole):
            record = decode_line(line, self._header)
            if isinstance(record, Header):
                self._header = record
            if record is not None:
                yield record


def _after(path: str, paths: Mapping[int, str]) -> Iterable[str]:
    """The parts behind that of `path`; the newest alone if that is not there any more."""
    ordered = [paths[number] for number in sorted(paths)]
    return ordered[ordered.index(path) + 1 :] if path in ordered else ordered[-1:]
