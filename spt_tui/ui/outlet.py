"""The thread that writes to the terminal, so that a slow or stuck terminal never stops the program."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue

_AHEAD = 1
"""Pieces of output that may wait while one is written. With more, the terminal is behind and frames are left out."""
_AT_ONCE = 4096
"""Bytes written at once: what a stuck terminal has to take or discard before the rest can be dropped."""


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
        self._dropping = False
        self._rests = threading.Event()
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Write `text` as UTF-8 after what was given before."""
        self._rests.clear()
        self._waiting.put(text.encode("utf-8", "replace"))

    def settle(self, timeout: float) -> None:
        """Let the thread write what was given, for `timeout` seconds at most.

        It would otherwise get the interpreter only when the caller's thread has nothing more to do.
        """
        self._rests.wait(timeout)

    def is_behind(self) -> bool:
        """Whether the terminal has not yet taken what was written before; then `caught_up` will be called."""
        if self._waiting.qsize() <= _AHEAD:
            return False
        self._owes_a_call = True
        # Asked again, because the thread may have emptied the queue before it could see that it owes a call.
        return self._waiting.qsize() > _AHEAD

    def close(self, timeout: float) -> bool:
        """Write what waits, for `timeout` seconds at most; False if the terminal did not take it all.

        Then the rest is dropped as soon as the terminal takes or discards what it was being given.
        """
        self._waiting.put(None)
        self._thread.join(timeout)
        self._dropping = True
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (text := self._waiting.get()) is not None:
            with suppress(OSError):
                self._write_all(text)
            if self._waiting.empty():
                self._rests.set()
            if self._owes_a_call and self._waiting.empty():
                self._owes_a_call = False
                self._caught_up()

    def _write_all(self, text: bytes) -> None:
        """Write all of `text`, also where another program has made the terminal non-blocking."""
        rest = memoryview(text)
        while rest and not self._dropping:
            try:
                rest = rest[os.write(self._fd, rest[:_AT_ONCE]) :]
            except BlockingIOError:
                select.select([], [self._fd], [])


def takes_output(fd: int, timeout: float = 0) -> bool:
    """Whether the terminal `fd` is there and takes output, within `timeout` seconds."""
    return os.isatty(fd) and bool(select.select([], [fd], [], timeout)[1])
