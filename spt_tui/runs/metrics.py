"""A run's metrics.csv, read on from the last whole line.

The writer (Lightning's `CSVLogger`) appends a line a logged row. When a metric appears for the first time it opens the
file with `"w"` and writes it anew under a longer header. A reader can therefore see the file empty, half written,
ending in the middle of a line, or larger than before with everything in another place.
"""

from __future__ import annotations

import math
import os
import stat
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from spt_tui.runs.curves.csv_tail import LINE_BYTES, CsvTail, Rewritten
from spt_tui.runs.curves.metric_rows import MetricRows
from spt_tui.runs.curves.series import Series
from spt_tui.runs.metric_name import lower_is_better

__all__ = ["FILE_NAME", "Metrics", "MetricsReader", "Series", "lower_is_better"]

FILE_NAME = "metrics.csv"
POLL_BYTES = 1 << 21
"""Read by one poll, so that the beginning of a large file shows early; more where child processes read it."""
REST_SECONDS = 1.0
"""After this long without a change a rewritten file is believed, although it has fewer rows than before."""
TRUST_SECONDS = 10.0
"""After this long it is believed although it still changes."""
QUIET_SECONDS = 2.0
"""After this long without a change size and time say enough; before, two writes can share one time stamp."""


@dataclass(frozen=True, slots=True, eq=False)
class Metrics:
    """What a metrics.csv holds, as a value that any thread may keep."""

    series: tuple[Series, ...] = ()
    """The metrics with at least one value, in the order of the header; `epoch` is one of them, `step` is not."""
    rows: int = 0
    """Rows of the file, the skipped ones included."""
    notes: tuple[str, ...] = ()
    """What of the file is not in the series, and why, one line each. Cleaned."""
    problem: str | None = None
    """Why there is nothing, or nothing new, to read; in one line."""
    behind: int = 0
    """Bytes of the file that are not read yet."""
    is_cut: bool = False
    """True when the rest of the file will not be read: it would take too much memory."""
    has_steps: bool = False
    """True when the steps are those of the file, False when they are its row numbers."""

    @property
    def is_whole(self) -> bool:
        """Whether all of the file is read."""
        return not (self.behind or self.is_cut)


class MetricsReader:
    """Reads one metrics.csv; `poll` it again and again.

    What was parsed is never copied: a snapshot is frozen lengths of arrays that are appended to only. A file that was
    rewritten is read into new arrays, and the old values stay until it has as many rows as they have, or has come to
    rest.

    With `only`, cleaned names, no other metric is parsed: one of 30 takes a fifth of the time of all. Its rows, steps
    and epochs are the same as without.

    Once the numbers take more than `limit` bytes no more of the file is read; a file that was rewritten is still seen.
    """

    def __init__(
        self,
        path: str,
        clock: Callable[[], float] = time.monotonic,
        only: Collection[str] | None = None,
        limit: float = math.inf,
    ) -> None:
        self.path = path
        self.only = only
        self.limit = limit
        self.behind = 0
        """Bytes that the last poll left for the next one; 0, too, where it reads no more of the file."""
        self._is_cut = False
        """Whether it leaves the rest of the file unread."""
        self.bytes_read = 0
        """Bytes read so far; not counted are the few that only show whether the file is still the same."""
        self.nbytes = 0
        """Memory that the numbers took after the last poll, those of a file before it was rewritten included."""
        self._clock = clock
        self._reading = threading.Lock()
        self._tail: CsvTail | None = None
        self._shown = Metrics()
        self._shown_rows: MetricRows | None = None
        self._said: tuple[object, ...] | None = None
        self._stamp: tuple[int, ...] = ()
        self._stamped_at = 0.0
        self._doubted_at: float | None = None

    def poll(self) -> Metrics | None:
        """What the file holds now; `None` when that is what was said before, or while another thread asks.

        One call reads about `POLL_BYTES` at the most, or eight MiB for each child process. Errors of the file system
        become `Metrics.problem`, beside the values that were read before.
        """
        if not self._reading.acquire(blocking=False):
            return None
        try:
            return self._poll()
        finally:
            self.nbytes = self._measured()
            self._reading.release()

    @property
    def shown(self) -> Metrics:
        """What was said last; nothing is read for it."""
        return self._shown

    def _poll(self) -> Metrics | None:
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return self._say(problem=f"{FILE_NAME} was removed" if self._shown.rows else f"no {FILE_NAME} yet")
        except OSError as error:
            return self._say(problem=f"cannot read {FILE_NAME}: {error.strerror}")
        try:
            return self._look(descriptor, os.fstat(descriptor))
        except OSError as error:
            return self._say(problem=f"cannot read {FILE_NAME}: {error.strerror}")
        finally:
            os.close(descriptor)

    def _look(self, descriptor: int, status: os.stat_result) -> Metrics | None:
        if not stat.S_ISREG(status.st_mode):
            return self._say(problem=f"{FILE_NAME} is not a file")
        rested = self._time_unchanged(status)
        if rested > QUIET_SECONDS and not self.behind and self._doubted_at is None and not self._shown.problem:
            return None
        tail = self._read(descriptor, (status.st_dev, status.st_ino))
        if not self._believed(tail, rested):
            return None
        return self._publish(tail, status.st_size)

    def _read(self, descriptor: int, identity: tuple[int, int]) -> CsvTail:
        tail = self._tail
        if tail is None or tail.identity != identity:
            tail = self._start_anew(identity)
        try:
            self.behind = self._read_on(tail, descriptor)
        except Rewritten:
            tail = self._start_anew(identity)
            try:
                self.behind = self._read_on(tail, descriptor)
            except Rewritten:
                tail = self._start_anew(identity)
        return tail

    def _read_on(self, tail: CsvTail, descriptor: int) -> int:
        before = tail.bytes_read
        self.behind, self._is_cut = 0, False
        try:
            left = tail.read_on(descriptor, 0 if self._is_full(tail) else POLL_BYTES)
            self._is_cut = left > 0 and self._is_full(tail)
            return 0 if self._is_cut else left
        finally:
            self.bytes_read += tail.bytes_read - before

    def _is_full(self, tail: CsvTail) -> bool:
        return tail.rows is not None and tail.rows.nbytes > self.limit

    def _start_anew(self, identity: tuple[int, int]) -> CsvTail:
        if self._shown.rows and self._doubted_at is None:
            self._doubted_at = self._clock()
        self._tail = CsvTail(identity, self.only)
        return self._tail

    def _believed(self, tail: CsvTail, rested: float) -> bool:
        if self._doubted_at is None:
            return True
        complete = tail.rows is not None and tail.rows.count >= self._shown.rows
        at_rest = rested >= REST_SECONDS and not self.behind
        if complete or at_rest or self._clock() - self._doubted_at >= TRUST_SECONDS:
            self._doubted_at = None
        return self._doubted_at is None

    def _publish(self, tail: CsvTail, size: int) -> Metrics | None:
        rows = tail.rows
        if rows is None:
            self._shown_rows = None
            return self._say(problem=_without_header(size), shown=Metrics())
        said = (tail, tail.offset, self.behind, self._is_cut)
        if said == self._said:
            return None
        self._said = said
        self._shown_rows = rows
        self._shown = Metrics(rows.series(), rows.count, rows.notes(), None, self.behind, self._is_cut, rows.has_steps)
        return self._shown

    def _say(self, problem: str, shown: Metrics | None = None) -> Metrics | None:
        self.behind = 0
        if self._said == (problem,):
            return None
        self._said = (problem,)
        self._shown = replace(self._shown if shown is None else shown, problem=problem, behind=0)
        return self._shown

    def _measured(self) -> int:
        held = {self._shown_rows, self._tail.rows if self._tail else None}
        return sum(rows.nbytes for rows in held if rows)

    def _time_unchanged(self, status: os.stat_result) -> float:
        stamp = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        now = self._clock()
        if stamp != self._stamp:
            self._stamp, self._stamped_at = stamp, now
        return now - self._stamped_at


def _without_header(size: int) -> str:
    if size == 0:
        return f"{FILE_NAME} is empty"
    if size < LINE_BYTES:
        return f"{FILE_NAME} has no whole line yet"
    return f"{FILE_NAME} is no table: no line ends in its first MiB"
