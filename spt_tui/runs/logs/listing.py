"""The files of one place: listed within limits, for a path from a file can lead to any folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from spt_tui.runs.hands import asked
from spt_tui.runs.logs.places import Place
from spt_tui.text import clean

ENTRY_LIMIT = 20_000
"""Entries of one directory that are looked at."""

FILE_LIMIT = 2_000
"""Logs of one directory that are asked for their size."""

NONE_THERE = "none there"

ANSWER_SECONDS = 2.0
"""A log whose size takes longer to learn is left out."""

_unanswered: set[str] = set()
"""Logs that were asked for their size and have not answered so far; they are not asked again meanwhile."""


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
    found, silent = _asked_for_sizes(place, names[:FILE_LIMIT])
    if silent:
        return Listing(found, f"no answer about {silent[0]}" + (f" and {len(silent) - 1} more" if silent[1:] else ""))
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


def _asked_for_sizes(place: Place, names: Sequence[str]) -> tuple[tuple[Listed, ...], list[str]]:
    """The logs of these names, and the names, cleaned, of those that do not answer: one that hangs hides no other."""
    open_before = {name for name in names if os.path.join(place.folder, name) in _unanswered}
    found: dict[str, Listed | None] = {}
    silent = dict.fromkeys(open_before)
    asking = [name for name in names if name not in open_before]
    for name, answer in asked(asking, lambda name: (_listed(place, name),), 1, ANSWER_SECONDS):
        if answer is None:
            silent[name] = None
        else:
            found[name] = answer[0]
    ordered = (found.get(name) for name in names)
    return tuple(filter(None, ordered)), [clean(name) for name in names if name in silent and name not in found]


def _listed(place: Place, name: str) -> Listed | None:
    path = os.path.join(place.folder, name)
    _unanswered.add(path)
    try:
        status = os.stat(path)
    except OSError:  # removed since, or a link that leads nowhere
        return None
    finally:
        _unanswered.discard(path)
    kind = place.kind(name)
    return Listed(name, kind, status) if kind and stat.S_ISREG(status.st_mode) else None
