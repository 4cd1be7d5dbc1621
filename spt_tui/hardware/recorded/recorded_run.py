"""All that was recorded of a run's hardware: found in its folders, read on as it grows."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spt_tui.hardware.recorded.folder import Folder, Listing, Parts
from spt_tui.hardware.recorded.host_reading import Accepts, HostReading
from spt_tui.hardware.recorded.log_reading import LogReading
from spt_tui.hardware.recorded_host import RecordedHost
from spt_tui.hardware.run_log_reader import RUN_LOG, LogEntry
from spt_tui.natural import natural_key
from spt_tui.text import clean

RECORD_LINE = "spt-tui record -- python train.py"
"""What to put into a job script."""
NOTHING_RECORDED = "nothing was recorded for this run"

FIRST_BYTES = 3 * 1024 * 1024
"""Read of all recordings together when they are first looked at, about: what a second's work can take in."""
LEAST_BYTES, MOST_BYTES = 32_768, 1_048_576
"""Of one recording: with eight GPUs the last minute and a half, and half an hour."""

PARTIAL_SECONDS = 0.2
"""A look that takes longer tells so often what it has read by then."""

Place = tuple[str, Accepts]
"""A folder, and which of its recordings may be the run's."""
_HostKey = tuple[str, str]
"""A folder, and a host as in the names of the files there."""


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """What was recorded, as known at one look. All text has been cleaned."""

    hosts: tuple[RecordedHost, ...] = ()
    """In the natural order of their names."""
    entries: tuple[LogEntry, ...] = ()
    """The run's own log, as it was written."""
    read_at: float = 0.0
    """When it was looked at: seconds since the epoch by this node's clock."""
    tried: tuple[str, ...] = ()
    """Where recordings were looked for and, if nothing came of it, why: a line each."""
    unread: int = 0
    """Hosts of which there are recordings that have not been read yet; they are not among `hosts`."""


class RunRecordings:
    """Looks for the recordings of a run, again and again. For one thread at a time.

    A look costs a stat a folder, and an open and the new bytes of each recording; a recording that has grown much
    since, or is new, is read from near its end. Nothing is held open, nothing is written.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        """The first of `places` is the run's own directory, in which its log lies too."""
        self._places = [(Folder(folder), accepts) for folder, accepts in places]
        self._log = LogReading(os.path.join(self._places[0][0].path, RUN_LOG)) if self._places else None
        self._readings: dict[_HostKey, HostReading] = {}
        self._entries: tuple[LogEntry, ...] = ()

    def look(self, is_over: bool = False) -> RecordedRun:
        """What is there now. `is_over`: the run is. Never raises for a file's fault."""
        *_, whole = self.looks(is_over)
        return whole

    def looks(self, is_over: bool = False) -> Iterator[RecordedRun]:
        """One look that tells what it has read by then, now and then, and at last the whole. It can be left."""
        listings = [folder.look() for folder, _ in self._places]
        recorders = self._recorders(listings)
        told = time.monotonic()
        for key, reading in self._readings.items():
            reading.look(recorders.get(key, {}))
            if time.monotonic() - told >= PARTIAL_SECONDS:
                told = time.monotonic()
                known = self._known(listings, is_over)
                if known.hosts and known.unread:
                    yield known
        self._entries = self._log.look() if self._log else ()
        yield self._known(listings, is_over)

    def _recorders(self, listings: Iterable[Listing]) -> dict[_HostKey, dict[int, Parts]]:
        """What was listed, by host; there is a reading for each."""
        by_host: dict[_HostKey, dict[int, Parts]] = defaultdict(dict)
        for (folder, accepts), listing in zip(self._places, listings, strict=True):
            last_bytes = min(MOST_BYTES, max(LEAST_BYTES, FIRST_BYTES // max(1, len(listing.recorders))))
            for (host, number), parts in listing.recorders.items():
                by_host[folder.path, host][number] = parts
                if (folder.path, host) not in self._readings:
                    self._readings[folder.path, host] = HostReading(accepts, last_bytes)
        return by_host

    def _known(self, listings: Iterable[Listing], is_over: bool) -> RecordedRun:
        now = time.time()
        tried = tuple(_tried(folder, listing) for (folder, _), listing in zip(self._places, listings, strict=True))
        unread = sum(not reading.is_read for reading in self._readings.values())
        return RecordedRun(tuple(self._hosts(now, is_over)), self._entries, now, tried, unread)

    def _hosts(self, now: float, is_over: bool) -> Iterator[RecordedHost]:
        names: set[str] = set()
        shown = [(reading.name or host, reading) for (_, host), reading in self._readings.items() if reading.is_of_run]
        for name, reading in sorted(shown, key=lambda pair: natural_key(pair[0])):
            unique = _unused(clean(name), names)
            names.add(unique)
            yield reading.host(unique, now, is_over)


def _tried(folder: Folder, listing: Listing) -> str:
    return f"{folder.shown}/hw-*.jsonl" + (f"  {listing.reason}" if listing.reason else "")


def _unused(name: str, used: set[str]) -> str:
    number, candidate = 1, name
    while candidate in used:
        number += 1
        candidate = f"{name} ({number})"
    return candidate
