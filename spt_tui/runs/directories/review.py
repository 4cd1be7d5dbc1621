"""A close look at everything that is known: many directories at once, for most are as they were.

A change that leaves no trace in a directory's time, of a sidecar that was written in place, is found too: that takes
one more request a run than a poll makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import compress
from typing import NamedTuple

from spt_tui.runs.directories.crew import Crew
from spt_tui.runs.directories.disk import Disk, mtime_of, stamp_of
from spt_tui.runs.directories.glance import INODE_BITS
from spt_tui.runs.directories.job import Job
from spt_tui.runs.directories.ledger import BROKEN, DETAILED, ENDED, FREE, NONE, RELIST, ROOT, SIZED, Ledger
from spt_tui.runs.directories.patrol import Look
from spt_tui.runs.directories.roster import Roster
from spt_tui.runs.directories.tiers import InUse
from spt_tui.runs.directories.troubles import Troubles
from spt_tui.runs.sidecar import SIDECAR

CHUNK = 32
"""Directories that one job asks."""
_ODD = BROKEN | RELIST | FREE

LookAt = Callable[[int], Job | None]
"""The job to look at an entry by itself."""


class Before(NamedTuple):
    """How a directory was when it was looked at last."""

    path: str
    mtime_ns: int
    inode: int
    """The lower 32 bits."""
    links: int
    stamp: int | None
    """Of the sidecar, or its size; `None`: it is no run."""
    is_size: bool

    def still_holds(self, disk: Disk) -> bool:
        """Whether the directory and its sidecar are as they were. Never raises for what is on the disk."""
        try:
            now = disk.stat(self.path)
            if (mtime_of(now), now.st_ino & INODE_BITS, now.st_nlink) != (self.mtime_ns, self.inode, self.links):
                return False
            if self.stamp is None:
                return True
            sidecar = disk.stat(f"{self.path}/{SIDECAR}")
        except OSError:
            return False
        if self.is_size:
            return sidecar.st_size == self.stamp and sidecar.st_mtime_ns <= self.mtime_ns
        return stamp_of(sidecar).number == self.stamp


class Review:
    """Looks at all of a known tree."""

    def __init__(self, ledger: Ledger, in_use: InUse, roster: Roster, troubles: Troubles, crew: Crew) -> None:
        self._ledger = ledger
        self._in_use = in_use
        self._roster = roster
        self._troubles = troubles
        self._crew = crew

    def round(self, look: Look, details: bool) -> Iterator[None]:
        """Look at every directory; with `details` read the files of runs that were not read yet. A step is an answer.

        What lives, and what differs from before, is looked at by itself.
        """
        yield from self._crew.work(self._jobs(partial(self._look_closely, look, details), details))

    def _jobs(self, look: LookAt, details: bool) -> Iterator[Job]:
        chunk: list[int] = []
        for entry in range(self._ledger.size):
            if self._may_be_as_before(entry, details):
                chunk.append(entry)
                if len(chunk) == CHUNK:
                    yield self._chunk_job(chunk, look)
                    chunk = []
            elif (job := look(entry)) is not None:
                yield job
        if chunk:
            yield self._chunk_job(chunk, look)

    def _may_be_as_before(self, entry: int, details: bool) -> bool:
        """Whether one that is as it was needs no other look."""
        ledger = self._ledger
        flags = ledger.flags[entry]
        if flags & _ODD or not ledger.mtime_ns[entry] or entry in self._in_use.unsettled or entry in self._troubles:
            return False
        if ledger.slot[entry] == NONE:
            return True
        return bool(flags & ENDED and ledger.stamp[entry] and (flags & DETAILED or not details))

    def _chunk_job(self, entries: list[int], look: LookAt) -> Job:
        top = self._roster.dir(ROOT).rstrip("/")
        before = [self._before(entry, top) for entry in entries]
        take = partial(self._take, entries, look)
        return Job(before[0].path, partial(_still_hold, before), take, partial(take, [False] * len(entries)))

    def _before(self, entry: int, top: str) -> Before:
        ledger = self._ledger
        path = f"{top}/{ledger.below[entry]}"
        stamp = None if ledger.slot[entry] == NONE else ledger.stamp[entry]
        is_size = bool(ledger.flags[entry] & SIZED)
        return Before(path, ledger.mtime_ns[entry], ledger.inode[entry], ledger.links[entry], stamp, is_size)

    def _take(self, entries: Sequence[int], look: LookAt, answers: Sequence[bool]) -> None:
        self._roster.confirm(compress(entries, answers))
        for entry, is_as_before in zip(entries, answers, strict=True):
            if not is_as_before and (job := look(entry)) is not None:
                self._crew.add(job)

    def _look_closely(self, look: Look, details: bool, entry: int) -> Job | None:
        return look(entry, closely=True, beats=not self._ledger.flags[entry] & ENDED, details=details)


def _still_hold(before: Sequence[Before], disk: Disk) -> list[bool]:
    return [each.still_holds(disk) for each in before]
