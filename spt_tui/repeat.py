"""A thread that repeats one function, and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Repeater:
    """Calls `step` every `interval` seconds on a daemon thread of its own until stopped.

    The pause is counted from the end of a call and is never shorter than the call took, so calls do not overlap
    and a slow disk is not asked more often because it is slow. The thread is a daemon and is never joined: a call
    that hangs for ever does not keep the program from ending. `step` handles its own errors; one that escapes it
    ends the thread through `threading.excepthook`. After `stop` the thread calls `last`, and ends.
    """

    def __init__(
        self, step: Callable[[], None], interval: float, name: str, last: Callable[[], None] = lambda: None
    ) -> None:
        self.interval = interval
        self._step = step
        self._last = last
        self._ended = threading.Event()
        self._wake = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread; the first call comes at once."""
        self._thread.start()

    def nudge(self) -> None:
        """Make the next call now."""
        self._wake.set()

    def stop(self) -> None:
        """Make no further call. Returns at once, whatever the present call does."""
        self._stopped = True
        self._wake.set()

    def relieve(self) -> None:
        """Go on in a new thread: the present call hangs. Should it come back, its thread does nothing more."""
        self._thread = threading.Thread(target=self._run, name=self._thread.name, daemon=True)
        self._thread.start()

    @property
    def stopped(self) -> bool:
        """True once `stop` was called; a long `step` looks at it."""
        return self._stopped

    def wait(self, seconds: float) -> bool:
        """Wait until the thread has ended, at most so long; True if it has, or was never started."""
        return self._thread.ident is None or self._ended.wait(seconds)

    def _run(self) -> None:
        me = threading.current_thread()
        try:
            while not self._stopped and self._thread is me:
                began = time.monotonic()
                self._step()
                if self._thread is me:
                    self._wake.wait(max(self.interval, time.monotonic() - began))
                    self._wake.clear()
            if self._thread is me:
                self._last()
        finally:
            if self._thread is me:
                self._ended.set()
