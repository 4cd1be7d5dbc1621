"""The directories below one root, and what has to be asked of them so that the runs in them are known.

A run's directory is the witness: replacing a file in it by rename, and making or removing one, changes its
modification time; a touched heartbeat and an appended row do not. So one stat of a run tells of most changes, and a
second one, of the heartbeat, of life. Times are compared for equality alone, so no clock is trusted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from spt_tui.runs.below import is_below, path_below
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories.crew import Crew
from spt_tui.runs.directories.explorer import Explorer
from spt_tui.runs.directories.glance import Glance, Known, glance_at_folder, glance_at_run
from spt_tui.runs.directories.job import Job
from spt_tui.runs.directories.ledger import RELIST, ROOT, UNVERIFIED, Ledger
from spt_tui.runs.directories.patrol import Patrol
from spt_tui.runs.directories.root_guard import RootGuard
from spt_tui.runs.directories.roster import Roster
from spt_tui.runs.directories.tiers import Budget, InUse
from spt_tui.runs.directories.troubles import Troubles
from spt_tui.runs.directories.walk import Listing, relist
from spt_tui.runs.feed import Phase, Update


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
        self.ledger = Ledger()
        self.in_use = InUse()
        self.roster = Roster(root, self.ledger, catalog, self.in_use, clock)
        self.troubles = Troubles(root, crew)
        self._root = root
        self._restored_at = 0.0
        """Monotonic."""
        self._crew = crew
        self._catalog = catalog
        self._guard = RootGuard(root, crew, self.troubles)
        self._explorer = Explorer(root, self.ledger, self.in_use, self.roster, self.troubles, crew, self.look, details)
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

    @property
    def undetailed(self) -> int:
        """Ended runs of which only the sidecar has been read."""
        return self._patrol.undetailed

    def news(self) -> Update:
        """What changed since the last call."""
        return self.roster.news()

    def poll(self) -> Iterator[None]:
        """The first time read the whole tree; then look at what is in use, and at a share of the rest.

        While the root itself cannot be asked nothing is looked at and no run counts as removed.
        """
        began = self._crew.calls
        if not self._guard.is_there():
            return
        if not self.ledger.size:
            yield from self._explorer.explore()
        elif self.phase == "verifying":
            yield from self._crew.work(self._unverified_jobs())
            self.roster.doubt_newest(time.monotonic() - self._restored_at)
        else:
            yield from self._patrol.round(self.look, self._watched_entry(), began)
        self._end_round()

    def review(self, details: bool = False) -> Iterator[None]:
        """Look closely at all that is known, within no budget; the first time read the whole tree.

        For who asks once and wants to know how things are. With `details` every file of every run has been read then.
        """
        known = len(self.roster.undetailed)
        if not self.ledger.size:
            yield from self.poll()
        elif self._guard.is_there():
            from spt_tui.runs.directories.review import Review  # a browser polls

            began = time.monotonic()
            review = Review(self.ledger, self.in_use, self.roster, self.troubles, self._crew)
            yield from review.round(self.look, details)
            self.roster.doubt_newest(time.monotonic() - began)
            self._end_round()
        if details:  # of what was new the sidecar alone may have been read
            yield from self._crew.work(self._detail_jobs(self.roster.undetailed[known:]))

    def _detail_jobs(self, entries: Iterable[int]) -> Iterator[Job]:
        for entry in entries:
            if self.roster.is_run(entry) and (job := self.look(entry, details=True)) is not None:
                yield job

    def _end_round(self) -> None:
        self.ledger.reuse()
        if not self._guard.is_away and not self._crew.is_closed:
            self.phase = "watching"

    def leave(self) -> None:
        """No poll goes on: where one was left, the next session looks anew."""
        self._crew.drop_all()

    def restore(self) -> None:
        """The ledger was filled with what the last session knew: verify it with the next poll."""
        self._restored_at = time.monotonic()
        self.in_use.begin(self.ledger)
        self.roster.restored()
        self.phase = "verifying"

    def _unverified_jobs(self) -> Iterator[Job]:
        """Look at everything that the last session knew: what lives first, then the newest."""
        for entry in (*self.in_use.live, *self.ledger.newest_first()):
            if self.ledger.flags[entry] & UNVERIFIED:
                job = self.look(entry, beats=True)
                if job is not None:
                    yield job

    def look(self, entry: int, *, closely: bool = False, beats: bool = False, details: bool = False) -> Job | None:
        """The job to look at a known directory; `None` if there is none."""
        if not self.ledger.is_known(entry) or self._guard.is_away:
            return None
        path = self.roster.dir(entry)
        if not self.roster.is_run(entry):
            mtime_ns = 0 if self.roster.is_unsettled(entry) or entry in self.troubles else self.ledger.mtime_ns[entry]
            known = Known(mtime_ns, self.ledger.inode[entry], may_be_link=entry == ROOT)
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
            if self._guard.is_there():
                self.roster.leave(entry)
                self.in_use.notice_folder(entry, glance.mtime_ns)
        elif glance.links and (links != glance.links or (closely and self.ledger.flags[entry] & RELIST)):
            path = self.roster.dir(entry)
            self._crew.add(Job(path, partial(relist, path=path), partial(self._take_relisting, entry)))

    def _take_relisting(self, entry: int, listing: Listing) -> None:
        if self.ledger.is_known(entry) and not listing.gone:
            if listing.problem is None and listing.mtime_ns == self.ledger.mtime_ns[entry]:
                self.ledger.flags[entry] &= ~RELIST
            self._explorer.learn_children(entry, listing)

    def _take_folder(self, entry: int, listing: Listing | None) -> None:
        if not self.ledger.is_known(entry):
            return
        if listing is None:
            ledger = self.ledger
            ledger.flags[entry] &= ~UNVERIFIED
            self.roster.note(entry, ledger.mtime_ns[entry], ledger.links[entry], ledger.inode[entry])
        elif listing.gone:
            self._lose(entry)
        elif not listing.is_asked:
            self.troubles.add(self.ledger.below[entry], entry, listing.problem or "")
        else:
            self._explorer.learn(entry, listing)

    def _lose(self, entry: int) -> None:
        """There is nothing at an entry any more; that counts only while the root is there."""
        if not self._guard.is_there():
            return
        if entry == ROOT:  # it was away and is back: what lies there has to be seen
            self.ledger.mtime_ns[ROOT] = 0
        else:
            self._explorer.forget(entry)

    def _watched_entry(self) -> int | None:
        watched = self.watched
        if watched is None or not is_below(self._root, watched):
            return None
        slot = self._catalog.slot(self._root, path_below(self._root, watched))
        return None if slot is None else self.ledger.entry_of(slot)
