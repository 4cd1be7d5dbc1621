"""One file of a recording, decoded as it grows."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spt_tui.hardware.recorded.growing_lines import GrowingLines, Lines
from spt_tui.hardware.recording import End, Header, decode_line
from spt_tui.hardware.sample import Sample

Record = Header | Sample | End

LINES_A_TURN = 16
"""Lines that are decoded before another thread has its turn: some milliseconds."""
_HEADER = b'{"schema":'
"""A recorder's headers begin so."""


@dataclass(frozen=True, slots=True)
class News:
    """What a look gave."""

    records: tuple[Record, ...] = ()
    """In the order in which they were written."""
    is_other: bool = False
    """What was told before is not of what is there now."""


class PartReading:
    """Reads the part at `path`, of very much that is new the last bytes. For one thread at a time."""

    def __init__(self, path: str, last_bytes: int) -> None:
        self.path = path
        self._lines = GrowingLines(path, last_bytes)
        self._header: Header | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out at the beginning."""
        return self._lines.begin == 0

    @property
    def size(self) -> int:
        """Bytes of the file when it was looked at."""
        return self._lines.end

    def look(self) -> News:
        """What is new. Raises OSError and ValueError."""
        lines = self._lines.look()
        if lines.is_other:
            self._header = None
        records = (*self._decoded(self._heads(lines)), *self._decoded(lines.whole))
        return News(records, lines.is_other)

    def _heads(self, lines: Lines) -> Iterator[bytes]:
        """The header of lines that do not follow upon those before: the first of the file or, if not that, another."""
        if lines.head is None:
            return
        yield lines.head
        if all(decode_line(line, self._header) is None for line in lines.whole):
            above = self._lines.line_above(_HEADER)
            yield from () if above is None else (above,)

    def _decoded(self, lines: Iterable[bytes]) -> Iterator[Record]:
        for number, line in enumerate(lines):
            if not number % LINES_A_TURN:
                time.sleep(0)
            record = decode_line(line, self._header)
            if isinstance(record, Header):
                self._header = record
            if record is not None:
                yield record
