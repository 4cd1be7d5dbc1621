"""A run's own log, read on as it grows, as marks for plots."""

from __future__ import annotations

from collections import deque
from contextlib import suppress

from spt_tui.hardware.recorded.growing_lines import GrowingLines
from spt_tui.hardware.run_log_reader import LogEntry, read_entry

MOST_ENTRIES = 10_000
"""Entries that are kept of a log, the newest."""
LAST_BYTES = 4 * 1024 * 1024
"""Of a longer log the end is read."""


class LogReading:
    """The entries of the run log at `path`. For one thread at a time."""

    def __init__(self, path: str) -> None:
        self._lines = GrowingLines(path, LAST_BYTES)
        self._kept: deque[LogEntry] = deque(maxlen=MOST_ENTRIES)
        self._entries: tuple[LogEntry, ...] = ()

    def look(self) -> tuple[LogEntry, ...]:
        """All entries; the same object as before while there are no new ones. Without a log there are none."""
        with suppress(OSError, ValueError):
            lines = self._lines.look()
            fresh = [entry for line in lines.whole if (entry := read_entry(line)) is not None]
            if lines.is_other:
                self._kept.clear()
            if fresh or lines.is_other:
                self._kept.extend(fresh)
                self._entries = tuple(self._kept)
        return self._entries
