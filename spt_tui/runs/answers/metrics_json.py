"""A run's metrics.csv in the shape that code written for stable-pretraining's scanner reads.

`{"metrics": {name: {"step": [...], "epoch": [...], "y": [...]}}}`: for each metric the rows that have a value, in the
order of the file, as numbers; what is no number there is left out.
"""

from __future__ import annotations

import json
import math
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from spt_tui.regular_file import open_regular
from spt_tui.runs.answers.exact_rows import Columns, ExactTail
from spt_tui.runs.curves.csv_tail import Rewritten

CHUNK_POINTS = 5_000
"""Values in one chunk of a stream, of all metrics together."""
FILES, BYTES = 64, 128 << 20
"""Files that are kept to be read on, and the memory that they may take together; the one that is asked for stays."""
_STEP_BYTES = 1 << 17
"""Read before the first of it goes out as a chunk; then twice as much, and so on."""
_ALL = 1 << 62


class MetricsJson:
    """One metrics.csv, of which each look reads the bytes that are new. Any thread may use it.

    A file that is not there, or cannot be read, has no metrics.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._tail = ExactTail((0, 0))
        self._size_and_time = (0, 0)
        self._json: bytes | None = None
        self.memory = 0
        """Bytes that it took after the last look, about."""

    def metrics(self) -> dict[str, Columns]:
        """All that the file holds now."""
        with self._lock:
            self._read_on(_ALL)
            return self._columns()

    def as_json(self) -> bytes:
        """`{"metrics": ...}` as JSON that every parser takes: NaN and infinities are `null`."""
        with self._lock:
            self._read_on(_ALL)
            if self._json is None:
                metrics = {name: _finite(columns) for name, columns in self._columns().items()}
                self._json = json.dumps({"metrics": metrics}, allow_nan=False).encode()
                self.memory += len(self._json)
            return self._json

    def stream(self) -> Iterator[dict[str, Any]]:
        """`{"chunk": 0, "metrics": ...}` and so on, each with what comes after the one before; then `{"done": True}`.

        The first comes when a part of the file has been read.
        """
        sent: dict[str, int] = {}
        number = 0
        budget = _STEP_BYTES
        more = True
        while more:
            with self._lock:
                more = self._read_on(budget)
            budget *= 2
            while metrics := self._next(sent):
                yield {"chunk": number, "metrics": metrics}
                number += 1
        if self._tail.exact is None:
            yield {"chunk": number, "metrics": {}}
        yield {"done": True}

    def _columns(self) -> dict[str, Columns]:
        rows = self._tail.exact
        if rows is None:
            return {}
        return {name: rows.columns(growing, 0, len(growing.values)) for name, growing in rows.metrics()}

    def _next(self, sent: dict[str, int]) -> dict[str, Columns]:
        """The next values that are not `sent` yet, and then are."""
        chunk: dict[str, Columns] = {}
        room = CHUNK_POINTS
        with self._lock:
            rows = self._tail.exact
            if rows is None:
                return chunk
            for name, growing in rows.metrics():
                start = sent.get(name, 0)
                stop = min(len(growing.values), start + room)
                if stop > start:
                    chunk[name] = rows.columns(growing, start, stop)
                    sent[name] = stop
                    room -= stop - start
        return chunk

    def _read_on(self, budget: int) -> bool:
        """Read what is new, about `budget` bytes of it; True if there is more."""
        before = (self._tail, self._tail.offset)
        try:
            descriptor = open_regular(self.path)
            try:
                behind = self._follow(descriptor, budget)
            finally:
                os.close(descriptor)
        except OSError:
            self._tail, behind = ExactTail((0, 0)), 0
        if (self._tail, self._tail.offset) != before:
            self._json = None
            self.memory = self._tail.exact.memory if self._tail.exact else 0
        return behind > 0

    def _follow(self, descriptor: int, budget: int) -> int:
        status = os.fstat(descriptor)
        identity = (status.st_dev, status.st_ino)
        size_and_time = (status.st_size, status.st_mtime_ns)
        # Appended rows make it longer: with the size of before it was written anew.
        rewritten = size_and_time != self._size_and_time and status.st_size == self._size_and_time[0]
        self._size_and_time = size_and_time
        if rewritten or self._tail.identity != identity:
            self._tail = ExactTail(identity)
        try:
            return self._tail.read_on(descriptor, budget)
        except Rewritten:
            self._tail = ExactTail(identity)
        try:
            return self._tail.read_on(descriptor, budget)
        except Rewritten:  # written anew once more, while it was read: what came before that stays for this time
            return 0


class MetricsCache:
    """The files that were asked for lately, so that each is read on and not anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: OrderedDict[str, MetricsJson] = OrderedDict()

    def get(self, path: str) -> MetricsJson:
        """The file at this path."""
        with self._lock:
            file = self._files.setdefault(path, MetricsJson(path))
            self._files.move_to_end(path)
            self._forget_the_oldest()
            return file

    def _forget_the_oldest(self) -> None:
        memory = sum(file.memory for file in self._files.values())
        while len(self._files) > 1 and (memory > BYTES or len(self._files) > FILES):
            memory -= self._files.popitem(last=False)[1].memory


def _finite(columns: Columns) -> Columns:
    values = columns["y"]
    if math.isfinite(sum(values)):
        return columns
    return {**columns, "y": [value if math.isfinite(value) else None for value in values]}
