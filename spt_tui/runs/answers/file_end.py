"""The end of a file that others write: as much of it as is asked for, however large it is."""

from __future__ import annotations

import os
from dataclasses import dataclass

from spt_tui.regular_file import open_regular


@dataclass(frozen=True, slots=True)
class FileEnd:
    """The last bytes of a file as it was when it was opened."""

    content: bytes
    cut: bool
    """True when there is more before `content`, which then begins anywhere in a line."""


def read_end(path: str, limit: int) -> FileEnd:
    """The last `limit` bytes of a regular file. OSError if it cannot be read or is no regular file."""
    descriptor = open_regular(path)
    try:
        size = os.fstat(descriptor).st_size
        start = max(0, size - max(0, limit))
        return FileEnd(_read(descriptor, start, size), start > 0)
    finally:
        os.close(descriptor)


def _read(descriptor: int, start: int, end: int) -> bytes:
    """From `start` to `end`, or to where the file was cut short meanwhile; a read gives 2 GiB at the most."""
    parts = []
    while start < end:
        part = os.pread(descriptor, end - start, start)
        if not part:
            break
        parts.append(part)
        start += len(part)
    return b"".join(parts)
