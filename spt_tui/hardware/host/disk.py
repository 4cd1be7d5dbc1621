"""How much room the file system of a directory has. Asked slowly and apart: a dead mount never answers."""

from __future__ import annotations

import os

from spt_tui.hardware.sample import Disk
from spt_tui.hardware.slow_answer import SlowAnswer
from spt_tui.text import clean

EVERY = 30.0
"""Seconds from one question to the file system to the next."""


class DiskReader:
    """Knows the room below `directory`, which may be another one at any time. For one thread."""

    def __init__(self, directory: str | None = None) -> None:
        self.directory = directory
        """`None`: nobody wants to know."""
        self._asked: str | None = None
        self._disk = SlowAnswer(self._read, EVERY, "disk room")

    def read(self) -> Disk | None:
        """The room as last heard of; `Disk.free` is `None` before the first answer. Returns at once."""
        if self.directory is None:
            return None
        disk = self._disk.latest(hurry=self.directory != self._asked)
        return disk if disk and disk.path == clean(self.directory) else Disk(clean(self.directory))

    def _read(self) -> Disk | None:
        self._asked = self.directory
        return None if self._asked is None else read_disk(self._asked)


def read_disk(directory: str) -> Disk:
    """The room below a directory, by statvfs(2): a quota of a user or a project is not in it. Never raises OSError."""
    path = clean(directory)
    try:
        found = os.statvfs(directory)
    except (OSError, ValueError):
        return Disk(path)
    if not found.f_blocks:  # some file systems in user space know no sizes
        return Disk(path)
    return Disk(path, free=found.f_bavail * found.f_frsize, total=found.f_blocks * found.f_frsize)
