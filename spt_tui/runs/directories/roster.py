"""The runs that are known: what was read of them goes into the catalog, and the news of them to who asks."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable
from dataclasses import replace

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories.glance import INODE_BITS, Glance, Known, path_of
from spt_tui.runs.directories.ledger import BROKEN, DETAILED, ENDED, NONE, RELIST, ROOT, SIZED, UNVERIFIED, Ledger
from spt_tui.runs.directories.tiers import RECENT_SECONDS, InUse, tick_of
from spt_tui.runs.feed import Update
from spt_tui.runs.run import ALIVE_SECONDS, Run, State
from spt_tui.runs.run import ENDED as ENDED_STATES
from spt_tui.runs.sidecar import Details, Files, run_of, state_of, with_details

CLOCKS_DIFFER = 3_600.0
"""Seconds: further from ours no file server's clock is taken to be."""
HEARTBEAT_STEP = 5.0
"""A heartbeat that moved less than this, and changed no state, is no news."""


class Roster:
    """The runs below `root`. `clock` gives seconds since the epoch."""

    def __init__(
        self, root: str, ledger: Ledger, catalog: Catalog, in_use: InUse, clock: Callable[[], float] = time.time
    ) -> None:
        self.on_sidecar: Callable[[str, bytes | None], None] = lambda dir, raw: None
        """Hears the directory and the raw sidecar of each run that is read; `None` when it cannot be, or is gone."""
        self.size = 0
        """Runs known."""
        self.unverified = 0
        """Runs that are as the last session left them."""
        self.has_changed = False
        """Something is not as the last session left it. Who keeps what is known resets it."""
        self.undetailed: array[int] = array("i")
        """Entries of ended runs of which only the sidecar was read; some may have been detailed or lost since."""
        self._root = root
        self._ledger = ledger
        self._catalog = catalog
        self._in_use = in_use
        self._clock = clock
        self._changed: dict[int, None] = {}
        self._removed: set[str] = set()

    def news(self) -> Update:
        """What changed since the last call."""
        changed = self._catalog.view(self._changed) if self._changed else ()
        update = Update(changed, tuple(sorted(self._removed)), root=self._root)
        self._changed, self._removed = {}, set()
        return update

    def dir(self, entry: int) -> str:
        """Where an entry lies."""
        return path_of(self._root, self._ledger.below[entry])

    def is_run(self, entry: int) -> bool:
        """True for the directory of a known run."""
        return self._ledger.is_known(entry) and self._ledger.slot[entry] != NONE

    def known(self, entry: int, closely: bool, beats: bool, details: bool = False) -> Known:
        """What to ask of a known run: `closely`, with its heartbeat, with the files that were not read yet."""
        ledger, flags = self._ledger, self._ledger.flags[entry]
        stamp = 0 if flags & (BROKEN | SIZED) else ledger.stamp[entry]
        size = ledger.stamp[entry] if flags & SIZED else None
        has_details = bool(flags & DETAILED) or not details
        mtime_ns = 0 if self.is_unsettled(entry) else ledger.mtime_ns[entry]
        closely = closely or bool(flags & BROKEN)
        return Known(mtime_ns, ledger.inode[entry], stamp, size, beats, closely, has_details, entry == ROOT)

    def is_unsettled(self, entry: int) -> bool:
        """True if the entry has to be read again, whatever its time says. The look that follows may settle it."""
        until = self._in_use.unsettled.get(entry)
        if until is not None and time.monotonic() >= until:
            del self._in_use.unsettled[entry]
        return until is not None

    def enter(self, entry: int, files: Files) -> bool:
        """Take what a directory holds that was not known to be a run; False if all its files are wanted first."""
        run = run_of(self._root, self.dir(entry), files, self._clock())
        is_broken = run.state is State.UNREADABLE
        if files.details is None and not run.ended and not is_broken:
            return False
        self._take(entry, files, run)
        if files.details is None and not is_broken:
            self.undetailed.append(entry)
        return True

    def take(self, entry: int, glance: Glance) -> bool:
        """Take what a known run answered; False if it is no run any more."""
        if glance.files is not None and glance.files.gone:
            return False
        ledger = self._ledger
        if glance.files is not None:
            self._read_again(entry, glance.files)
        elif glance.stamp:
            self._flag(entry, SIZED, False)
            ledger.stamp[entry] = glance.stamp
        if glance.details is not None:
            self._detail(entry, glance.details)
        elif glance.has_beaten:
            self._beat(entry, glance.heartbeat_at)
        if ledger.mtime_ns[entry] != glance.mtime_ns or ledger.links[entry] != glance.links:
            ledger.flags[entry] |= RELIST
        self.note(entry, glance.mtime_ns, glance.links, glance.inode)
        self._verify(entry)
        return True

    def confirm(self, entries: Iterable[int]) -> None:
        """These entries were looked at, and are as they were."""
        now, ledger = self._time_of_look(), self._ledger
        for entry in entries:
            ledger.looked_at[entry] = now
            if ledger.slot[entry] != NONE:
                self._verify(entry)
            else:
                ledger.flags[entry] &= ~UNVERIFIED

    def note(self, entry: int, mtime_ns: int, links: int, inode: int) -> None:
        """An entry was looked at, and was so before."""
        ledger = self._ledger
        if ledger.mtime_ns[entry] != mtime_ns:
            ledger.mtime_ns[entry] = mtime_ns
            self.has_changed = True
            self._in_use.unsettled[entry] = time.monotonic() + tick_of(mtime_ns)
        ledger.links[entry], ledger.inode[entry] = links, inode & INODE_BITS
        ledger.looked_at[entry] = self._time_of_look()

    def doubt_newest(self, took: float) -> None:
        """What changed while it was read, in a scan that took so long, may have changed twice: read it again.

        The newest time in the tree, that of a heartbeat perhaps, tells the file server's clock.
        """
        ledger, now, monotonic = self._ledger, self._clock(), time.monotonic()
        newest = max(ledger.mtime_ns, default=0) / 1e9
        server_now = min(max(newest, *self._in_use.live.values(), 0.0), now)
        self._in_use.unsettled.clear()
        for entry, mtime_ns in enumerate(ledger.mtime_ns):
            at, tick = mtime_ns / 1e9, tick_of(mtime_ns)
            if server_now - at <= took + tick and server_now > now - CLOCKS_DIFFER:
                self._in_use.unsettled[entry] = monotonic + tick
            if now - at < RECENT_SECONDS and self.is_run(entry) and entry not in self._in_use.live:
                self._in_use.notice_run(entry, monotonic - max(0.0, now - at))

    def leave(self, entry: int) -> None:
        """The run is gone, if this was one."""
        slot = self._ledger.slot[entry]
        self._in_use.forget(entry)
        if slot == NONE:
            return
        dir = self._catalog.dir(slot)
        self._catalog.drop(self._root, self._ledger.below[entry])
        self._ledger.unbind(entry)
        self._changed.pop(slot, None)
        self._removed.add(dir)
        self.has_changed = True
        self.size -= 1
        self.unverified -= bool(self._ledger.flags[entry] & UNVERIFIED)
        self._ledger.flags[entry] = 0
        self.on_sidecar(dir, None)

    def restored(self) -> None:
        """The ledger and the catalog were filled with what the last session knew, and that was told."""
        for entry, (slot, flags) in enumerate(zip(self._ledger.slot, self._ledger.flags, strict=True)):
            if slot == NONE:
                continue
            self.size += 1
            if not flags & DETAILED:
                self.undetailed.append(entry)
            if not flags & ENDED:
                state, _, heartbeat_at = self._catalog.pulse(slot)
                self._place(entry, state, heartbeat_at)
        self.unverified = self.size

    def is_due(self, entry: int) -> bool:
        """True for a live run whose last heartbeat is too old to call it alive."""
        return self._clock() - self._in_use.live.get(entry, 0.0) >= ALIVE_SECONDS

    def _time_of_look(self) -> int:
        return max(0, min(int(self._clock()), INODE_BITS - 1))

    def _verify(self, entry: int) -> None:
        if self._ledger.flags[entry] & UNVERIFIED:
            self._ledger.flags[entry] &= ~UNVERIFIED
            self.unverified -= 1
            if self._catalog.verify(self._ledger.slot[entry]):
                self._changed[self._ledger.slot[entry]] = None

    def _read_again(self, entry: int, files: Files) -> None:
        if self._ledger.slot[entry] != NONE and files.fingerprint == self._ledger.content[entry]:
            self._stamp(entry, files)
            if files.details is not None:
                self._beat(entry, files.details.heartbeat_at)
            return
        run = run_of(self._root, self.dir(entry), files, self._clock())
        self._take(entry, files, run)
        if run.state is not State.RUNNING:
            self._in_use.notice_run(entry, time.monotonic())

    def _take(self, entry: int, files: Files, run: Run) -> None:
        ledger = self._ledger
        with self._catalog.lock:
            is_new = self._catalog.put(run)
            slot = self._catalog.slot(self._root, ledger.below[entry])
            assert slot is not None
        if ledger.slot[entry] == NONE:
            ledger.below[entry] = self._catalog.below[slot]
            ledger.bind(entry, slot)
            self.size += 1
            self._removed.discard(run.dir)
        ledger.content[entry] = files.fingerprint
        self._stamp(entry, files)
        is_broken = run.state is State.UNREADABLE
        self._flag(entry, DETAILED, files.details is not None or is_broken)
        self._flag(entry, BROKEN, is_broken)
        self._place(entry, run.state, run.heartbeat_at)
        if is_new:
            self._tell(slot)
        self.on_sidecar(run.dir, files.sidecar)

    def _tell(self, slot: int) -> None:
        self._changed[slot] = None
        self.has_changed = True

    def _stamp(self, entry: int, files: Files) -> None:
        has_size_only = files.sidecar is not None and not files.stamp
        self._flag(entry, SIZED, has_size_only)
        self._ledger.stamp[entry] = len(files.sidecar) if files.sidecar is not None and has_size_only else files.stamp

    def _detail(self, entry: int, details: Details) -> None:
        slot = self._ledger.slot[entry]
        self._ledger.flags[entry] |= DETAILED
        self._ledger.content[entry] ^= details.fingerprint
        if self._catalog.put(replace(with_details(self._catalog.run(slot), details), verified=True)):
            self._tell(slot)

    def _beat(self, entry: int, heartbeat_at: float | None) -> None:
        slot = self._ledger.slot[entry]
        state, status, before = self._catalog.pulse(slot)
        now_state = state
        if state is not State.UNREADABLE:
            now_state = state_of(status, heartbeat_at, self._clock())
        if now_state is not state or _moved(before, heartbeat_at):
            self._catalog.beat(slot, now_state, heartbeat_at)
            self._tell(slot)
        if now_state is not state:
            self._in_use.notice_run(entry, time.monotonic())
        self._place(entry, now_state, heartbeat_at)

    def _place(self, entry: int, state: State, heartbeat_at: float | None) -> None:
        in_use = self._in_use
        self._flag(entry, ENDED, state in ENDED_STATES)
        if state is State.RUNNING:
            in_use.is_stirred |= entry not in in_use.live
            in_use.live[entry] = heartbeat_at or 0.0
        elif in_use.live.pop(entry, None) is not None:
            in_use.notice_run(entry, time.monotonic())
            in_use.is_stirred = True

    def _flag(self, entry: int, flag: int, is_set: bool) -> None:
        flags = self._ledger.flags[entry]
        self._ledger.flags[entry] = flags | flag if is_set else flags & ~flag


def _moved(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return abs(after - before) > HEARTBEAT_STEP
