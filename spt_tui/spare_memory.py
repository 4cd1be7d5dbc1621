"""Memory that was needed for a while and is not any more."""

from __future__ import annotations


def give_back() -> None:
    """Have the C library return what it holds unused: a first scan leaves holes, 16 MB of them after 100,000 runs.

    glibc only; elsewhere nothing happens.
    """
    import ctypes

    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return
