"""Finding out what lies in directories of which nothing is known."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from spt_tui.runs.directories.crew import Crew
from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.directories.glance import INODE_BITS, path_of
from spt_tui.runs.directories.job import Job
from spt_tui.runs.directories.ledger import NONE, UNVERIFIED, Ledger
from spt_tui.runs.directories.roster import Roster
from spt_tui.runs.directories.tiers import InUse
from spt_tui.runs.directories.troubles import Troubles
from spt_tui.runs.directories.walk import Depths, Guess, Listing, visit
from spt_tui.runs.sidecar import Details, Files, read_details

SCREENFUL = 64
"""Runs that are read wholly at first; of the others that ended the sidecar is enough for now."""


class Explorer:
    """Adds what it finds to the ledger and the roster. What is new is read at once, whatever it takes."""

    def __init__(
        self,
        root: str,
        ledger: Ledger,
        in_use: InUse,
        roster: Roster,
        troubles: Troubles,
        crew: Crew,
        look: Callable[[int], Job | None],
        details: bool,
    ) -> None:
        self._root = root
        self._ledger = ledger
        self._in_use = in_use
        self._roster = roster
        self._troubles = troubles
        self._crew = crew
        self._look = look
        self._reads_all = details
        self._depths = Depths()
        self._visited: set[tuple[int, str]] = set()
        """Directories, with the entries they lie in, of which the answer is awaited: nobody asks twice."""

    def explore(self) -> Iterator[None]:
        """Learn all there is, the newest by name first. A step ends after each answer."""
        began = time.monotonic()
        self._crew.add(self._visit(NONE, "", NONE))
        yield from self._crew.work()
        self._roster.doubt_newest(time.monotonic() - began)

    def learn(self, entry: int, listing: Listing) -> None:
        """Take what was found at an entry that was no run before."""
        if self._ledger.mtime_ns[entry] != listing.mtime_ns and listing.files is None:
            self._in_use.notice_folder(entry, listing.mtime_ns)
        self._ledger.flags[entry] &= ~UNVERIFIED
        self._roster.note(entry, listing.mtime_ns, listing.links, listing.inode)
        if listing.files is not None:
            self._enter(entry, listing.files)
        self.learn_children(entry, listing)

    def learn_children(self, entry: int, listing: Listing) -> None:
        """Take the directories that were listed in an entry: visit the new ones, forget those that are gone.

        Where the listing tells another inode there may be another directory of that name, which is then looked at. A
        mount point has one in a listing and one for who asks it, and some file systems number anew all the time.
        """
        below = self._ledger.below[entry]
        missing = dict(listing.children)
        for child in list(self._ledger.children(entry)):
            inode = missing.pop(self._ledger.name(child), None)
            if inode is None and listing.problem is None:
                self.forget(child)
            elif inode is not None and not self._is_same(child, inode) and (job := self._look(child)) is not None:
                self._crew.add(job)
        if listing.problem is None:
            self._troubles.remove(below)
        else:
            self._troubles.add(below, entry, listing.problem)
        device = listing.device if listing.counts_links else NONE
        for name in sorted(missing):
            child_below = f"{below}/{name}" if below else name
            if (entry, child_below) not in self._visited:
                self._crew.add(self._visit(entry, child_below, device))

    def forget(self, entry: int) -> None:
        """There is nothing at an entry any more."""
        for gone in self._ledger.remove(entry):
            self._troubles.remove(self._ledger.below[gone])
            self._roster.leave(gone)

    def _visit(self, parent: int, below: str, device: int) -> Job:
        """The job to find out what a directory is of which only the name is known."""
        path = path_of(self._root, below)
        self._visited.add((parent, below))
        return Job(
            path,
            partial(self._ask, path, _depth(below), device),
            partial(self._take_visit, parent, below),
            partial(self._drop_visit, parent, below),
        )

    def _ask(self, path: str, depth: int, device: int, disk: Disk) -> Listing:
        """Visit `path` with what is known by then of the depth at which runs lie. Runs in any thread."""
        details = self._reads_all or self._roster.size < SCREENFUL
        return visit(disk, path, Guess(self._depths.expect_run(depth), device, details))

    def _drop_visit(self, parent: int, below: str) -> None:
        self._visited.discard((parent, below))
        self._look_anew(parent)

    def _take_visit(self, parent: int, below: str, listing: Listing) -> None:
        self._visited.discard((parent, below))
        if listing.gone:
            self._look_anew(parent)
        elif parent == NONE or self._ledger.is_known(parent):
            entry = self._ledger.add(parent, below)
            self._depths.learn(_depth(below), listing.files is not None)
            self.learn(entry, listing)

    def _enter(self, entry: int, files: Files) -> None:
        if self._roster.enter(entry, files):
            return
        path = self._roster.dir(entry)
        self._crew.add(
            Job(
                path,
                partial(read_details, dir=path),
                partial(self._take_details, entry, files),
                partial(self._look_anew, entry),
            )
        )

    def _take_details(self, entry: int, files: Files, details: Details) -> None:
        if self._ledger.is_known(entry) and not self._roster.is_run(entry):
            self._roster.enter(entry, replace(files, details=details))

    def _look_anew(self, entry: int) -> None:
        """What lies at an entry is not known for sure: the next look at it reads it, whatever its time says."""
        if entry != NONE:
            self._ledger.mtime_ns[entry] = 0

    def _is_same(self, entry: int, inode: int) -> bool:
        """False if another directory took the name; one that could never be asked has no inode."""
        known = self._ledger.inode[entry]
        return not known or known == inode & INODE_BITS


def _depth(below: str) -> int:
    return below.count("/") + 1 if below else 0
