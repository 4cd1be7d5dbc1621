"""What the run table stands on: the known runs and how they are arranged. No widget in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from spt_tui.runs import columns
from spt_tui.runs.arrange import Arrangement, Arranger, Rows
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import HPARAM, METRIC
from spt_tui.runs.run import Run
from spt_tui.runs.run_view import RunView
from spt_tui.runs.scanner import Progress, Update

if TYPE_CHECKING:
    from spt_tui.runs.preview import Preview
    from spt_tui.runs.query import Query

MOST_IN_PLACE = 256
"""Changed runs of one update that are looked at one by one, to see whether a row moves."""
NO_RUNS = "no runs here yet: a run is a directory with a sidecar.json"


class Board:
    """The known runs, the arrangement the user asked for, and the rows that follow from both.

    The scanners put the runs into the catalog; their updates say which of them changed.
    """

    def __init__(self, catalog: Catalog, roots: int = 1, clock: Callable[[], float] = time.time) -> None:
        self.progress: dict[str, Progress] = {}
        """Root -> how far its scanner is."""
        self.catalog = catalog
        """The runs, or the preview of them."""
        self.arrangement = Arrangement()
        self._arranger = Arranger(catalog)
        self._all_runs = catalog
        self._roots = roots
        self._clock = clock
        self._default_columns: tuple[int, tuple[str, ...]] = (-1, ())

    def begin_with(self, preview: Preview) -> None:
        """Stand on a preview until the runs are known."""
        self.catalog, self._arranger = preview.catalog, Arranger(preview.catalog)
        self._default_columns = (len(preview.catalog), preview.columns)

    def end_preview(self) -> bool:
        """Stand on the runs themselves; True if that was not so."""
        if self.catalog is self._all_runs:
            return False
        self.catalog, self._arranger = self._all_runs, Arranger(self._all_runs)
        return True

    @property
    def is_settled(self) -> bool:
        """All roots have been read once."""
        phases = [entry.phase for entry in self.progress.values()]
        return len(phases) == self._roots and set(phases) == {"watching"}

    def why_empty(self) -> str:
        """What a table without rows says."""
        if len(self.catalog):
            if getattr(self.arrangement.filter, "took_too_long", False):
                return "the filter takes too long: no repeat in a repeat; esc clears it"
            return "no run matches the filter; esc clears it"
        return NO_RUNS if self.is_settled else "discovering runs ..."

    def take(self, update: Update) -> list[int] | None:
        """Take a scanner's update: the slots to draw anew in their rows, or `None` if rows come, go or move."""
        if update.removed or len(update.changed) > MOST_IN_PLACE:
            return None
        changed = [slot for slot in self._slots(update.changed) if slot is not None]
        return changed if all(map(self._arranger.stays, changed)) else None

    def _slots(self, runs: Sequence[Run]) -> Iterable[int | None]:
        return runs.slots if isinstance(runs, RunView) else map(self.catalog.slot_of, runs)

    def rows(self, at_hand: bool = False) -> Rows:
        """The rows of the table now; with `at_hand` in the order of the last time, as far as that is possible."""
        return self._arranger.rows(self.arrangement, self._clock(), at_hand)

    def longest(self) -> dict[str, int]:
        """Characters of the longest text, by column id, of the columns whose widths depend on the runs."""
        states = [len(state.value) + 2 for state, number in self.catalog.counts.items() if number > 0]
        return {"name": self.catalog.longest_name, "state": max(states, default=0)}

    def narrow(self, text: str) -> None:
        """Show only what `text` matches. QueryError leaves everything as it was."""
        from spt_tui.runs import query

        wanted = query.parse(text) if text.strip() else None
        if wanted is not None and self.is_settled:
            self._check(wanted)
        if wanted is not None and wanted.may_be_slow:
            from spt_tui.ui.bounded_query import BoundedQuery

            wanted = BoundedQuery.of(wanted)
            wanted.try_on(self.catalog)
        self.arrangement = replace(self.arrangement, filter=wanted)

    def _check(self, wanted: Query) -> None:
        """Raise the QueryError of a filter that asks for what no run has; before all runs are read nobody can tell."""
        from spt_tui.runs.filters.vocabulary import Vocabulary

        problem = wanted.problem(Vocabulary(self.catalog))
        if problem is not None:
            raise problem

    def sort(self, column_id: str) -> None:
        """Sort by a column: a metric best first, anything else ascending."""
        self.arrangement = self._sorted(column_id)

    def _sorted(self, column_id: str) -> Arrangement:
        return replace(self.arrangement, sort=column_id, descending=self._falls(column_id))

    def foresee_sort(self, column_id: str) -> None:
        """Have at hand what `sort` leads to: up to 50 ms for 100,000 runs."""
        self._arranger.foresee(self._sorted(column_id), self._clock())

    def foresee_reverse(self) -> None:
        """Have at hand what `reverse` leads to."""
        self._arranger.foresee(self._reversed(), self._clock())

    def forget_foreseen(self) -> None:
        """The order was chosen."""
        self._arranger.forget()

    def judge_by(self, root: str, lower: Mapping[str, bool]) -> bool:
        """Tell the best by what people chose for a root: metric -> small is good. True if that changes anything.

        What is sorted best first stays so, any other order as it is.
        """
        before, sort = self.catalog.directions, self.arrangement.sort
        best_first = self.arrangement.descending is self._falls(sort)
        after = before.having(root, lower)
        for catalog in {self.catalog, self._all_runs}:
            catalog.judge_by(after)
        if best_first:
            self.sort(sort)
        return after.chosen != before.chosen

    def _falls(self, column_id: str) -> bool:
        """Whether a column is sorted from its largest value down, the best first."""
        is_metric = column_id.startswith(METRIC)
        return is_metric and not self.catalog.directions.is_lower(column_id.removeprefix(METRIC))

    def reverse(self) -> None:
        """Turn the order round."""
        self.arrangement = self._reversed()

    def _reversed(self) -> Arrangement:
        return replace(self.arrangement, descending=not self.arrangement.descending)

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
            self._default_columns = (size, columns.default_columns(self.catalog))
        return self._default_columns[1]

    def differing_columns(self, slots: Sequence[int]) -> tuple[str, ...]:
        """State and name, the columns in which these runs differ, and the other fixed ones shown by default."""
        from spt_tui.runs.compare.varying import varying_columns

        return (*columns.DEFAULT[:2], *varying_columns(self.catalog, slots), *columns.DEFAULT[2:])

    def all_columns(self) -> list[str]:
        """Every column there can be."""
        return [
            *(column.id for column in columns.FIXED),
            *(METRIC + name for name in columns.shared_metrics(self.catalog)),
            *(HPARAM + name for name in columns.shared_hparams(self.catalog)),
        ]

    def tags(self) -> list[tuple[str, int]]:
        """Every tag with its number of runs, the commonest first."""
        with self.catalog.lock:
            counts = self.catalog.tags.tally()
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
