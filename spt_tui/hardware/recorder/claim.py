"""Something that only one process of a machine may have."""

from __future__ import annotations

import errno
import os
import socket
import sys
import weakref
from hashlib import sha256

_held: weakref.WeakSet[socket.socket] = weakref.WeakSet()


class Claim:
    """A name that one process of this user on this machine has, until it gives it back or ends, however it ends.

    It is a socket's address, which Linux keeps in memory. A lock on a file would be the file server's, which may have
    none or hang over it, and a file that stands for one would outlive a process that is killed. Where there are no
    such addresses, everyone has every name: two recorders then write to one file, line by line.
    """

    def __init__(self, *name: object) -> None:
        digest = sha256(repr((os.getuid(), name)).encode()).hexdigest()
        self._address = f"\0spt-tui-{digest[:40]}"
        self._socket: socket.socket | None = None

    def take(self) -> bool:
        """Take it; False if another has it."""
        if sys.platform != "linux" or self._socket is not None:
            return True
        try:
            taken = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        except OSError:  # no more files for this process, or no sockets at all: as where there are no such addresses
            return True
        try:
            taken.bind(self._address)
        except OSError as error:
            taken.close()
            return error.errno != errno.EADDRINUSE
        self._socket = taken
        _held.add(taken)
        return True

    def give_back(self) -> None:
        """Let another have it."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _forget() -> None:
    """A process that was forked off, as a data loader's worker, does not have what its parent has."""
    for inherited in list(_held):
        inherited.close()


os.register_at_fork(after_in_child=_forget)
