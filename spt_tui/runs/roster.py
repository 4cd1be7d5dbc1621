"""The runs that are known, each as it was last read, and the news of them since someone asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from spt_tui.runs.disk import Disk, Stamp, stamp_of
from spt_tui.runs.feed import Update
from spt_tui.runs.run import Run, State
from spt_tui.runs.sidecar import SIDECAR, read_files, read_heartbeat, run_of, state_of

SETTLE_SECONDS = 2.0
"""The coarsest tick of a file system's clock (FAT's): a second change within it leaves no trace in a time."""
HEARTBEAT_STEP = 5.0
"""A heartbeat that moved less than this, and changed no state, is no news."""
RECENT_SECONDS = 600.0
"""A run whose files changed this lately is in use."""


@dataclass(slots=True)
class Seen:
    """A run as it was last read."""

    run: Run
    """As it was last told."""
    fingerprint: int
    stamp: Stamp | None
    read_ns: int = 0
    """Modification time of its directory just before the reading; 0 if it could not be asked."""
    unsettled_until: float = 0.0
    """Read again at each look until then (monotonic)."""
    noticed_at: float = float("-inf")
    """When a change was noticed last (monotonic), whatever the file server's clock says."""


class Roster:
    """The runs below `root`, by directory. `clock` gives seconds since the epoch."""

    def __init__(self, root: str, disk: Disk, clock: Callable[[], float]) -> None:
        self.seen: dict[str, Seen] = {}
        self.stirred = False
        """True once a run came, went, changed its state, or changed after a quiet time; the reader resets it."""
        self._root = root
        self._disk = disk
        self._clock = clock
        self._changed: dict[str, Run] = {}
        self._removed: set[str] = set()

    def news(self) -> Update:
        """What changed since the last call."""
        update = Update(tuple(self._changed.values()), tuple(sorted(self._removed)))
        self._changed, self._removed = {}, set()
        return update

    def look(self, dir: str, mtime_ns: int, closely: bool) -> bool:
        """Bring a known run up to date whose directory has this modification time now; False if it is no run any more.

        The heartbeat is asked of a run that has not ended. `closely` also finds a sidecar that was changed without a
        trace in its directory: rewritten in place, replaced with its old times restored, or made readable.
        """
        seen = self.seen[dir]
        settling = time.monotonic() < seen.unsettled_until
        if mtime_ns != seen.read_ns or settling or (closely and self._differs(seen)):
            return self.read(dir, mtime_ns)
        if not seen.run.ended:
            self._beat(seen, read_heartbeat(self._disk, dir)[0])
        return True

    def read(self, dir: str, mtime_ns: int) -> bool:
        """Read the run whose directory had this modification time just before; False if it is no run."""
        files = read_files(self._disk, dir)
        if files.gone:
            return False
        seen = self.seen.get(dir)
        fingerprint = files.fingerprint
        if seen is not None and fingerprint == seen.fingerprint:
            self._beat(seen, files.heartbeat_at)
            seen.stamp = files.stamp
        else:
            seen = self._take(run_of(self._root, dir, files, self._clock()), fingerprint, files.stamp)
        if seen.read_ns != mtime_ns:
            seen.read_ns, seen.unsettled_until = mtime_ns, time.monotonic() + SETTLE_SECONDS
        return True

    def forget(self, dir: str) -> None:
        """The run is gone, if it was known."""
        if self.seen.pop(dir, None) is not None:
            self.stirred = True
            self._changed.pop(dir, None)
            self._removed.add(dir)

    def _differs(self, seen: Seen) -> bool:
        if seen.run.state is State.UNREADABLE:
            return True
        try:
            return stamp_of(self._disk.stat(f"{seen.run.dir}/{SIDECAR}")) != seen.stamp
        except OSError:
            return True

    def _take(self, run: Run, fingerprint: int, stamp: Stamp | None) -> Seen:
        seen = self.seen.get(run.dir)
        if seen is None:
            seen = self.seen[run.dir] = Seen(run, fingerprint, stamp)
            self.stirred = True
        else:
            self._notice(seen, run)
        seen.fingerprint, seen.stamp = fingerprint, stamp
        self._tell(seen, run)
        return seen

    def _beat(self, seen: Seen, heartbeat_at: float | None) -> None:
        run = seen.run
        state = run.state
        if state is not State.UNREADABLE:
            state = state_of(run.status, heartbeat_at, self._clock())
        if state is not run.state or _moved(run.heartbeat_at, heartbeat_at):
            run = replace(run, state=state, heartbeat_at=heartbeat_at)
            self._notice(seen, run)
            self._tell(seen, run)

    def _notice(self, seen: Seen, run: Run) -> None:
        now = time.monotonic()
        if run.state is not seen.run.state or now - seen.noticed_at > RECENT_SECONDS / 2:
            self.stirred = True
        seen.noticed_at = now

    def _tell(self, seen: Seen, run: Run) -> None:
        seen.run = run
        self._changed[run.dir] = run
        self._removed.discard(run.dir)


def _moved(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return abs(after - before) > HEARTBEAT_STEP
