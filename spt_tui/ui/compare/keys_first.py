"""Keys before drawing: what other threads do to a thousand curves holds up the one that answers keys."""

from __future__ import annotations

import gc
import sys
import threading

SELDOM = 1_000
"""Collections of young garbage for one of all, ordinarily 10: one among 1,000 curves stops every thread for 100 ms."""
TURN_SECONDS = 0.001
"""A thread that computes lets another one go on after this time; ordinarily after 5 ms, several times a key."""


class KeysFirst:
    """From `begin` to the last `end` other threads give way soon, and old garbage waits. Any thread may call them."""

    _lock = threading.Lock()
    _begun = 0
    """Of this process, not ended: one screen may come before another has gone, and before its curves have."""
    _usual: tuple[int, int, int] = (0, 0, 0)
    _usual_turn = 0.0

    @classmethod
    def begin(cls) -> None:
        """Serve keys first."""
        with cls._lock:
            cls._begun += 1
            if cls._begun == 1:
                cls._usual, cls._usual_turn = gc.get_threshold(), sys.getswitchinterval()
                gc.set_threshold(*cls._usual[:2], SELDOM)
                sys.setswitchinterval(TURN_SECONDS)

    @classmethod
    def end(cls) -> None:
        """All as it was, if this is the last one."""
        with cls._lock:
            cls._begun -= 1
            if not cls._begun:
                gc.set_threshold(*cls._usual)
                sys.setswitchinterval(cls._usual_turn)
