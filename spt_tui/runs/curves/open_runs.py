"""The runs whose metrics are in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import replace

from spt_tui.runs.metrics import Metrics, MetricsReader
from spt_tui.units import bytes_text, counted

LIMIT = 256 << 20
"""Bytes that the metrics of all open runs may take together."""

_Key = tuple[str, frozenset[str] | None]


class OpenRuns:
    """Keeps what was read of each metrics.csv, so that a run that is shown again is read on and not anew.

    Above `limit` bytes the least recently shown ones are forgotten. The one that was shown last stays; where it alone
    takes more, no more of its file is read, and one of its notes says so. Any thread may use it: what takes long,
    `poll`, holds no lock of it meanwhile.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._readers: OrderedDict[_Key, MetricsReader] = OrderedDict()

    @property
    def bytes(self) -> int:
        """Memory that the metrics of all open runs take."""
        with self._lock:
            return sum(reader.nbytes for reader in self._readers.values())

    def __len__(self) -> int:
        return len(self._readers)

    def poll(self, path: str, only: Collection[str] | None = None) -> Metrics | None:
        """Show the file: `MetricsReader.poll` of the one that is kept for this path and these metrics."""
        reader = self._show(path, only)
        metrics = reader.poll()
        self._forget()
        return self._noted(reader, metrics) if metrics else None

    def behind(self, path: str, only: Collection[str] | None = None) -> int:
        """Bytes of the file that the last poll left for the next one."""
        reader = self._readers.get(_key(path, only))
        return reader.behind if reader else 0

    def shown(self, path: str, only: Collection[str] | None = None) -> Metrics | None:
        """Show what is known of the file without touching it; `None` if nothing is."""
        with self._lock:
            if _key(path, only) not in self._readers:
                return None
        reader = self._show(path, only)
        if not reader.bytes_read and not reader.shown.problem:  # its first poll has not come back
            return None
        return self._noted(reader, reader.shown)

    def _show(self, path: str, only: Collection[str] | None) -> MetricsReader:
        key = _key(path, only)
        with self._lock:
            reader = self._readers.setdefault(key, MetricsReader(path, only=key[1], limit=self.limit))
            self._readers.move_to_end(key)
            return reader

    def _forget(self) -> None:
        while self.bytes > self.limit:
            with self._lock:
                if len(self._readers) < 2:
                    return
                self._readers.popitem(last=False)

    def _noted(self, reader: MetricsReader, metrics: Metrics) -> Metrics:
        if reader.nbytes <= self.limit:
            return metrics
        note = f"takes {bytes_text(reader.nbytes)} of memory, more than the {bytes_text(self.limit)} for all open runs"
        if metrics.is_cut:
            note = f"the first {counted(metrics.rows, 'row')} are shown, no more: it {note}"
        return replace(metrics, notes=(*metrics.notes, note))


def _key(path: str, only: Collection[str] | None) -> _Key:
    return path, None if only is None else frozenset(only)
