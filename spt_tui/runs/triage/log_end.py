"""The last bytes of a log."""

from __future__ import annotations

import os
from dataclasses import dataclass

from spt_tui.regular_file import open_regular

TAIL_BYTES = 65_536
"""Read of one log, however large it is."""


@dataclass(frozen=True, slots=True)
class LogEnd:
    """What a file ends with."""

    raw: bytes
    begin: int
    """Offset of the first of them."""
    modified_at: float
    """Seconds since the epoch by the file server's clock."""


def read_end(path: str, limit: int = TAIL_BYTES) -> LogEnd:
    """The last `limit` bytes of a file: one open, one read. Raises OSError and ValueError, also if it is no file."""
    descriptor = open_regular(path)
    try:
        status = os.fstat(descriptor)
        begin = max(0, status.st_size - limit)
        return LogEnd(os.pread(descriptor, limit, begin), begin, status.st_mtime)
    finally:
        os.close(descriptor)
