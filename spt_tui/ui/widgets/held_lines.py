"""Lines that were read of a log, and where in its file each begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeldLines:
    """Consecutive lines, as they are given to be shown."""

    key: Hashable = None
    """Tells these lines from others with the same numbers."""
    lines: Sequence[str] = ()
    """Folded."""
    first: int = 0
    """Number of the first line."""
    offsets: Sequence[int] = ()
    """Bytes in the file before each line, rising; empty if they are not those of one file."""

    def offset_of(self, number: int) -> int | None:
        """Where line `number` begins; `None` if that is not known."""
        place = number - self.first
        return self.offsets[place] if 0 <= place < len(self.offsets) else None

    def number_at(self, offset: int) -> int | None:
        """The line that holds this byte; `None` if none is known to: the last one may end before it."""
        place = bisect_right(self.offsets, offset) - 1
        is_held = place >= 0 and (place + 1 < len(self.offsets) or self.offsets[place] == offset)
        return self.first + place if is_held else None
