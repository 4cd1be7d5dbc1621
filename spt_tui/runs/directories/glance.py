"""What a poll asks of a directory that is known: mostly one stat."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

from spt_tui.runs.directories.disk import Disk, is_absence, mtime_of, reason_of, stamp_of
from spt_tui.runs.directories.walk import Listing, list_directory
from spt_tui.runs.sidecar import SIDECAR, Details, Files, read_details, read_files, read_heartbeat

INODE_BITS = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Known:
    """How a directory was when it was looked at last, and what to ask of it now."""

    mtime_ns: int
    """0: whatever its time is now, it changed; some file systems know no times and say 0."""
    inode: int
    """The lower 32 bits."""
    stamp: int = 0
    """Of the sidecar; 0: that has to be read again to be sure."""
    size: int | None = None
    """Bytes of the sidecar, where its stamp is not known yet."""
    beats: bool = False
    """Ask the heartbeat if nothing else changed."""
    closely: bool = False
    """Ask whether the sidecar was changed without a trace in its directory."""
    details: bool = True
    """All files of the run were read before. If not they are read now."""
    may_be_link: bool = False
    """It counts also as a link to a directory: the root does."""

    def is_replaced_by_link(self, disk: Disk, path: str, inode: int) -> bool:
        """True if another inode lies at `path` now because it became a link, which is not followed."""
        if self.may_be_link or self.inode in (0, inode):
            return False
        try:
            return stat.S_ISLNK(disk.lstat(path).st_mode)
        except OSError:
            return False

    def is_at(self, mtime_ns: int, links: int, inode: int) -> bool:
        """True if the directory is as it was."""
        return self.mtime_ns == mtime_ns != 0 and self.inode == inode


@dataclass(frozen=True, slots=True)
class Glance:
    """What a run directory answered."""

    mtime_ns: int = 0
    """Before all else was asked; 0 if it could not be."""
    links: int = 0
    inode: int = 0
    gone: bool = False
    """There is no such directory any more."""
    files: Files | None = None
    """Read since something changed."""
    details: Details | None = None
    """Read because they were not before."""
    heartbeat_at: float | None = None
    has_beaten: bool = False
    """The heartbeat was asked."""
    stamp: int = 0
    """Of the sidecar, if it was asked, is not read again, and was not known."""


def glance_at_run(disk: Disk, dir: str, known: Known) -> Glance:
    """Ask a run directory what `known` says. Never raises for what is on the disk."""
    try:
        status = disk.stat(dir)
    except OSError as error:
        if is_absence(error):
            return Glance(gone=True)
        return Glance(files=read_files(disk, dir))
    seen = (mtime_of(status), status.st_nlink, status.st_ino & INODE_BITS)
    stamp = known.stamp
    if known.closely and known.is_at(*seen):
        stamp = _stamp_now(disk, dir, known)
    if not known.is_at(*seen) or (known.closely and not stamp):
        if known.is_replaced_by_link(disk, dir, seen[2]):
            return Glance(gone=True)
        return Glance(*seen, files=read_files(disk, dir))
    if not known.details:
        return Glance(*seen, details=read_details(disk, dir), stamp=stamp)
    if known.beats:
        return Glance(*seen, heartbeat_at=read_heartbeat(disk, dir)[0], has_beaten=True, stamp=stamp)
    return Glance(*seen, stamp=stamp)


def glance_at_folder(disk: Disk, path: str, known: Known) -> Listing | None:
    """List a plain folder that changed and read it if it is a run now; `None` if it did not change."""
    try:
        status = disk.stat(path)
    except OSError as error:
        return Listing(path, problem=reason_of(error), gone=is_absence(error))
    if known.is_at(mtime_of(status), status.st_nlink, status.st_ino & INODE_BITS):
        return None
    if known.is_replaced_by_link(disk, path, status.st_ino & INODE_BITS):
        return Listing(path, gone=True)
    return list_directory(disk, path, status, details=True)


def _stamp_now(disk: Disk, dir: str, known: Known) -> int:
    """The sidecar's stamp if it is as it was read, else 0.

    Where only the size is known, a sidecar that is no younger than the change of its directory that was seen before
    the reading was not changed since: not in place, for that would make it younger, and not by a rename, for that
    would change the directory again.
    """
    if not known.stamp and known.size is None:
        return 0
    try:
        status = disk.stat(f"{dir}/{SIDECAR}")
    except OSError:
        return 0
    number = stamp_of(status).number
    if known.stamp:
        return number if number == known.stamp else 0
    return number if status.st_size == known.size and status.st_mtime_ns <= known.mtime_ns else 0


def path_of(root: str, below: str) -> str:
    """Where a path below `root` lies."""
    return os.path.join(root, below) if below else root
