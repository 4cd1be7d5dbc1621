"""Work of the main thread that is broken off when it takes too long."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TookTooLong(Exception):
    """The time was over."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TookTooLong` out of the block once it has used so much processor time.

    A thread would not help against a regular expression that never ends: it lets no other thread run meanwhile. But it
    hears signals, some ten thousand times a second. Only the main thread can be broken off; others have no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_over = False

    def break_off(number: int, frame: FrameType | None) -> None:
        if not is_over:
            raise TookTooLong

    # The clock of processor time is nobody else's; that of real time serves alarms.
    before = signal.signal(signal.SIGVTALRM, break_off)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        is_over = True
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
