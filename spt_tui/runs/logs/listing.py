"""The files of one place: listed within limits, for a path from a file can lead to any folder."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from itertools import islice

from spt_tui.runs.logs.places import Place

ENTRY_LIMIT = 20_000
"""Entries of one directory that are looked at."""

FILE_LIMIT = 2_000
"""Logs of one directory that are asked for their size."""

NONE_THERE = "none there"


@dataclass(frozen=True, slots=True)
class Listed:
    """A log, as its folder has it."""

    name: str
    """Not cleaned."""
    kind: str
    status: os.stat_result

    @property
    def identity(self) -> tuple[int, int]:
        """Two names of one file have the same."""
        return self.status.st_dev, self.status.st_ino


@dataclass(frozen=True, slots=True)
class Listing:
    """What a look into a place gave."""

    found: tuple[Listed, ...] = ()
    """In the order of their names."""
    reason: str = ""
    """Why there is nothing, or why there may be more; empty if neither is so."""
    is_absent: bool = False
    """There is nothing, and no fault but that."""


def listing_of(place: Place) -> Listing:
    """The logs in `place`: regular files, or links to such. Never raises for a file's fault."""
    try:
        names, whole = _names(place)
    except (FileNotFoundError, NotADirectoryError) as error:
        return Listing(reason=(error.strerror or "absent").lower(), is_absent=True)
    except OSError as error:
        return Listing(reason=(error.strerror or "unreadable").lower())
    except ValueError:  # NUL or a lone surrogate in a path that a file gave
        return Listing(reason="not a path")
    found = tuple(listed for name in names[:FILE_LIMIT] if (listed := _listed(place, name)) is not None)
    if not whole or len(names) > FILE_LIMIT:
        limit = f"the first {ENTRY_LIMIT:,} entries" if not whole else f"{FILE_LIMIT:,} of {len(names):,} logs"
        return Listing(found, f"only {limit} looked at")
    return Listing(found, "" if found else NONE_THERE, is_absent=not found)


def _names(place: Place) -> tuple[list[str], bool]:
    """The names of logs, sorted; False if the folder has more entries than were looked at."""
    likely = [name for name in place.likely if os.path.isfile(os.path.join(place.folder, name))]
    if likely:
        return likely, True
    with os.scandir(place.folder) as entries:
        looked_at = [entry.name for entry in islice(entries, ENTRY_LIMIT + 1)]
    # Of two names of one file the first stays: not as the directory happens to list them.
    return sorted(name for name in looked_at[:ENTRY_LIMIT] if place.kind(name)), len(looked_at) <= ENTRY_LIMIT


def _listed(place: Place, name: str) -> Listed | None:
    try:
        status = os.stat(os.path.join(place.folder, name))
    except OSError:  # removed since, or a link that leads nowhere
        return None
    kind = place.kind(name)
    return Listed(name, kind, status) if kind and stat.S_ISREG(status.st_mode) else None
