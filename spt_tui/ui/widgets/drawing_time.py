"""How long a pane may draw in one go: a key never waits for all the curves of a run with 100,000 rows."""

from __future__ import annotations

import time

DRAW_SECONDS = 0.008
"""Spent in one go."""


class DrawingTime:
    """Allows one piece of work in any case, and more until the time is over."""

    def __init__(self) -> None:
        self.is_short = False
        """True once something was not allowed: it is to be drawn in the next go."""
        self._deadline = time.perf_counter() + DRAW_SECONDS
        self._used = False

    def allows(self) -> bool:
        """Whether there is time for another piece of work."""
        if self._used and time.perf_counter() > self._deadline:
            self.is_short = True
            return False
        self._used = True
        return True
