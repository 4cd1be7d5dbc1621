"""How far a long reading has come, on a terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from types import TracebackType

from spt_tui.units import bytes_text

_PATIENCE = 1.0
"""Seconds after which it is worth a word,"""
_PAUSE = 0.5
"""and seconds between two."""
_NAME_LIMIT = 40
_CLEAR_LINE = "\r\x1b[K"


class ReadingProgress:
    """One line on standard error that is written over, and taken away at the end; none if that is no terminal."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._total = sum(map(_size, paths))
        self._read = 0
        self._next = time.monotonic() + _PATIENCE
        self._is_terminal = sys.stderr is not None and sys.stderr.isatty()
        self._is_shown = False

    def note(self, name: str, size: int) -> None:
        """So many more bytes of the file of this name, cleaned, were read."""
        self._read += size
        if self._is_terminal and time.monotonic() >= self._next:
            self._next = time.monotonic() + _PAUSE
            self._show(f"reading {name[-_NAME_LIMIT:]}, {bytes_text(self._read)} of {bytes_text(self._total)}")

    def __enter__(self) -> ReadingProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_shown:
            self._show("")

    def _show(self, text: str) -> None:
        self._is_shown = True
        print(_CLEAR_LINE + text, end="", file=sys.stderr, flush=True)


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0
