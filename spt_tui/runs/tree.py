"""The directories below one root, and what has to be asked of them so that the runs in them are known.

A run's directory is the witness: replacing a file in it by rename, and making or removing one, changes its
modification time; a touched heartbeat and an appended row do not. So one stat of a run tells of most changes, and a
second one, of the heartbeat, of life. Times are compared for equality alone, so no clock is trusted.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator

from spt_tui.runs.disk import Disk, is_absence, reason_of
from spt_tui.runs.feed import Phase, Update
from spt_tui.runs.roster import SETTLE_SECONDS, Roster
from spt_tui.runs.sidecar import run_id
from spt_tui.runs.tiers import Folder, Plan, Ring, plan
from spt_tui.runs.walk import Listing, list_directory, walk

SCREENFUL = 64
"""Runs that are read while the tree is still being walked; the others wait until all are found."""
TURNS = 2
"""Polls within which every directory in use is looked at: a new run is seen that soon."""
PROBLEM_LIMIT = 32
"""Directories with a problem that are named."""


class RunTree:
    """The runs below `root`. `poll` brings them up to date, `news` says what that changed.

    `poll` is an iterator that does a little work between its steps, so that the caller can let others run, pass the
    news on, or stop. One thread at a time. `clock` gives seconds since the epoch.
    """

    def __init__(self, root: str, disk: Disk, clock: Callable[[], float] = time.time) -> None:
        self.watched: str | None = None
        """Directory of the run on the screen."""
        self.phase: Phase = "discovering"
        self.found = 0
        """Runs that are known to be there, read or not."""
        self._root = root
        self._disk = disk
        self._clock = clock
        self._roster = Roster(root, disk, clock)
        self._folders: dict[str, Folder] = {}
        self._troubles: dict[str, str] = {}
        self._device: int | None = None
        self._away = False
        self._ring = Ring()
        self._plan: Plan | None = None
        self._turn = 0

    @property
    def size(self) -> tuple[int, int]:
        """Runs read, and directories known."""
        return len(self._roster.seen), len(self._folders)

    @property
    def problems(self) -> tuple[str, ...]:
        """Directories that could not be listed: a cleaned line each for the first ones, and how many more."""
        lines = [f"{run_id(self._root, path)}: {reason}" for path, reason in self._troubles.items()]
        more = len(lines) - PROBLEM_LIMIT
        return (*lines[:PROBLEM_LIMIT], f"and {more:,} more") if more > 0 else tuple(lines)

    def news(self) -> Update:
        """What changed since the last call."""
        return self._roster.news()

    def poll(self) -> Iterator[None]:
        """The first time read the whole tree; then look at what is in use, and at a share of the rest.

        While the root itself cannot be asked nothing is looked at and no run counts as removed.
        """
        if not self._is_root_there():
            return
        if self._root in self._folders:
            yield from self._look_around()
        else:
            began = time.monotonic()
            yield from self._discover(self._root)
            self._unsettle_newest(time.monotonic() - began)
        if not self._away:
            self.phase = "watching"
            self.found = len(self._roster.seen)

    def _look_around(self) -> Iterator[None]:
        if self._plan is None or self._roster.stirred or self._ring.begins:
            self._roster.stirred = False
            self._plan = plan(self._root, self._roster.seen, self._folders, self._clock(), time.monotonic())
        chosen, watched = self._plan, self.watched
        self._turn = (self._turn + 1) % TURNS
        for path in chosen.folders[self._turn :: TURNS]:
            yield from self._look_at_folder(path)
        for path in chosen.runs:
            if path != watched:
                yield from self._look_at_run(path, closely=False)
        for path in [*([watched] if watched else ()), *self._ring.take(self._folders)]:
            if path in self._roster.seen:
                yield from self._look_at_run(path, closely=True)
            else:
                yield from self._look_at_folder(path)

    def _look_at_run(self, dir: str, closely: bool) -> Iterator[None]:
        folder = self._folders.get(dir)
        if folder is None or self._away or dir not in self._roster.seen:
            return
        mtime_ns, links = 0, folder.links
        try:
            status = self._disk.stat(dir)
            mtime_ns, links = status.st_mtime_ns, status.st_nlink
        except OSError as error:
            if is_absence(error):
                self._lose(dir)
                return
        if not self._roster.look(dir, mtime_ns, closely) and self._is_root_there():
            self._roster.forget(dir)
        yield
        if links != folder.links or (closely and (mtime_ns != folder.listed_ns or folder.problem)):
            yield from self._list_again(dir, folder)

    def _look_at_folder(self, path: str) -> Iterator[None]:
        folder = self._folders.get(path)
        if folder is None or self._away:
            return
        try:
            mtime_ns = self._disk.stat(path).st_mtime_ns
        except OSError as error:
            if is_absence(error):
                self._lose(path)
            else:
                self._troubles[path] = folder.problem = reason_of(error)
            return
        yield
        if mtime_ns != folder.listed_ns or folder.problem or time.monotonic() < folder.unsettled_until:
            yield from self._list_again(path, folder)

    def _list_again(self, path: str, folder: Folder) -> Iterator[None]:
        known = folder.children
        listing = list_directory(self._disk, path)
        if listing.gone:
            return  # the next look at it tells
        self._learn(listing)
        for name, inode in known.items():
            if folder.children.get(name) != inode:
                self._forget(os.path.join(path, name))
        if listing.is_run and path not in self._roster.seen:
            self._roster.read(path, listing.mtime_ns)
        yield
        for name in sorted(listing.children, reverse=True):
            child = os.path.join(path, name)
            if child not in self._folders:
                yield from self._discover(child)

    def _discover(self, path: str) -> Iterator[None]:
        """Learn all there is at and below `path`, of which nothing is known."""
        waiting: list[Listing] = []
        read = 0
        for listing in walk(self._disk, path):
            if listing.gone:
                continue
            self._learn(listing)
            if listing.is_run:
                self.found += 1
                if read < SCREENFUL:
                    read += 1
                    self._roster.read(listing.path, listing.mtime_ns)
                else:
                    waiting.append(listing)
            yield
        if self.phase == "discovering":
            self.phase = "loading"
        for listing in waiting:
            self._roster.read(listing.path, listing.mtime_ns)
            yield

    def _unsettle_newest(self, took: float) -> None:
        """What changed while it was read may have changed twice. The newest time tells the file server's clock."""
        newest_ns = max((folder.listed_ns for folder in self._folders.values()), default=0)
        since_ns = min(newest_ns, int(self._clock() * 1e9)) - int((took + SETTLE_SECONDS) * 1e9)
        until = time.monotonic() + SETTLE_SECONDS
        for folder in self._folders.values():
            folder.unsettled_until = until if folder.listed_ns >= since_ns else 0.0
        for seen in self._roster.seen.values():
            seen.unsettled_until = until if seen.read_ns >= since_ns else 0.0

    def _learn(self, listing: Listing) -> None:
        folder = self._folders.get(listing.path)
        if folder is None:
            folder = self._folders[listing.path] = Folder()
            self._ring.add(listing.path)
        if folder.listed_ns != listing.mtime_ns:
            folder.unsettled_until = time.monotonic() + SETTLE_SECONDS
            self._plan = None
        folder.listed_ns, folder.links, folder.problem = listing.mtime_ns, listing.links, listing.problem
        if listing.problem is None:
            folder.children = dict(listing.children)
            self._troubles.pop(listing.path, None)
        else:
            folder.children = {**folder.children, **listing.children}
            self._troubles[listing.path] = listing.problem

    def _lose(self, path: str) -> None:
        """There is nothing at `path` any more; that counts only while the root is there."""
        if self._is_root_there():
            self._forget(path)

    def _forget(self, path: str) -> None:
        paths = [path]
        while paths:
            path = paths.pop()
            self._roster.forget(path)
            self._troubles.pop(path, None)
            folder = self._folders.pop(path, None)
            if folder is not None:
                paths += [os.path.join(path, name) for name in folder.children]
        self._plan = None

    def _is_root_there(self) -> bool:
        """True if the root is a directory, and not the empty place where a file system was mounted before."""
        try:
            status = self._disk.stat(self._root)
            if not stat.S_ISDIR(status.st_mode):
                raise NotADirectoryError(0, "not a directory")
            if self._device not in (None, status.st_dev) and not self._has_entries():
                raise OSError(0, "empty, and on another file system than before")
        except OSError as error:
            self._away = True
            self._troubles[self._root] = reason_of(error)
            return False
        if self._away:
            self._away = False
            self._troubles.pop(self._root, None)
        self._device = status.st_dev
        return True

    def _has_entries(self) -> bool:
        with self._disk.entries(self._root) as entries:
            return next(entries, None) is not None
