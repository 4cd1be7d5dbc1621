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
        self._answer = SlowAnswer(self._read, EVERY, "disk room")

    def read(self) -> Disk | None:
        """The room as last heard of, `None` if there is no such directory. Returns at once.

        `Disk.free` is `None` before the first answer, and for ever if there comes none.
        """
        directory = self.directory
        if directory is None:
            return None
        asked, disk = self._answer.latest(hurry=directory != self._asked) or (None, None)
        return disk if asked == directory else Disk(clean(directory))

    def _read(self) -> tuple[str | None, Disk | None]:
        self._asked = asked = self.directory
        return asked, None if asked is None else read_disk(asked)


def read_disk(directory: str) -> Disk | None:
    """The room below a directory, by statvfs(2): quotas of users and projects are not in it. `None` if it is not there.

    Never raises OSError.
    """
    path = clean(directory)
    try:
        found = os.statvfs(directory)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return Disk(path)
    if not found.f_blocks:  # some file systems in user space know no sizes
        return Disk(path)
    return Disk(path, free=found.f_bavail * found.f_frsize, total=found.f_blocks * found.f_frsize)
