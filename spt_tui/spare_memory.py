"""Memory that was needed for a while and is not any more. With glibc only; elsewhere nothing happens."""

from __future__ import annotations

import threading

MMAP_THRESHOLD = -3
"""`M_MMAP_THRESHOLD` of glibc's mallopt(3)."""
LARGE = 128 * 1024
"""Bytes of a block that goes straight back to the system when it is freed."""
_kept = threading.Event()


def keep_none() -> None:
    """Have the C library return each large block as soon as it is freed.

    By itself it stops doing so at the first that is: the columns of 100,000 runs, which grow by a block at a time,
    then leave holes of 30 MB. To be called before they grow; again costs nothing.
    """
    if not _kept.is_set():
        _kept.set()
        _call("mallopt", MMAP_THRESHOLD, LARGE)


def give_back() -> None:
    """Have the C library return what it holds unused, if so much was expected that `keep_none` was called."""
    if _kept.is_set():
        _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    import ctypes

    try:
        getattr(ctypes.CDLL(None), name)(*arguments)
    except (AttributeError, OSError, TypeError):
        return
