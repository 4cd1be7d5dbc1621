"""This process, as the system sees it."""

from __future__ import annotations


def resident_bytes() -> int | None:
    """Memory that this process holds, shared libraries included; `None` where the system does not say."""
    import psutil

    try:
        return int(psutil.Process().memory_info().rss)
    except psutil.Error:
        return None
