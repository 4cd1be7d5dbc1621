"""What a listing of runs tells beside their sidecars, at a price of three looks at the disk a run."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.media import EVENTS
from spt_tui.runs.run import ENDED, State
from spt_tui.runs.sidecar import HEARTBEAT, state_of

METRICS = "metrics.csv"
LIVE_SECONDS = 1.0
"""A run that is alive is looked at again after this long."""
QUIET_SECONDS = 10.0
"""So is one that has not ended, but shows no life."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What the files beside a sidecar are."""

    metrics_size: int
    """Bytes of metrics.csv, 0 if there is none."""
    has_media: bool
    heartbeat_at: float | None
    """Modification time of the heartbeat by the file server's clock; `None` if there is none."""


@dataclass(frozen=True, slots=True)
class _Look:
    aside: Aside
    reading: object | None
    at: float


class Asides:
    """The asides of runs, each asked of the disk once per change of its run, and now and then until it has ended."""

    def __init__(self, disk: Disk, clock: Callable[[], float] = time.monotonic) -> None:
        self._disk = disk
        self._clock = clock
        self._looks: dict[str, _Look] = {}

    def of(self, dir: str, reading: object | None, status: str) -> Aside:
        """The aside of the run in `dir` whose sidecar says `status`.

        `reading` is equal as long as nothing was noticed in `dir`; `None` if that is not known.
        """
        look = self._looks.get(dir)
        if look is None or look.reading != reading or self._clock() - look.at >= _lasts(look, status):
            # The time is that of before: what changes meanwhile is for the next look.
            at = self._clock()
            look = self._looks[dir] = _Look(self._ask(dir), reading, at)
        return look.aside

    def keep(self, dirs: Collection[str]) -> None:
        """Forget the runs that are not among these, if there are any."""
        if len(self._looks) > len(dirs):
            self._looks = {dir: look for dir in dirs if (look := self._looks.get(dir)) is not None}

    def _ask(self, dir: str) -> Aside:
        metrics, media, heartbeat = (self._status(f"{dir}/{name}") for name in (METRICS, EVENTS, HEARTBEAT))
        return Aside(
            metrics_size=metrics.st_size if metrics else 0,
            has_media=media is not None and media.st_size > 0,
            heartbeat_at=heartbeat.st_mtime if heartbeat else None,
        )

    def _status(self, path: str) -> os.stat_result | None:
        try:
            return self._disk.stat(path)
        except OSError:
            return None


def _lasts(look: _Look, status: str) -> float:
    state = state_of(status, look.aside.heartbeat_at, time.time())
    if state is State.RUNNING:
        return LIVE_SECONDS
    return math.inf if state in ENDED and look.reading is not None else QUIET_SECONDS
