"""A thread that helps to ask a slow file system."""

from __future__ import annotations

import threading
import time
from queue import SimpleQueue

from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.directories.job import Batch


class Member(threading.Thread):
    """Does the batches that are `asked` until it finds `None`.

    It is a daemon and never joined: a question that hangs keeps no program from ending.
    """

    def __init__(
        self, asked: SimpleQueue[Batch | None], answered: SimpleQueue[Batch], is_closed: threading.Event
    ) -> None:
        super().__init__(name="spt-scanner-crew", daemon=True)
        self.disk = Disk()
        """Counts its calls."""
        self.cpu_seconds = 0.0
        self._asked = asked
        self._answered = answered
        self._is_closed = is_closed

    def run(self) -> None:
        """Ask, and put what was answered into `answered`."""
        while (batch := self._asked.get()) is not None:
            for job in batch.jobs:
                if batch.given_up is not None or self._is_closed.is_set():
                    break
                batch.began = time.monotonic()
                calls, began = self.disk.calls, time.perf_counter()
                answer = job.ask(self.disk)
                batch.answers.append((answer, time.perf_counter() - began, self.disk.calls - calls))
            self.cpu_seconds = time.thread_time()
            self._answered.put(batch)
