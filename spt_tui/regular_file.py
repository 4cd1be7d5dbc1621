"""Opening what has to be a regular file: a name in a run directory can be anything."""

from __future__ import annotations

import errno
import os
import stat


def read_regular(path: str, limit: int) -> bytes:
    """The first `limit` bytes of a regular file; anything else that has this name raises OSError unread."""
    descriptor = open_regular(path)
    try:
        return os.pread(descriptor, limit, 0)
    finally:
        os.close(descriptor)


def open_regular(path: str) -> int:
    """A descriptor to read `path` by. OSError if it is no regular file: a fifo would block, a device do worse."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", path)
    return descriptor
