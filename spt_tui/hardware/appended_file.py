"""A file of lines to which several processes may append."""

from __future__ import annotations

import errno
import os


class AppendedFile:
    """Appends whole lines, each in one write, so that those of other writers never come between.

    The file is opened for each line, and closed: what was written is then seen from other nodes of a network file
    system, and a file that was moved away is begun anew. Its directory must be there. For one thread at a time.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.path.abspath(path)
        self._is_torn: bool | None = None  # whether the last line lacks its end; `None` before the first look

    def append(self, line: bytes) -> None:
        """Add a line, which ends in a line end. Raises OSError, and then none of it counts as written."""
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            if self._is_torn is None:
                self._is_torn = _is_torn(file)
            whole = b"\n" + line if self._is_torn else line
            written = os.write(file, whole)
            if written:
                self._is_torn = written < len(whole)
        finally:
            os.close(file)
        if written < len(whole):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.path)


def _is_torn(file: int) -> bool:
    size = os.fstat(file).st_size
    return bool(size) and os.pread(file, 1, size - 1) != b"\n"
