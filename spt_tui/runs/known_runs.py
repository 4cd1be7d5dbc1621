"""The runs that are known now, of all roots together, with their counts by state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from spt_tui.runs.run import Run, State


class KnownRuns:
    """Runs by directory. One thread owns it."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self.counts: Counter[State] = Counter()
        """Runs by state."""
        self.longest_name = 0
        """Characters of the longest name that was ever seen."""

    def __len__(self) -> int:
        return len(self._runs)

    def get(self, dir: str) -> Run | None:
        """The run of this directory."""
        return self._runs.get(dir)

    @property
    def runs(self) -> Collection[Run]:
        """All runs, in no order that means anything."""
        return self._runs.values()

    def apply(self, changed: Iterable[Run], removed: Iterable[str]) -> tuple[list[tuple[Run | None, Run]], bool]:
        """Take a scanner's update; gives (old, new) of the runs that differ, and whether any run went."""
        pairs = []
        for run in changed:
            old = self._runs.get(run.dir)
            if old == run:
                continue
            pairs.append((old, run))
            self._runs[run.dir] = run
            self.longest_name = max(self.longest_name, len(run.name))
            self.counts[run.state] += 1
            if old is not None:
                self.counts[old.state] -= 1
        gone = [self._runs.pop(dir) for dir in removed if dir in self._runs]
        self.counts.subtract(run.state for run in gone)
        return pairs, bool(gone)
