"""What the files of a recording are called: `hw-<host>.jsonl`, then `hw-<host>_p2.jsonl` and so on.

A part that is full is followed by one with the next number; none is ever renamed, so that whoever reads on from an
offset is not misled. `_r2` is the second recorder on that host that has something of its own to say, as where each
task of a job sees other GPUs. The underscore cannot be part of a host's name here: no two hosts share a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HOST_LIMIT = 64
"""Characters kept of a host's name."""

_NAME = re.compile(r"hw-([A-Za-z0-9.-]{1,64})(?:_r([1-9]\d{0,3}))?(?:_p([1-9]\d{0,8}))?\.jsonl")
_UNSUITABLE = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True, order=True)
class RecordingName:
    """One file of a recording. In order: hosts, their recorders, the parts from the oldest to the newest."""

    host: str
    """The host's name as far as it can be part of a file's; the header has it in full."""
    recorder: int = 1
    part: int = 1

    @property
    def text(self) -> str:
        """The file's name."""
        recorder = f"_r{self.recorder}" if self.recorder > 1 else ""
        part = f"_p{self.part}" if self.part > 1 else ""
        return f"hw-{self.host}{recorder}{part}.jsonl"


def parse_name(name: str) -> RecordingName | None:
    """What a file of this name records; `None` if it is no recording."""
    found = _NAME.fullmatch(name)
    return found and RecordingName(found[1], int(found[2] or 1), int(found[3] or 1))


def host_in_name(host: str) -> str:
    """`host` as it can stand in a file's name; never empty."""
    return _UNSUITABLE.sub("-", host)[:HOST_LIMIT] or "host"
