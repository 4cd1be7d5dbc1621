"""What a window on a log shows, as a value."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.runs.logs.restarts import Restart


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
    """What last happened to the file (`truncated`, `rewritten`, `replaced`, `rotated`, `skipped ahead`), or why it
    cannot be read now (`gone`, `permission denied`); the lines are then those of before."""
    offsets: Sequence[int] = ()
    """Where each of the lines begins in the file."""
    focus: int | None = None
    """The number of the line that a jump was to; `None` if there was none."""
    restarts: tuple[Restart, ...] = ()
    """Where, inside these lines, the job began again."""

    @property
    def at_end(self) -> bool:
        """False if the file goes on behind the window."""
        return self.size is None or self.end >= self.size

    def number_at(self, offset: int) -> int | None:
        """The number of the line that holds the byte at `offset`; `None` if it is not one of these."""
        if not self.offsets or not self.start <= offset < self.end:
            return None
        return self.first + bisect_right(self.offsets, offset) - 1
