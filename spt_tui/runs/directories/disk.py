"""The one door to the run tree: every request to its file system, counted."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from spt_tui.text import clean
from spt_tui.units import bytes_text

READ_SIZE = 1 << 16
"""Bytes that are asked for first: most files of a run come with one request."""

_LAST_TIME = 2**63 - 1


class Stamp(NamedTuple):
    """What tells one version of a file from the next without reading it."""

    mtime_ns: int
    size: int
    ino: int

    @property
    def number(self) -> int:
        """It all in 64 bits, with a sign; the same in every process, and never 0."""
        return hash((self.mtime_ns, self.size, self.ino)) or 1


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp in what `stat` or `fstat` answered."""
    return Stamp(status.st_mtime_ns, status.st_size, status.st_ino)


def mtime_of(status: os.stat_result) -> int:
    """The modification time in nanoseconds as 64 bits hold it: what lies beyond the year 2262 is of that year."""
    return max(-_LAST_TIME, min(status.st_mtime_ns, _LAST_TIME))


def reason_of(error: OSError) -> str:
    """Why a request failed, as one cleaned line without the path: `permission denied`."""
    reason = error.strerror or type(error).__name__
    return clean(reason[:1].lower() + reason[1:])


def is_absence(error: OSError) -> bool:
    """True if there is nothing at that path, False if it cannot be told or reached."""
    return error.errno in (errno.ENOENT, errno.ENOTDIR)


class Disk:
    """Requests to the file system; `calls` says how many system calls they took.

    Everything here only reads. Every method raises `OSError`, as the system gave it.
    """

    __slots__ = ("calls",)

    def __init__(self) -> None:
        self.calls = 0

    def stat(self, path: str) -> os.stat_result:
        """`os.stat`, links followed."""
        self.calls += 1
        return os.stat(path)

    def lstat(self, path: str) -> os.stat_result:
        """`os.lstat`."""
        self.calls += 1
        return os.lstat(path)

    @contextmanager
    def entries(self, path: str) -> Iterator[Iterator[os.DirEntry[str]]]:
        """`os.scandir`, closed at the end: open, fstat, two or more getdents, close."""
        self.calls += 1
        with os.scandir(path) as found:
            self.calls += 4
            yield found

    def read(self, path: str, limit: int) -> tuple[bytes, Stamp]:
        """The whole of a plain file of at most `limit` bytes, and the stamp of what was read.

        The path is looked up once. Raises OSError: `EINVAL` for a fifo or a device, which is not waited for, and
        `EFBIG` for a larger file.
        """
        with self._open(path) as descriptor:
            status = self._plain(descriptor)
            content = self._read_all(descriptor, min(status.st_size, limit) + 1, limit)
        return content, stamp_of(status)

    def read_unstamped(self, path: str, limit: int) -> bytes:
        """As `read` with a request less: a small file that is not empty need not say what it is."""
        with self._open(path) as descriptor:
            self.calls += 1
            content = os.read(descriptor, READ_SIZE)
            if content and len(content) < READ_SIZE:
                return content
            self._plain(descriptor)
            return content and content + self._read_all(descriptor, 1 << 20, limit - len(content))

    @contextmanager
    def _open(self, path: str) -> Iterator[int]:
        self.calls += 1
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            yield descriptor
        finally:
            self.calls += 1
            os.close(descriptor)

    def _plain(self, descriptor: int) -> os.stat_result:
        self.calls += 1
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a plain file")
        return status

    def _read_all(self, descriptor: int, size: int, limit: int) -> bytes:
        self.calls += 1
        content = os.read(descriptor, size)
        if len(content) == size - 1:  # asked for one byte more than the file had: this is its end
            return content
        parts = [content]
        length = len(content)
        while parts[-1]:
            if length > limit:
                raise OSError(errno.EFBIG, f"larger than {bytes_text(limit)}")
            self.calls += 1
            parts.append(os.read(descriptor, 1 << 20))
            length += len(parts[-1])
        return b"".join(parts)
