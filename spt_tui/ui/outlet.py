"""The thread that writes to the terminal, so that a slow or stuck terminal never stops the program."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from queue import SimpleQueue

_AHEAD = 1
"""Pieces of output that may wait while one is written. With more, the terminal is behind and frames are left out."""


class Outlet:
    """Writes text to the file descriptor `fd`, in order, on a daemon thread of its own.

    `write` never blocks and may be called from a signal handler. `caught_up` is called on the thread once the
    terminal, after `is_behind` said that it was behind, has taken everything. What can no longer be written because
    the terminal is gone is dropped.
    """

    def __init__(self, fd: int, caught_up: Callable[[], None]) -> None:
        self._fd = fd
        self._caught_up = caught_up
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._owes_a_call = False
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Write `text` as UTF-8 after what was given before."""
        self._waiting.put(text.encode("utf-8", "replace"))

    def is_behind(self) -> bool:
        """Whether the terminal has not yet taken what was written before; then `caught_up` will be called."""
        if self._waiting.qsize() <= _AHEAD:
            return False
        self._owes_a_call = True
        # Asked again, because the thread may have emptied the queue before it could see that it owes a call.
        return self._waiting.qsize() > _AHEAD

    def close(self, timeout: float) -> bool:
        """Write what waits, for `timeout` seconds at most; False if the terminal did not take it all."""
        self._waiting.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (text := self._waiting.get()) is not None:
            try:
                write_all(self._fd, text)
            except OSError:
                continue
            if self._owes_a_call and self._waiting.empty():
                self._owes_a_call = False
                self._caught_up()


def write_all(fd: int, text: bytes) -> None:
    """Write all of `text`, also where another program has made the terminal non-blocking."""
    rest = memoryview(text)
    while rest:
        try:
            rest = rest[os.write(fd, rest) :]
        except BlockingIOError:
            select.select([], [fd], [])
