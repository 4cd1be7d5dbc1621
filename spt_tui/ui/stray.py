"""What C libraries, children and dying threads write to standard error while the terminal shows the program."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from typing import IO

from spt_tui.text import clean_bytes
from spt_tui.ui.outlet import takes_output

_PATIENCE = 0.1
"""Seconds that a terminal has to become ready for what was collected."""
_KEPT = 64 * 1024
"""Bytes from the end of what was written that are shown."""


class StrayOutput:
    """Keeps writes to file descriptor 2 off the terminal, and prints them when the terminal is free again.

    Where standard error is not a terminal (`2>file`) nothing is diverted: the file gets everything at once.
    """

    def __init__(self) -> None:
        self._stderr: int | None = None
        self._file: IO[bytes] | None = None

    def divert(self) -> None:
        """Collect from now on. Without a writable temporary directory it is thrown away."""
        if self._stderr is not None or not os.isatty(2):
            return
        self._stderr = os.dup(2)
        try:
            self._file = tempfile.TemporaryFile("ab+", buffering=0)  # noqa: SIM115
        except OSError:
            self._file = open(os.devnull, "ab+", buffering=0)  # noqa: SIM115
        os.dup2(self._file.fileno(), 2)

    def restore(self) -> None:
        """Give standard error back and print on it what was collected.

        If the terminal behind it is gone or stuck, standard error leads nowhere from now on: nobody shall fail or wait.
        """
        if self._stderr is None or self._file is None:
            return
        with self._file as file:
            lines = _tail(file)
        if not takes_output(self._stderr, _PATIENCE):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stderr)
            os.close(nowhere)
        os.dup2(self._stderr, 2)
        os.close(self._stderr)
        self._stderr = self._file = None
        if lines:
            with suppress(OSError):
                os.write(2, "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))


def _tail(file: IO[bytes]) -> list[str]:
    """The last lines of `file`, cleaned, with a first line that says so if they are not all."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _KEPT))
    lines = [clean_bytes(line) for line in file.read(_KEPT).splitlines()]
    return [f"… {size - _KEPT:,} bytes before this", *lines[1:]] if size > _KEPT else lines
