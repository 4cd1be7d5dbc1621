"""The runs whose metrics are in memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from spt_tui.runs.curves.reader_memory import Opened, ReaderMemory
from spt_tui.runs.metrics import Metrics, MetricsReader
from spt_tui.units import bytes_text, counted

LIMIT = 256 << 20
"""Bytes that the metrics of all open runs may take together."""
SHARED = ReaderMemory(LIMIT)
"""The memory of this process: a pane and a comparison have no more together than one of them alone."""


class OpenRuns:
    """Keeps what was read of each metrics.csv, so that a run that is shown again is read on and not anew.

    Above the limit of `memory` the least recently shown ones are forgotten, be they these or others'. The one that was
    shown last stays; where it alone takes more, no more of its file is read, and one of its notes says so. Any thread
    may use it: what takes long, `poll`, holds no lock of it meanwhile.
    """

    def __init__(self, memory: ReaderMemory = SHARED) -> None:
        self._memory = memory
        self._holder = memory.join(self)

    @property
    def bytes(self) -> int:
        """Memory that the metrics of these runs take."""
        return self._memory.bytes_of(self._holder)

    @property
    def room(self) -> int:
        """Bytes that they may take: what others show now is taken already."""
        return self._memory.room_for(self._holder)

    def __len__(self) -> int:
        return self._memory.count_of(self._holder)

    def close(self) -> None:
        """Keep nothing more; what is read from now on is forgotten at once."""
        self._memory.leave(self._holder)

    def poll(self, path: str, only: Collection[str] | None = None) -> Metrics | None:
        """Show the file: `MetricsReader.poll` of the one that is kept for this path and these metrics."""
        reader = self._memory.show(self._opened(path, only))
        metrics = reader.poll()
        self._memory.fit()
        return self._noted(reader, metrics) if metrics else None

    def behind(self, path: str, only: Collection[str] | None = None) -> int:
        """Bytes of the file that the last poll left for the next one."""
        reader = self._memory.get(self._opened(path, only))
        return reader.behind if reader else 0

    def shown(self, path: str, only: Collection[str] | None = None) -> Metrics | None:
        """Show what is known of the file without touching it; `None` if nothing is."""
        opened = self._opened(path, only)
        if self._memory.get(opened) is None:
            return None
        reader = self._memory.show(opened)
        if not reader.bytes_read and not reader.shown.problem:  # its first poll has not come back
            return None
        return self._noted(reader, reader.shown)

    def _opened(self, path: str, only: Collection[str] | None) -> Opened:
        return Opened(self._holder, path, None if only is None else frozenset(only))

    def _noted(self, reader: MetricsReader, metrics: Metrics) -> Metrics:
        limit = self._memory.limit
        if reader.nbytes <= limit:
            return metrics
        note = f"takes {bytes_text(reader.nbytes)} of memory, more than the {bytes_text(limit)} for all open runs"
        if metrics.is_cut:
            note = f"the first {counted(metrics.rows, 'row')} are shown, no more: it {note}"
        return replace(metrics, notes=(*metrics.notes, note))
