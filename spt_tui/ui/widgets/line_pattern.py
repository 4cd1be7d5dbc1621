"""A regular expression that is given up where it takes too long."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from spt_tui.ui.time_limit import TookTooLong, time_limit

Result = TypeVar("Result")

PATIENCE_SECONDS = 0.2
"""What many lines may take together, and what all lines may that are slow by themselves."""
SLOW_SECONDS = 0.005
"""What one line takes hardly ever."""


class LinePattern:
    """Finds in lines what `pattern` does, and nothing any more once that took too long."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.is_given_up = False
        """It took too long, and finds nothing from now on."""
        self._pattern = pattern
        self._left = PATIENCE_SECONDS

    def is_in(self, lines: Iterable[str]) -> list[bool]:
        """Whether it is found, for each line; all False if that takes too long."""
        lines, search = list(lines), self._pattern.search
        found = self._try(lambda: [search(line) is not None for line in lines], PATIENCE_SECONDS)
        return [False] * len(lines) if found is None else found

    def spans_in(self, line: str) -> list[tuple[int, int]]:
        """Where in the line it is found."""
        began = time.monotonic()
        spans = self._try(lambda: [found.span() for found in self._pattern.finditer(line)], self._left)
        taken = time.monotonic() - began
        if taken > SLOW_SECONDS:
            self._left -= taken
            self.is_given_up = self.is_given_up or self._left <= 0
        return spans or []

    def _try(self, act: Callable[[], Result], seconds: float) -> Result | None:
        if self.is_given_up:
            return None
        try:
            with time_limit(seconds):
                return act()
        except TookTooLong:
            self.is_given_up = True
            return None
