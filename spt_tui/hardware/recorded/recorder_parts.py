"""What one recorder writes, in parts that grow one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from spt_tui.hardware.recorded.part_reading import News, PartReading, Record


class RecorderParts:
    """Reads the parts of one recorder: at first the end of the newest, then what is appended to it or follows it.

    A look reads `last_bytes` of a part at most, and its header. Where the newest part is shorter than that at first,
    the end of the one before is read too. For one thread at a time.
    """

    def __init__(self, last_bytes: int) -> None:
        self.last_bytes = last_bytes
        self._part: PartReading | None = None

    def look(self, paths: Mapping[int, str]) -> News:
        """What is new in the parts, given by their numbers, one at least. Raises OSError and ValueError."""
        ordered = [paths[number] for number in sorted(paths)]
        if self._part is None:
            return News(self._begin(ordered), is_other=True)
        if self._part.path == ordered[-1]:
            return self._part.look()
        # What was appended to a part before the next one began; it may be deleted already.
        records = _what_is_there(self._part)
        *between, newest = _after(self._part.path, ordered)
        for path in between:
            records += _what_is_there(PartReading(path, self.last_bytes))
        self._part = PartReading(newest, self.last_bytes)
        return News(records + self._part.look().records)

    def _begin(self, paths: Sequence[str]) -> tuple[Record, ...]:
        newest = PartReading(paths[-1], self.last_bytes)
        records = newest.look().records
        left = self.last_bytes - newest.size
        if newest.is_whole and len(paths) > 1 and left > 0:
            records = _what_is_there(PartReading(paths[-2], left)) + records
        self._part = newest
        return records


def _what_is_there(part: PartReading) -> tuple[Record, ...]:
    with suppress(OSError, ValueError):
        return part.look().records
    return ()


def _after(path: str, paths: Sequence[str]) -> Sequence[str]:
    """The parts behind that of `path`; the newest alone if that is not there any more."""
    return paths[paths.index(path) + 1 :] if path in paths else paths[-1:]
