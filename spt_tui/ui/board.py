"""What the run table stands on: the known runs and how they are arranged. No widget in it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from spt_tui.runs import columns
from spt_tui.runs.arrange import Arrangement, Rows, arrange, same_place
from spt_tui.runs.known_runs import KnownRuns
from spt_tui.runs.metric_name import lower_is_better
from spt_tui.runs.run import Run
from spt_tui.runs.scanner import Progress, Update

NO_RUNS = "no runs here yet: a run is a directory with a sidecar.json"


class Board:
    """The known runs, the arrangement the user asked for, and the rows that follow from both."""

    def __init__(self, roots: int = 1, clock: Callable[[], float] = time.time) -> None:
        self.progress: dict[str, Progress] = {}
        """Root -> how far its scanner is."""
        self.catalog = KnownRuns()
        self.arrangement = Arrangement()
        self._roots = roots
        self._clock = clock
        self._default_columns: tuple[int, tuple[str, ...]] = (-1, ())

    @property
    def is_settled(self) -> bool:
        """All roots have been read once."""
        phases = [entry.phase for entry in self.progress.values()]
        return len(phases) == self._roots and set(phases) == {"watching"}

    def why_empty(self) -> str:
        """What a table without rows says."""
        if self.catalog.runs:
            return "no run matches the filter; esc clears it"
        return NO_RUNS if self.is_settled else "discovering runs ..."

    def take(self, update: Update) -> list[Run] | None:
        """Take a scanner's update: the runs to draw anew in their places, or `None` if rows come, go or move."""
        pairs, any_gone = self.catalog.apply(update.changed, update.removed)
        now = self._clock()
        if any_gone or not all(old and same_place(old, new, self.arrangement, now) for old, new in pairs):
            return None
        return [new for _, new in pairs]

    def rows(self) -> Rows:
        """The rows of the table now."""
        return arrange(self.catalog.runs, self.arrangement, self._clock())

    def longest(self) -> dict[str, int]:
        """Characters of the longest text, by column id, of the columns whose widths depend on the runs."""
        states = [len(state.value) + 2 for state, number in self.catalog.counts.items() if number > 0]
        return {"name": self.catalog.longest_name, "state": max(states, default=0)}

    def narrow(self, text: str) -> None:
        """Show only what `text` matches. QueryError leaves everything as it was."""
        from spt_tui.runs import query

        self.arrangement = replace(self.arrangement, matches=query.parse(text).matches)

    def sort(self, column_id: str) -> None:
        """Sort by a column: a metric best first, anything else ascending."""
        metric = column_id.removeprefix(columns.METRIC)
        descending = column_id.startswith(columns.METRIC) and not lower_is_better(metric)
        self.arrangement = replace(self.arrangement, sort=column_id, descending=descending)

    def reverse(self) -> None:
        """Turn the order round."""
        self.arrangement = replace(self.arrangement, descending=not self.arrangement.descending)

    def group(self) -> None:
        """Group by sweep, or stop grouping."""
        self.arrangement = replace(self.arrangement, grouped=not self.arrangement.grouped)

    def fold(self, sweep: str) -> None:
        """Fold a sweep's runs away, or show them again."""
        collapsed = self.arrangement.collapsed
        self.arrangement = replace(self.arrangement, collapsed=collapsed ^ {sweep})

    def default_columns(self) -> tuple[str, ...]:
        """The columns shown until the user picks. They are counted anew when runs came or went."""
        size = len(self.catalog)
        if self._default_columns[0] != size:
            self._default_columns = (size, columns.default_columns(self.catalog.runs))
        return self._default_columns[1]

    def all_columns(self) -> list[str]:
        """Every column there can be."""
        runs = self.catalog.runs
        return [
            *(column.id for column in columns.FIXED),
            *(columns.METRIC + name for name in columns.shared_metrics(runs)),
            *(columns.HPARAM + name for name in columns.shared_hparams(runs)),
        ]

    def tags(self) -> list[tuple[str, int]]:
        """Every tag with its number of runs, the commonest first."""
        counts = Counter(tag for run in self.catalog.runs for tag in run.tags)
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
