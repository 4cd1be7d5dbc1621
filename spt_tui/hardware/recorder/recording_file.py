"""The files of one recorder in a directory, bounded in number and size."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace

from spt_tui.hardware.appended_file import AppendedFile
from spt_tui.hardware.recording import Header, encode_header
from spt_tui.hardware.recording_name import RecordingName, parse_name

PART_BYTES = 16 << 20
FEWEST_PARTS = 4
"""Parts of what is kept, so that deleting one leaves most of it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is kept. At 60 MB a day, as of 8 GPUs every 2 seconds, the defaults are four days."""

    part_bytes: int = PART_BYTES
    """A part that would grow beyond this is followed by the next."""
    total_bytes: int = 256 << 20
    """The oldest parts are deleted so that no more than this is kept, though at least two parts are."""

    @classmethod
    def keeping(cls, total_bytes: int) -> Bounds:
        """So much is kept, in parts that are not larger than needed."""
        return cls(min(PART_BYTES, total_bytes // FEWEST_PARTS), total_bytes)

    @property
    def parts(self) -> int:
        """Parts that are kept, the one that grows among them."""
        return max(2, self.total_bytes // self.part_bytes)


class RecordingFile:
    """Adds lines to the newest part of a recording, each part under a header of its own.

    Nothing stays open between two lines. On a network file system that is what makes a line visible to other nodes:
    they see what a file held when it was last closed. A directory that someone deletes is not kept busy by a file that
    is still open, and a process that is forked off inherits nothing. For one thread.
    """

    def __init__(self, directory: str, name: RecordingName, bounds: Bounds | None = None) -> None:
        """Go on with what is in `directory` under `name`. Raises OSError if it cannot be listed."""
        self.bounds = bounds or Bounds()
        self._directory = directory
        self._name = replace(name, part=max((part.part for part in self._parts_of(name)), default=1))
        self._file = AppendedFile(self.path, durable=True)
        self._size = os.path.getsize(self.path) if os.path.exists(self.path) else 0
        self._told: Header | None = None
        self._head = b""
        self._is_own = False

    @property
    def path(self) -> str:
        """The newest part, to which the next line is added."""
        return os.path.join(self._directory, self._name.text)

    def append(self, line: bytes, header: Header) -> None:
        """Add a line below `header`, which goes first if it is not the last one above. Raises OSError."""
        is_told = header is self._told
        if not is_told:
            self._head = self._headline(header)
        if self._size + (0 if is_told else len(self._head)) + len(line) > self.bounds.part_bytes:
            self._next_part()
            self._head, is_told = self._headline(header), False
        headed = self._head + line
        before, self._size = self._size, self._file.append(line if is_told else headed, first=headed)
        self._is_own |= not before and self._size == len(headed)
        self._told = header

    def withdraw(self) -> None:
        """Delete what was written, unless it follows on what others have. Raises OSError."""
        if self._is_own and self._name.part == 1:
            os.unlink(self.path)

    def _headline(self, header: Header) -> bytes:
        return encode_header(replace(header, part=self._name.part))

    def _next_part(self) -> None:
        self._name = replace(self._name, part=self._name.part + 1)
        self._file = AppendedFile(self.path, durable=True)
        self._size, self._told = 0, None
        for part in self._parts_of(self._name):
            if part.part <= self._name.part - self.bounds.parts:
                with contextlib.suppress(OSError):  # of another user, or gone
                    os.unlink(os.path.join(self._directory, part.text))

    def _parts_of(self, name: RecordingName) -> list[RecordingName]:
        names = filter(None, map(parse_name, os.listdir(self._directory)))
        return [found for found in names if (found.host, found.recorder) == (name.host, name.recorder)]
