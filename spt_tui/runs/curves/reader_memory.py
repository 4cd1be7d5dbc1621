"""The memory that the metrics of open runs may take together, whoever opened them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple
from weakref import WeakValueDictionary

from spt_tui.runs.metrics import MetricsReader


class Opened(NamedTuple):
    """A file, or some of its metrics, as one holder has it open."""

    holder: int
    path: str
    only: frozenset[str] | None
    """Names of the metrics that are read; `None` for all."""


class ReaderMemory:
    """Keeps the readers of all holders, and above `limit` bytes forgets those that were shown least recently.

    What a holder showed last stays, however much it is. Any thread may use it.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._readers: OrderedDict[Opened, MetricsReader] = OrderedDict()
        """The least recently shown first."""
        self._holders: WeakValueDictionary[int, object] = WeakValueDictionary()
        """Those that have neither left nor gone without a word."""
        self._joined = 0

    @property
    def bytes(self) -> int:
        """Memory that all of it takes."""
        with self._lock:
            return sum(reader.nbytes for reader in self._readers.values())

    def join(self, owner: object) -> int:
        """A number for a new holder, which is one as long as `owner` is there."""
        with self._lock:
            self._joined += 1
            self._holders[self._joined] = owner
            return self._joined

    def leave(self, holder: int) -> None:
        """Forget all that a holder has open, and keep nothing of it from now on."""
        with self._lock:
            self._holders.pop(holder, None)
            self._drop_left()

    def bytes_of(self, holder: int) -> int:
        """Memory that one holder takes."""
        with self._lock:
            return sum(self._readers[opened].nbytes for opened in self._of(holder))

    def count_of(self, holder: int) -> int:
        """How much one holder has open."""
        with self._lock:
            return len(self._of(holder))

    def room_for(self, holder: int) -> int:
        """Bytes that a holder may take: the limit without what the others show now."""
        with self._lock:
            shown = self._shown_last()
            return self.limit - sum(self._readers[opened].nbytes for opened in shown if opened.holder != holder)

    def get(self, opened: Opened) -> MetricsReader | None:
        """The reader that is kept, if there is one."""
        with self._lock:
            return self._readers.get(opened)

    def show(self, opened: Opened) -> MetricsReader:
        """The reader that is kept, else a new one; it is shown now."""
        with self._lock:
            reader = self._readers.get(opened)
            if reader is None:
                reader = MetricsReader(opened.path, only=opened.only, limit=self.limit)
            if opened.holder in self._holders:
                self._readers[opened] = reader
                self._readers.move_to_end(opened)
            return reader

    def fit(self) -> None:
        """Forget as much as the limit asks for."""
        with self._lock:
            self._drop_left()
            excess = sum(reader.nbytes for reader in self._readers.values()) - self.limit
            if excess <= 0:
                return
            last = self._shown_last()
            for opened in [opened for opened in self._readers if opened not in last]:
                excess -= self._readers.pop(opened).nbytes
                if excess <= 0:
                    return

    def _drop_left(self) -> None:
        for opened in [opened for opened in self._readers if opened.holder not in self._holders]:
            del self._readers[opened]

    def _of(self, holder: int) -> list[Opened]:
        return [opened for opened in self._readers if opened.holder == holder]

    def _shown_last(self) -> set[Opened]:
        """What each holder showed last."""
        return set({opened.holder: opened for opened in self._readers}.values())
