"""Whether a file is read by child processes, and whether those use NumPy: what costs less time to begin with."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spt_tui.runs.curves.grid_crew import GridCrew

LEAST_BYTES = 2 << 20
"""Left to be read for which children are asked that are there already."""
WORTH_STARTING = {True: 4 << 20, False: 12 << 20}
"""Left to be read for which they are started, of all metrics (`True`) or of some: as long as a start takes, 30 ms."""
WORTH_NUMPY = {True: 10 << 20, False: 64 << 20}
"""From so much on, read by the same children, NumPy saves each of them more than its import takes, 80 ms."""


def crew_for(left: int, is_all: bool) -> GridCrew | None:
    """The crew, on its way, if so many bytes of one file are worth it; `is_all` if all metrics are wanted."""
    if left < LEAST_BYTES:
        return None
    from spt_tui.runs.curves.grid_crew import crew  # what starts a process takes 10 ms to load

    if not crew.is_up and left < WORTH_STARTING[is_all]:
        return None
    crew.start()
    return crew if crew.is_up else None


def wants_numpy(crew: GridCrew, left: int, is_all: bool) -> bool:
    """Whether its children should import NumPy for so many bytes more, if it is installed."""
    return crew.bytes_read + left >= WORTH_NUMPY[is_all] and find_spec("numpy") is not None
