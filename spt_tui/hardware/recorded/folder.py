"""The recordings in a folder, by host, recorder and part."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from spt_tui.hardware.recording_name import RecordingName, parse_name
from spt_tui.text import clean

ENTRY_LIMIT = 20_000
"""Entries of a folder that are looked at."""
RECORDER_LIMIT = 2_048
"""Recorders of which recordings are read."""
LISTED_FOR = 30.0
"""Seconds after which a folder is listed again, even if nothing says that it has changed."""

Parts = Mapping[int, str]
"""Number of a part -> its path."""
Recorders = Mapping["tuple[str, int]", Parts]
"""Host, as in the files' names, and number of the recorder there -> what it wrote."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a look into a folder gave."""

    recorders: Recorders = field(default_factory=dict)
    """In the order of their files' names."""
    reason: str = ""
    """Why there is nothing, or may be more, in a few words; empty if neither is so."""


class Folder:
    """Lists a folder again when its modification time has moved, and now and then anyway. For one thread."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._listing = Listing()
        self._changed_at: int | None = None
        self._listed_at = -LISTED_FOR

    def look(self) -> Listing:
        """The recordings that are there now. Costs one stat while nothing is made or removed in the folder."""
        try:
            changed_at = os.stat(self.path).st_mtime_ns
            now = time.monotonic()
            if changed_at != self._changed_at or now - self._listed_at >= LISTED_FOR:
                self._listing, self._changed_at, self._listed_at = _listed(self.path), changed_at, now
        except OSError as error:
            self._listing, self._changed_at = Listing(reason=(error.strerror or "unreadable").lower()), None
        except ValueError:  # NUL or a lone surrogate in a path that a file gave
            self._listing = Listing(reason="not a path")
        return self._listing

    @property
    def shown(self) -> str:
        """The path, cleaned."""
        return clean(self.path)


def _listed(path: str) -> Listing:
    with os.scandir(path) as entries:
        found = [entry.name for entry in islice(entries, ENTRY_LIMIT + 1)]
    names = sorted(filter(None, map(parse_name, found[:ENTRY_LIMIT])))
    recorders: dict[tuple[str, int], dict[int, str]] = {}
    for name in names:
        if (name.host, name.recorder) in recorders or len(recorders) < RECORDER_LIMIT:
            recorders.setdefault((name.host, name.recorder), {})[name.part] = os.path.join(path, name.text)
    return Listing(recorders, _reason(len(found), names, len(recorders)))


def _reason(entries: int, names: list[RecordingName], recorders: int) -> str:
    if entries > ENTRY_LIMIT:
        return f"only the first {ENTRY_LIMIT:,} entries looked at"
    if recorders == RECORDER_LIMIT:
        return f"only {RECORDER_LIMIT:,} recordings looked at"
    return "" if names else "no recording there"
