"""What lies in directories of which nothing is known, asked with as few requests as will do."""

from __future__ import annotations

import os
import stat
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from spt_tui.runs.directories.disk import Disk, is_absence, mtime_of, reason_of
from spt_tui.runs.sidecar import SIDECAR, Files, read_files

NEVER_ENTERED = frozenset({"checkpoints", "media"})
"""Directories of a run that hold no runs and may hold very many files."""
BREATH_ENTRIES = 2_000
"""Entries of a long listing after which other threads may run."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One directory as it was found. `path` is as the file system spells it."""

    path: str
    mtime_ns: int = 0
    """Taken before all else, so that a later change shows; 0 tells nothing."""
    links: int = 0
    """Link count: on most file systems it tells of a new or lost subdirectory without a listing."""
    inode: int = 0
    device: int = 0
    children: Mapping[str, int] = field(default_factory=dict)
    """Name -> inode of the directories in it that may hold runs; links are not followed."""
    counts_links: bool = False
    """Its link count is two more than its subdirectories, of which there is at least one."""
    files: Files | None = None
    """What a run directory holds; `None`: this is no run."""
    problem: str | None = None
    """Why it could not be listed, or not wholly."""
    gone: bool = False

    @property
    def is_asked(self) -> bool:
        """False if the directory itself did not answer."""
        return self.device != 0


@dataclass(frozen=True, slots=True)
class Guess:
    """What is expected of a directory before it is asked."""

    is_run: bool = False
    """Its sidecar is opened without a listing."""
    device: int = -1
    """On this device link counts are true: a run without other subdirectories need not be listed."""
    details: bool = True
    """Read all files of a run, not the sidecar alone."""


class Depths:
    """How deep below the root the runs lie, learned as directories are met."""

    def __init__(self) -> None:
        self._balance: Counter[int] = Counter()

    def learn(self, depth: int, is_run: bool) -> None:
        """A directory `depth` names below the root is a run, or is none."""
        self._balance[depth] += 1 if is_run else -1

    def expect_run(self, depth: int) -> bool:
        """True if most directories of this depth are runs."""
        return self._balance[depth] > 0


def visit(disk: Disk, path: str, guess: Guess) -> Listing:
    """Find out what is at `path`; read it if it is a run. Never raises for what is on the disk."""
    try:
        status = disk.stat(path)
    except OSError as error:
        return Listing(path, problem=reason_of(error), gone=is_absence(error))
    files = read_files(disk, path, guess.details, stamped=False) if guess.is_run else None
    if files is not None and not files.gone:
        is_counted = status.st_dev == guess.device
        if is_counted and not _has_other_directories(disk, path, status.st_nlink):
            return _found(path, status, {}, files=files, counts_links=True)
    return list_directory(disk, path, status, guess.details, files if files and not files.gone else None)


def relist(disk: Disk, path: str) -> Listing:
    """List the directory of a known run again, for what lies in it. Never raises for what is on the disk."""
    try:
        status = disk.stat(path)
    except OSError as error:
        return Listing(path, problem=reason_of(error), gone=is_absence(error))
    return list_directory(disk, path, status, details=None)


def list_directory(
    disk: Disk, path: str, status: os.stat_result, details: bool | None, files: Files | None = None
) -> Listing:
    """List a directory that was just asked, and read it if it turns out to be a run, unless `details` is `None`.

    `files` is what was read already. Never raises for what is on the disk.
    """
    names, has_sidecar, problem, gone = {}, False, None, False
    try:
        with disk.entries(path) as entries:
            for number, entry in enumerate(entries, 1):
                if entry.name == SIDECAR:
                    has_sidecar = True
                elif _is_directory(entry):
                    names[entry.name] = entry.inode()
                if number % BREATH_ENTRIES == 0:
                    time.sleep(0)
    except OSError as error:
        problem, gone = reason_of(error), is_absence(error)
    counts = problem is None and len(names) > 0 and status.st_nlink == len(names) + 2
    if has_sidecar or files is not None:
        names = {name: inode for name, inode in names.items() if name not in NEVER_ENTERED}
        if files is None and details is not None:
            files = read_files(disk, path, details, stamped=False)
    if files is not None and files.gone:
        files = None
    return _found(path, status, names, files=files, counts_links=counts, problem=problem, gone=gone)


def _found(
    path: str,
    status: os.stat_result,
    children: Mapping[str, int],
    *,
    files: Files | None,
    counts_links: bool,
    problem: str | None = None,
    gone: bool = False,
) -> Listing:
    return Listing(
        path,
        mtime_of(status),
        status.st_nlink,
        status.st_ino,
        status.st_dev,
        children,
        counts_links,
        files,
        problem,
        gone,
    )


def _has_other_directories(disk: Disk, path: str, links: int) -> bool:
    """True unless the link count is that of a directory with no other subdirectories than `NEVER_ENTERED`."""
    wanted = links - 2
    if not 0 <= wanted <= len(NEVER_ENTERED):
        return True
    for name in sorted(NEVER_ENTERED):
        if wanted and _is_directory_at(disk, f"{path}/{name}"):
            wanted -= 1
    return wanted > 0


def _is_directory_at(disk: Disk, path: str) -> bool:
    try:
        return stat.S_ISDIR(disk.lstat(path).st_mode)
    except OSError:
        return False


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # the listing gave no type, and the entry cannot be asked: it vanished or it is not ours to see
        return False
