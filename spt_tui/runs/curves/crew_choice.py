"""Whether a file is read by child processes, and whether those use NumPy: what takes less time."""

from __future__ import annotations

import time
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spt_tui.runs.curves.grid_crew import GridCrew

LEAST_BYTES = 2 << 20
"""Left to be read of a file for which children are asked that are there already."""
WORTH_STARTING = {True: 4 << 20, False: 40 << 20}
"""Bytes for which they are started, of all metrics (`True`) or of some: a start takes 30 ms, and their use as much for
each 24 MB, of which one metric takes 130."""
WORTH_NUMPY = {True: 10 << 20, False: 64 << 20}
"""From so much on, read by the same children, NumPy saves each of them more than its import takes, 60 ms."""
LATELY_SECONDS = 5.0
"""What was read without children is forgotten after so long without more of it."""


class CrewChoice:
    """Remembers what was read lately: many files in a row are worth children, too."""

    def __init__(self) -> None:
        self._crew: GridCrew | None = None
        self._lately = 0
        self._read_at = 0.0

    def crew_for(self, left: int, is_all: bool) -> GridCrew | None:
        """The crew, on its way, if so many bytes of one file are worth it; `is_all` if all metrics are wanted."""
        if left < LEAST_BYTES:
            return None
        if time.monotonic() - self._read_at > LATELY_SECONDS:
            self._lately = 0
        if not (self._crew and self._crew.is_up) and self._lately + left < WORTH_STARTING[is_all]:
            return None
        from spt_tui.runs.curves.grid_crew import crew  # what starts a process takes 10 ms to load

        crew.start()
        self._crew = crew
        return crew if crew.is_up else None

    def read_without(self, size: int) -> None:
        """Take note that so many bytes were read by no child."""
        self._lately += size
        self._read_at = time.monotonic()


def wants_numpy(crew: GridCrew, left: int, is_all: bool) -> bool:
    """Whether its children should import NumPy for so many bytes more, if it is installed."""
    return crew.bytes_read + left >= WORTH_NUMPY[is_all] and find_spec("numpy") is not None


choice = CrewChoice()
"""The one of this process."""
