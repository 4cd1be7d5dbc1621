"""Programs that edit one file of ours take turns."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

WAIT_SECONDS = 5.0
"""How long another program's edit is waited for."""
_LOOK_AGAIN = 0.02


@contextmanager
def turn(path: str) -> Iterator[None]:
    """Hold the lock file. OSError (`EAGAIN`) if another program does not let it go in time.

    The lock file stays: to remove it would let two programs hold two files of the same name.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        deadline = time.monotonic() + WAIT_SECONDS
        while not _locked(descriptor):
            if time.monotonic() > deadline:
                raise OSError(errno.EAGAIN, "another program is editing", path)
            time.sleep(_LOOK_AGAIN)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
