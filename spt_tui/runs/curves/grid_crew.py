"""Child processes that read the numbers of large files, so that several cores do, and none of it here.

Most of what a large file takes is `float()`, during which nothing else runs in the interpreter, the screen included.
The children get blocks of lines through a pipe and know nothing of files; they end by themselves when this process
does. Where none can be started, or one fails, the blocks are read here.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from spt_tui.runs.curves.far_grid import FarGrid
from spt_tui.runs.curves.grid_child import GridChild
from spt_tui.runs.curves.parcel import Layout

VARIABLE = "SPT_TUI_PROCESSES"
"""Of the environment: how many children at most; 0 for none."""
MOST = 4
"""Children, however many cores there are: login nodes are shared, and count processes."""
IDLE_SECONDS = 5.0
"""Children without work for so long are sent home."""
LENDING_SECONDS = 1.0
"""To wait for children that work for another thread; then the caller does without."""


class GridCrew:
    """Up to `limit` children. Any thread may have blocks read; they take turns."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        """0 once a child failed: where one does, others will."""
        self.bytes_read = 0
        """By the children that there are."""
        self._free: list[GridChild] = []
        self._is_up = False
        self._used_at = 0.0
        self._turn = threading.Condition()

    @property
    def is_up(self) -> bool:
        """True while there are children."""
        return self._is_up

    def start(self) -> None:
        """Have the children start if they have not. They are not ready yet when this returns."""
        with self._turn:
            self._used_at = time.monotonic()
            if self._is_up or not self.limit:
                return
            self.bytes_read = 0
            try:
                while len(self._free) < self.limit:
                    self._free.append(GridChild())
            except OSError:  # this user has processes enough
                self.limit = len(self._free)
            self._is_up = self.limit > 0
        if self._is_up:
            self._watch()

    def close(self) -> None:
        """End the children that do nothing; those that are lent end when they come back."""
        with self._turn:
            self._is_up = False
            free, self._free = self._free, []
        for child in free:
            child.end()

    def grids(
        self, blocks: Iterator[bytes], layout: Layout, first: int, with_numpy: bool
    ) -> Generator[tuple[bytes, FarGrid | None], None, None]:
        """Each block of whole lines without quotes with its grid, in their order.

        `first` is the number of the first row; those of the other blocks follow if each line is a row. `None` where a
        line has not as many cells as `layout` says, and for what no child could read.
        """
        numbered = _numbered(blocks, first)
        asked: deque[tuple[GridChild, bytes, int]] = deque()

        def ask(child: GridChild) -> None:
            for block, number in numbered:
                asked.append((child, block, number))
                child.ask(block, layout, number, with_numpy)
                return

        with self._lent() as children:
            try:
                for child in children:
                    ask(child)
                while asked:
                    child, block, number = asked[0]
                    parcel = child.answer()
                    ask(child)  # before what it said is looked at: it should not wait
                    asked.popleft()
                    self.bytes_read += len(block)
                    yield block, parcel and FarGrid(block, layout, number, parcel)
            except OSError:
                self.limit = 0
        yield from ((block, None) for _, block, _ in asked)
        yield from ((block, None) for block, _ in numbered)

    def _watch(self) -> None:
        """Have a thread send the children home once they are idle; without one there are none."""
        try:
            threading.Thread(target=self._wait_for_idleness, name="grid crew", daemon=True).start()
        except RuntimeError:  # this user has threads enough
            self.limit = 0
            self.close()

    @contextmanager
    def _lent(self) -> Iterator[list[GridChild]]:
        """All children that are free, once there are any."""
        with self._turn:
            self._turn.wait_for(lambda: self._free or not self._is_up, LENDING_SECONDS)
            children, self._free = self._free, []
        try:
            yield children
        finally:
            self._take_back(children)

    def _take_back(self, children: list[GridChild]) -> None:
        with self._turn:
            self._used_at = time.monotonic()
            if any(child.is_busy for child in children) or not self.limit:
                self._is_up = False
            kept = children if self._is_up else []
            self._free += kept
            self._turn.notify_all()
        for child in children[len(kept) :]:
            child.end()

    def _wait_for_idleness(self) -> None:
        while self._is_up:
            left = self._used_at + IDLE_SECONDS - time.monotonic()
            if left > 0:
                time.sleep(left)
            elif self._free:
                self.close()
            else:
                time.sleep(IDLE_SECONDS)


def usable_cores() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


def crew_size(wanted: str | None, cores: int) -> int:
    """Children to start: as many as `wanted` says, or as there are cores, `MOST` at the most; on one core none."""
    if wanted is not None and wanted.isdecimal():
        return min(int(wanted), MOST)
    return min(cores, MOST) if cores > 1 else 0


def _numbered(blocks: Iterator[bytes], first: int) -> Iterator[tuple[bytes, int]]:
    """Each block with the number of its first row."""
    for block in blocks:
        yield block, first
        first += block.count(b"\n")


crew = GridCrew(crew_size(os.environ.get(VARIABLE), usable_cores()))
"""The one of this process."""
