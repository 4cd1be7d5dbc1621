"""Which directories a poll looks at: those in use every time, the others in turn."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nlargest

from spt_tui.runs.roster import RECENT_SECONDS, Seen
from spt_tui.runs.run import State

ROUND = 60
"""Polls within which every directory is looked at."""
RECENT_RUNS = 64
"""Runs that are not live and yet looked at with every poll, because they changed lately; the newest."""
NEWEST_FOLDERS = 32
"""Directories that are looked at with every poll because they changed last: new runs appear in them."""


@dataclass(slots=True)
class Folder:
    """A directory as it was last listed."""

    listed_ns: int = 0
    """Its modification time just before; 0 if it could not be asked."""
    links: int = 0
    children: dict[str, int] = field(default_factory=dict)
    """Name -> inode of the directories in it."""
    problem: str | None = None
    unsettled_until: float = 0.0
    """Listed again at each look until then (monotonic)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What every poll looks at."""

    folders: tuple[str, ...]
    runs: tuple[str, ...]


def plan(root: str, runs: Mapping[str, Seen], folders: Mapping[str, Folder], now: float, monotonic: float) -> Plan:
    """The live and the recently changed runs, the directories above them, the root and the newest directories.

    `now` is in seconds since the epoch, `monotonic` in those of `time.monotonic`.
    """
    live = [dir for dir, seen in runs.items() if seen.run.state is State.RUNNING]
    since_ns, since = int((now - RECENT_SECONDS) * 1e9), monotonic - RECENT_SECONDS
    recent = (
        dir
        for dir, seen in runs.items()
        if seen.run.state is not State.RUNNING and (seen.read_ns > since_ns or seen.noticed_at > since)
    )
    chosen = live + nlargest(RECENT_RUNS, recent, key=lambda dir: runs[dir].read_ns)
    plain = (path for path in folders if path not in runs)
    newest = nlargest(NEWEST_FOLDERS, plain, key=lambda path: folders[path].listed_ns)
    above = [path for dir in chosen for path in _above(root, dir) if path not in runs]
    return Plan(tuple(dict.fromkeys([root, *newest, *above])), tuple(chosen))


def _above(root: str, dir: str) -> Iterator[str]:
    while len(dir) > len(root):
        dir = os.path.dirname(dir)
        yield dir


class Ring:
    """Names in turn: `take` gives a share of them each time, so that `turns` shares give all."""

    def __init__(self, turns: int = ROUND) -> None:
        self._turns = turns
        self._names: list[str] = []
        self._place = 0

    def add(self, name: str) -> None:
        """Let `name` come in this round too."""
        self._names.append(name)

    def take(self, present: Iterable[str]) -> list[str]:
        """The next names. A round that begins takes the names that are `present` then."""
        if self.begins:
            self._names = list(present)
            self._place = 0
        start = self._place
        self._place += -(-len(self._names) // self._turns)
        return self._names[start : self._place]

    @property
    def begins(self) -> bool:
        """True when the next `take` begins a round."""
        return self._place >= len(self._names)
