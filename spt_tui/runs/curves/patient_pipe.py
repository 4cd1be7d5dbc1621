"""What messages go through: a file, or a pipe whose other end may have been stopped."""

from __future__ import annotations

import fcntl
import os
import select
from contextlib import suppress
from typing import Protocol

SIZE = 1 << 20
"""Bytes that a pipe should hold: as many as Linux lets any user ask for, and 16 times what it gives unasked. So two
processes wait for each other less often. It takes no more memory than what lies in it."""


class Sink(Protocol):
    """What messages are written to."""

    def write(self, message: bytes, /) -> object:
        """Take all of it."""

    def flush(self) -> None:
        """Let it go."""


class Source(Protocol):
    """What messages are read from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, fewer only at the end."""


class PatientPipe:
    """One end of a pipe, to write to it or to read from it.

    Raises TimeoutError, which is an OSError, where nothing can be written or read for `seconds`.
    """

    def __init__(self, descriptor: int, seconds: float) -> None:
        os.set_blocking(descriptor, False)  # else a long message waits until all of it is taken
        if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux
            with suppress(OSError):  # this user has many such pipes
                fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, SIZE)
        self._descriptor = descriptor
        self._seconds = seconds

    def write(self, message: bytes) -> None:
        """Write all of it."""
        left = memoryview(message)
        while left:
            self._wait(select.POLLOUT)
            left = left[os.write(self._descriptor, left) :]

    def read(self, size: int) -> bytes:
        """So many bytes, or fewer where the other end was closed before."""
        pieces = []
        while size:
            self._wait(select.POLLIN)
            piece = os.read(self._descriptor, size)
            if not piece:
                break
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def flush(self) -> None:
        """Nothing is kept back."""

    def _wait(self, event: int) -> None:
        waiting = select.poll()
        waiting.register(self._descriptor, event)
        if not waiting.poll(self._seconds * 1000):
            raise TimeoutError("the other end of a pipe does nothing")
