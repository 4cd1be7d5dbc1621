"""A file that is there whole, or as it was."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import IO

BUFFER = 1 << 20
"""Bytes that are written in one go."""
_MODE = 0o666


@contextmanager
def replaced(path: str) -> Iterator[IO[bytes]]:
    """A file to write, that takes the place of `path` once all is written; on any error `path` is as it was.

    A link is followed, and the mode of a file that is replaced is kept. What is no plain file, a pipe or a terminal,
    is written to as it is. Raises OSError.
    """
    path = os.path.realpath(path)
    try:
        before = os.stat(path)
    except FileNotFoundError:
        before = None
    if before is not None and not stat.S_ISREG(before.st_mode):
        with open(path, "wb", buffering=BUFFER) as file:
            yield file
        return
    mode = _MODE & ~_umask() if before is None else stat.S_IMODE(before.st_mode)
    handle, aside = tempfile.mkstemp(prefix=f".{os.path.basename(path)[:64]}.", dir=os.path.dirname(path))
    with ExitStack() as undo:
        undo.callback(_remove, aside)
        with open(handle, "wb", buffering=BUFFER) as file:
            os.fchmod(handle, mode)
            yield file
        os.replace(aside, path)
        undo.pop_all()


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
