"""The directories below one root, and what has to be asked of them so that the runs in them are known.

A run's directory is the witness: replacing a file in it by rename, and making or removing one, changes its
modification time; a touched heartbeat and an appended row do not. So one stat of a run tells of most changes, and a
second one, of the heartbeat, of life. Times are compared for equality alone, so no clock is trusted.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from heapq import merge

from spt_tui.runs.below import is_below, path_below
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.crew import Crew, Job
from spt_tui.runs.disk import reason_of
from spt_tui.runs.feed import Phase, Update
from spt_tui.runs.glance import INODE_BITS, Glance, Known, glance_at_folder, glance_at_run
from spt_tui.runs.ledger import NONE, RELIST, UNVERIFIED, Ledger
from spt_tui.runs.patrol import Patrol
from spt_tui.runs.roster import Roster, tick_of
from spt_tui.runs.sidecar import Details, Files, read_details
from spt_tui.runs.tiers import RECENT_SECONDS, Budget, InUse
from spt_tui.runs.troubles import Troubles
from spt_tui.runs.walk import Depths, Guess, Listing, relist, visit

SCREENFUL = 64
"""Runs that are read wholly at first; of the others that ended the sidecar is enough for now."""
CLOCKS_DIFFER = 3_600.0
"""Seconds: further from ours no file server's clock is taken to be."""


class RunTree:
    """The runs below `root`. `poll` brings them up to date, `news` says what that changed.

    `poll` is an iterator that does a little work between its steps, so that the caller can let others run, pass the
    news on, or stop. One thread at a time. `clock` gives seconds since the epoch. With `details` the first poll
    reads all files of all runs.
    """

    def __init__(
        self,
        root: str,
        crew: Crew,
        catalog: Catalog,
        calls_a_poll: float = 200.0,
        clock: Callable[[], float] = time.time,
        details: bool = False,
    ) -> None:
        self.watched: str | None = None
        """Directory of the run on the screen."""
        self.phase: Phase = "discovering"
        self.is_whole = False
        """False while a poll is under way or was left: there may be directories of which only the names are known."""
        self.ledger = Ledger()
        self.in_use = InUse()
        self.roster = Roster(root, self.ledger, catalog, self.in_use, clock)
        self.troubles = Troubles(root, crew)
        self._root = root
        self._crew = crew
        self._catalog = catalog
        self._clock = clock
        self._reads_all = details
        self._depths = Depths()
        self._device: int | None = None
        self._away = False
        self._patrol = Patrol(self.ledger, self.in_use, self.roster, self.troubles, crew, Budget(calls_a_poll))

    @property
    def size(self) -> tuple[int, int]:
        """Runs read, and directories known."""
        return self.roster.size, len(self.ledger)

    @property
    def done(self) -> int:
        """Runs read, or verified."""
        return self.roster.size - self.unverified

    @property
    def unverified(self) -> int:
        """Runs that are as the last session left them."""
        return self.roster.unverified

    def news(self) -> Update:
        """What changed since the last call."""
        return self.roster.news()

    def poll(self) -> Iterator[None]:
        """The first time read the whole tree; then look at what is in use, and at a share of the rest.

        While the root itself cannot be asked nothing is looked at and no run counts as removed.
        """
        self.is_whole = False
        if not self._is_root_there():
            return
        if not self.ledger.size:
            yield from self._discover()
        elif self.phase == "verifying":
            yield from self._verify()
        else:
            yield from self._patrol.round(self.look, self._watched_entry())
        self.ledger.reuse()
        self.is_whole = not self._away
        if not self._away:
            self.phase = "watching"

    def restore(self) -> None:
        """The ledger was filled with what the last session knew: verify it with the next poll."""
        for entry in range(self.ledger.size):
            if self.ledger.slot[entry] == NONE:
                self.in_use.notice_folder(entry, self.ledger.mtime_ns[entry])
            else:
                self.roster.restored(entry)
        self.phase = "verifying"

    @property
    def undetailed(self) -> int:
        """Ended runs of which only the sidecar has been read."""
        return self._patrol.undetailed

    def _watched_entry(self) -> int | None:
        watched = self.watched
        if watched is None or not is_below(self._root, watched):
            return None
        slot = self._catalog.slot(self._root, path_below(self._root, watched))
        return None if slot is None else self.ledger.entry_of(slot)

    def path(self, entry: int) -> str:
        """Where an entry lies."""
        return self.roster.dir(entry)

    def look(self, entry: int, *, closely: bool = False, beats: bool = False, details: bool = False) -> Job | None:
        """The job to look at a known directory; `None` if there is none."""
        if not self.ledger.is_known(entry) or self._away:
            return None
        path = self.path(entry)
        if not self.roster.is_run(entry):
            mtime_ns = 0 if self.roster.is_unsettled(entry) or entry in self.troubles else self.ledger.mtime_ns[entry]
            known = Known(mtime_ns, self.ledger.inode[entry])
            return Job(path, partial(glance_at_folder, path=path, known=known), partial(self._take_folder, entry))
        known = self.roster.known(entry, closely, beats, details)
        return Job(path, partial(glance_at_run, dir=path, known=known), partial(self._take_run, entry, closely))

    def _take_run(self, entry: int, closely: bool, glance: Glance) -> None:
        if not self.roster.is_run(entry):
            return
        links = self.ledger.links[entry]
        if glance.gone:
            self._lose(entry)
        elif not self.roster.take(entry, glance):
            if self._is_root_there():
                self.roster.leave(entry)
                self.in_use.notice_folder(entry, glance.mtime_ns)
        elif links != glance.links or (closely and self.ledger.flags[entry] & RELIST):
            path = self.path(entry)
            self._crew.add(Job(path, partial(relist, path=path), partial(self._take_relisting, entry)))

    def _take_folder(self, entry: int, listing: Listing | None) -> None:
        if not self.ledger.is_known(entry):
            return
        if listing is None:
            self._verified(entry)
            return
        if listing.gone:
            self._lose(entry)
        elif listing.mtime_ns == 0:
            self.troubles.add(self.ledger.below[entry], entry, listing.problem or "")
        else:
            self._learn(entry, listing)

    def _take_relisting(self, entry: int, listing: Listing) -> None:
        if self.ledger.is_known(entry) and not listing.gone:
            if listing.problem is None and listing.mtime_ns == self.ledger.mtime_ns[entry]:
                self.ledger.flags[entry] &= ~RELIST
            self._learn_children(entry, listing)

    def _verified(self, entry: int) -> None:
        self.ledger.flags[entry] &= ~UNVERIFIED
        self.roster.note(entry, self.ledger.mtime_ns[entry], self.ledger.links[entry], self.ledger.inode[entry])

    def _discover(self) -> Iterator[None]:
        began = time.monotonic()
        self._crew.add(self._visit(NONE, "", Guess()))
        yield from self._crew.work()
        self._unsettle_newest(time.monotonic() - began)

    def _visit(self, parent: int, below: str, guess: Guess) -> Job:
        """The job to find out what a directory is of which only the name is known."""
        path = f"{self._root.rstrip('/')}/{below}" if below else self._root
        depth = below.count("/") + 1 if below else 0
        details = self._reads_all or self.roster.size < SCREENFUL
        guess = replace(guess, is_run=self._depths.expect_run(depth), details=details)
        return Job(
            path,
            partial(visit, path=path, guess=guess),
            partial(self._take_visit, parent, below),
            partial(self._look_anew, parent),
        )

    def _look_anew(self, entry: int) -> None:
        if entry != NONE:
            self.ledger.mtime_ns[entry] = 0

    def _take_visit(self, parent: int, below: str, listing: Listing) -> None:
        if listing.gone or (parent != NONE and not self.ledger.is_known(parent)):
            return
        entry = self.ledger.add(parent, below)
        self._depths.learn(below.count("/") + 1 if below else 0, listing.files is not None)
        self._learn(entry, listing)

    def _learn(self, entry: int, listing: Listing) -> None:
        """Take what was found at an entry that was no run before."""
        if self.ledger.mtime_ns[entry] != listing.mtime_ns and listing.files is None:
            self.in_use.notice_folder(entry, listing.mtime_ns)
        self.ledger.flags[entry] &= ~UNVERIFIED
        self.roster.note(entry, listing.mtime_ns, listing.links, listing.inode)
        if listing.files is not None:
            self._enter(entry, listing.files)
        self._learn_children(entry, listing)

    def _learn_children(self, entry: int, listing: Listing) -> None:
        below = self.ledger.below[entry]
        missing = dict(listing.children)
        for child in list(self.ledger.children(entry)):
            name = self.ledger.name(child)
            if missing.get(name) is not None and self._is_same(child, missing[name]):
                del missing[name]
            elif name in missing or listing.problem is None:
                self._forget(child)
        if listing.problem is None:
            self.troubles.remove(below)
        else:
            self.troubles.add(below, entry, listing.problem)
        guess = Guess(device=listing.device if listing.counts_links else -1)
        for name in sorted(missing):
            self._crew.add(self._visit(entry, f"{below}/{name}" if below else name, guess))

    def _is_same(self, entry: int, inode: int) -> bool:
        """False if another directory took the name; one that was never asked has no inode."""
        return self.ledger.mtime_ns[entry] == 0 or self.ledger.inode[entry] == inode & INODE_BITS

    def _enter(self, entry: int, files: Files) -> None:
        if self.roster.enter(entry, files):
            return
        path = self.path(entry)
        self._crew.add(
            Job(
                path,
                partial(read_details, dir=path),
                partial(self._take_details, entry, files),
                partial(self._look_anew, entry),
            )
        )

    def _take_details(self, entry: int, files: Files, details: Details) -> None:
        if self.ledger.is_known(entry) and not self.roster.is_run(entry):
            self.roster.enter(entry, replace(files, details=details))

    def _verify(self) -> Iterator[None]:
        """Look at everything that the last session knew: what lives first, then the newest."""
        yield from self._crew.work(self._unverified_jobs())

    def _unverified_jobs(self) -> Iterator[Job]:
        for entry in (*self.in_use.live, *self._newest_first()):
            if self.ledger.flags[entry] & UNVERIFIED:
                job = self.look(entry, beats=True)
                if job is not None:
                    yield job

    def _newest_first(self) -> Iterator[int]:
        """All entries; sorted in parts, for a long sorting keeps all other threads waiting."""
        age = self.ledger.mtime_ns.__getitem__
        parts = [range(start, min(start + 4_096, self.ledger.size)) for start in range(0, self.ledger.size, 4_096)]
        rows = [sorted(part, key=age, reverse=True) for part in parts]
        return merge(*rows, key=age, reverse=True)

    def _unsettle_newest(self, took: float) -> None:
        """What changed while it was read may have changed twice. The newest time tells the file server's clock."""
        mtimes, now, monotonic = self.ledger.mtime_ns, self._clock(), time.monotonic()
        server_now = min(max(mtimes, default=0) / 1e9, now)
        self.in_use.unsettled.clear()
        for entry, mtime_ns in enumerate(mtimes):
            age = server_now - mtime_ns / 1e9
            if age <= took + tick_of(mtime_ns) and server_now > now - CLOCKS_DIFFER:
                self.in_use.unsettled[entry] = monotonic + tick_of(mtime_ns)
            if now - mtime_ns / 1e9 < RECENT_SECONDS and self.roster.is_run(entry) and entry not in self.in_use.live:
                self.in_use.notice_run(entry, monotonic - max(0.0, now - mtime_ns / 1e9))

    def _lose(self, entry: int) -> None:
        """There is nothing at an entry any more; that counts only while the root is there."""
        if self._is_root_there():
            self._forget(entry)

    def _forget(self, entry: int) -> None:
        for gone in self.ledger.remove(entry):
            self.troubles.remove(self.ledger.below[gone])
            self.roster.leave(gone)

    def _is_root_there(self) -> bool:
        """True if the root is a directory, and not the empty place where a file system was mounted before."""
        try:
            status = self._crew.disk.stat(self._root)
            if not stat.S_ISDIR(status.st_mode):
                raise NotADirectoryError(0, "not a directory")
            if self._device not in (None, status.st_dev) and not self._has_entries():
                raise OSError(0, "empty, and on another file system than before")
        except OSError as error:
            self._away = True
            self.troubles.root = reason_of(error)
            return False
        self._away = False
        self.troubles.root = None
        self._device = status.st_dev
        return True

    def _has_entries(self) -> bool:
        with self._crew.disk.entries(self._root) as entries:
            return next(entries, None) is not None
