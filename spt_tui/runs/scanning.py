"""One scanner at work: whom it asks, what it asks, and what that has cost."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories.crew import Crew
from spt_tui.runs.directories.tree import RunTree

if TYPE_CHECKING:
    from spt_tui.runs.footprint import Footprint

BREATH = 0.001
"""Seconds of work after which other threads may run: left to the interpreter, a key waits 5 ms for its turn."""
PAUSE = 5e-5
"""Seconds of rest then. A rest of 0 gives the interpreter's lock away and mostly gets it straight back."""
RATE_SECONDS = 10.0
"""Over which calls a second are counted."""


class Scanning:
    """The scan and the polls of the tree below `root`. One thread polls; any may ask for the footprint.

    It is made when the disk is to be asked: a start from the index shows its runs without any of this.
    """

    def __init__(
        self, root: str, catalog: Catalog, calls_a_poll: float, threads: int, clock: Callable[[], float]
    ) -> None:
        self.crew = Crew(threads)
        self.tree = RunTree(root, self.crew, catalog, calls_a_poll, clock)
        self.polls = 0
        """Polls that came to their end."""
        self._clock = clock
        self._cpu_seconds = 0.0
        self._last_poll_seconds = 0.0
        self._rate: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])

    def poll(self) -> Iterator[None]:
        """The first scan, or a poll. Other threads get their turn between the steps."""
        began, cpu = time.monotonic(), time.thread_time()
        self._count_rate(began)
        breath = began + BREATH
        for step in self.tree.poll():
            yield step
            if time.monotonic() >= breath:
                time.sleep(PAUSE)
                breath = time.monotonic() + BREATH
        self.polls += 1
        self._cpu_seconds += time.thread_time() - cpu
        self._last_poll_seconds = time.monotonic() - began

    def footprint(self, interval: float, budget: float) -> Footprint:
        """What it has cost so far; with the seconds between polls and the calls a second that were asked for."""
        from spt_tui.runs.footprint import Footprint

        runs, directories = self.tree.size
        oldest = self.tree.ledger.oldest_look()
        (since, calls), now = self._rate[0], time.monotonic()
        return Footprint(
            calls=self.crew.calls,
            calls_per_second=(self.crew.calls - calls) / max(now - since, 1e-3),
            polls=self.polls,
            threads=1 + self.crew.threads,
            cpu_seconds=self._cpu_seconds + self.crew.cpu_seconds,
            runs=runs,
            directories=directories,
            unverified=self.tree.unverified,
            oldest_look_seconds=None if oldest is None else max(0.0, self._clock() - oldest),
            last_poll_seconds=self._last_poll_seconds,
            interval_seconds=interval,
            budget=budget,
            undetailed=self.tree.undetailed,
        )

    def _count_rate(self, now: float) -> None:
        self._rate.append((now, self.crew.calls))
        while len(self._rate) > 2 and self._rate[1][0] < now - RATE_SECONDS:
            self._rate.popleft()
