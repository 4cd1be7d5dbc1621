"""Directories below a root, listed with as few requests as will do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spt_tui.runs.disk import Disk, is_absence, reason_of
from spt_tui.runs.sidecar import SIDECAR

NEVER_ENTERED = frozenset({"checkpoints", "media"})
"""Directories of a run that hold no runs and may hold very many files."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One directory as it was listed."""

    path: str
    mtime_ns: int
    """Taken before the listing, so that a later change shows. 0 if it could not be asked."""
    links: int
    """Link count: on most file systems it tells of a new or lost subdirectory without a listing."""
    device: int
    is_run: bool
    children: Mapping[str, int]
    """Name -> inode of the directories in it that may hold runs; links are not followed."""
    problem: str | None = None
    """Why it could not be listed, or not wholly."""
    gone: bool = False


def list_directory(disk: Disk, path: str) -> Listing:
    """List one directory: types come from the listing itself, a stat is made only where it gives none."""
    is_run, children = False, {}
    mtime_ns = links = device = 0
    problem, gone = None, False
    try:
        status = disk.stat(path)
        mtime_ns, links, device = status.st_mtime_ns, status.st_nlink, status.st_dev
        with disk.entries(path) as entries:
            for entry in entries:
                if entry.name == SIDECAR:
                    is_run = True
                elif _is_directory(entry):
                    children[entry.name] = entry.inode()
    except OSError as error:
        problem, gone = reason_of(error), is_absence(error)
    if is_run:
        children = {name: inode for name, inode in children.items() if name not in NEVER_ENTERED}
    return Listing(path, mtime_ns, links, device, is_run, children, problem, gone)


def walk(disk: Disk, root: str) -> Iterator[Listing]:
    """List `root` and all below it, runs inside runs included; names that sort last, the newest by date, come first."""
    waiting = [root]
    while waiting:
        listing = list_directory(disk, waiting.pop())
        yield listing
        waiting += [os.path.join(listing.path, name) for name in sorted(listing.children)]


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # the listing gave no type, and the entry cannot be asked: it vanished or it is not ours to see
        return False
