"""Which directories a poll looks at: those in use every time, the others in turn, within a budget of calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nlargest

from spt_tui.runs.directories.ledger import NONE, ROOT, Ledger

RUN_TURNS = 60
"""Polls within which every run directory is looked at, if the budget allows it."""
FOLDER_LAPS = 2
"""Rounds of `RUN_TURNS` polls within which every plain folder is looked at."""
CLOSE_LAPS = 4
"""Rounds within which every run is looked at closely: a sidecar that was changed in place is found."""
IN_USE_TURNS = 2
"""Polls within which every directory in use is looked at: a new run is seen that soon."""
HEARTBEAT_TURNS = 5
"""Polls within which the heartbeat of a live run is asked whose directory does not change."""
RECENT_SECONDS = 600.0
"""A run whose files changed this lately is in use."""
MOST_RECENT = 32
"""Runs that are not live and are in use, because they changed lately; the newest."""
RECENT_A_POLL = 8
"""Of these, how many a poll looks at."""
NEWEST_FOLDERS = 16
"""Directories that are in use because they changed last: new runs appear in them."""
COARSE_TICK = 2.0
"""Seconds: the coarsest tick of a file system's clock (FAT's). A second change within it leaves no trace in a time."""
FINE_TICK = 0.1
"""The same where times have fractions: a jiffy and some."""
MOST_UNSETTLED = 64
"""Entries among which a poll looks for folders that may have changed without a trace."""
RING_SHARE = 0.2
"""Part of the budget that what is not in use gets in any case."""
DEBT_POLLS = 10
"""Polls that are short at the most because one before them had to ask more than its share."""


def tick_of(mtime_ns: int) -> float:
    """Seconds after which a second change shows in a time of this fineness."""
    return FINE_TICK if mtime_ns % 1_000_000_000 else COARSE_TICK


class Turns:
    """A place in a row of things that are taken in turn."""

    def __init__(self) -> None:
        self.place = 0
        self.laps = 0
        """Times that the row was gone through."""

    def take(self, size: int, share: int) -> Iterator[int]:
        """The next `share` places of a row that has `size` now; each counts as taken once it is asked for."""
        for _ in range(min(size, share)):
            if self.place >= size:
                self.place = 0
                self.laps += 1
            place, self.place = self.place, self.place + 1
            yield place


@dataclass(slots=True)
class Budget:
    """System calls that a poll may make. What one poll makes beyond it the next ones make less."""

    a_poll: float
    debt: float = 0.0

    @property
    def for_use(self) -> float:
        """Calls for what is in use."""
        return max(0.0, self.a_poll * (1 - RING_SHARE) - self.debt)

    def for_all(self, used: float) -> float:
        """Calls for everything, when what is in use took `used`: the rest of the budget, or the ring's share."""
        return max(self.a_poll - self.debt, used + self.a_poll * RING_SHARE)

    def settle(self, used: float) -> None:
        """A poll has made so many calls."""
        self.debt = min(max(0.0, self.debt + used - self.a_poll), self.a_poll * DEBT_POLLS)


@dataclass(slots=True)
class InUse:
    """The entries that most polls look at."""

    live: dict[int, float] = field(default_factory=dict)
    """Live run -> its heartbeat, seconds since the epoch."""
    recent: dict[int, float] = field(default_factory=dict)
    """Other run that changed lately -> when that was noticed (monotonic)."""
    newest: dict[int, int] = field(default_factory=dict)
    """Plain folder -> modification time, of the newest."""
    unsettled: dict[int, float] = field(default_factory=dict)
    """Entry that may change again without a trace -> when that is over (monotonic)."""
    is_stirred: bool = True
    """The folders in use have to be found anew."""
    _folders: tuple[int, ...] = ()
    _recent: tuple[int, ...] = ()

    def begin(self, ledger: Ledger) -> None:
        """The ledger was filled: its newest folders are in use."""
        folders = (entry for entry, slot in enumerate(ledger.slot) if slot == NONE)
        newest = nlargest(NEWEST_FOLDERS, folders, key=ledger.mtime_ns.__getitem__)
        self.newest = {entry: ledger.mtime_ns[entry] for entry in newest}
        self.is_stirred = True

    def notice_folder(self, entry: int, mtime_ns: int) -> None:
        """A plain folder has this modification time."""
        if self.newest.get(entry) == mtime_ns:
            return
        self.newest[entry] = mtime_ns
        if len(self.newest) > 2 * NEWEST_FOLDERS:
            self.newest = dict(nlargest(NEWEST_FOLDERS, self.newest.items(), key=lambda pair: pair[1]))
            self.is_stirred = True
        elif len(self.newest) <= NEWEST_FOLDERS or entry not in self._folders:
            self.is_stirred = True

    def notice_run(self, entry: int, at: float) -> None:
        """A run that is not live changed at this time (monotonic)."""
        if at - self.recent.get(entry, -RECENT_SECONDS) >= RECENT_SECONDS / 2:
            self.is_stirred = True
        self.recent[entry] = at
        if len(self.recent) > 4 * MOST_RECENT:
            self.recent = dict(nlargest(2 * MOST_RECENT, self.recent.items(), key=lambda pair: pair[1]))

    def forget(self, entry: int) -> None:
        """There is no such entry any more."""
        self.live.pop(entry, None)
        self.recent.pop(entry, None)
        self.newest.pop(entry, None)
        self.unsettled.pop(entry, None)
        self.is_stirred = True

    def folders(self, ledger: Ledger, now: float) -> tuple[int, ...]:
        """The root, the newest folders, and those above live runs; `now` is monotonic."""
        self._arrange(ledger, now)
        return self._folders

    def recent_runs(self, ledger: Ledger, now: float) -> tuple[int, ...]:
        """The runs that changed lately and are not live, the newest of them."""
        self._arrange(ledger, now)
        return self._recent

    def _arrange(self, ledger: Ledger, now: float) -> None:
        if not self.is_stirred:
            return
        self.is_stirred = False
        self.recent = {entry: at for entry, at in self.recent.items() if now - at < RECENT_SECONDS}
        newest_runs = nlargest(MOST_RECENT, self.recent.items(), key=lambda pair: pair[1])
        self._recent = tuple(entry for entry, _ in newest_runs if entry not in self.live)
        newest = nlargest(NEWEST_FOLDERS, self.newest.items(), key=lambda pair: pair[1])
        above = (entry for run in self.live for entry in _above(ledger, run))
        folders = dict.fromkeys([ROOT, *(entry for entry, _ in newest), *above])
        self._folders = tuple(entry for entry in folders if ledger.slot[entry] == NONE)


def _above(ledger: Ledger, entry: int) -> Iterator[int]:
    while (entry := ledger.parent[entry]) != NONE:
        yield entry
