"""A file of lines to which several processes may append."""

from __future__ import annotations

import errno
import os

_NOTHING_TO_SYNC = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)
"""What file systems answer that cannot be asked to write at once."""


class AppendedFile:
    """Appends whole lines, each in one write, so that those of other writers never come between.

    The file is opened for each line, and closed: what was written is then seen from other nodes of a network file
    system, and a file that was moved away is begun anew. Its directory must be there. If it is `durable`, each line is
    on the disk before the next. For one thread at a time.
    """

    def __init__(self, path: str | os.PathLike[str], durable: bool = False) -> None:
        self.path = os.path.abspath(path)
        self._durable = durable
        self._is_torn: bool | None = None  # whether the last line lacks its end; `None` before the first look

    def append(self, line: bytes, first: bytes | None = None) -> int:
        """Add a line, which ends in a line end, or `first` in its place where the file is empty; gives the file's size.

        Raises OSError, and then none of it counts as written.
        """
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, 0o666)
        try:
            size = os.fstat(file).st_size
            return size + self._write(file, line if size or first is None else first, size)
        finally:
            os.close(file)

    def _write(self, file: int, line: bytes, size: int) -> int:
        if self._is_torn is None:
            self._is_torn = bool(size) and os.pread(file, 1, size - 1) != b"\n"
        whole = b"\n" + line if self._is_torn else line
        written = os.write(file, whole)
        if written:
            self._is_torn = written < len(whole)
        if written < len(whole):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.path)
        if self._durable:
            self._sync(file)
        return written

    def _sync(self, file: int) -> None:
        """Wait for the disk, which may only now say that it is full."""
        try:
            os.fsync(file)
        except OSError as error:
            if error.errno not in _NOTHING_TO_SYNC:
                self._is_torn = None
                raise
