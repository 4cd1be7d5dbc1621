"""The state of a scatter plot: which columns, which point, and what goes with the metric.

One thread owns it, the one that draws.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import HPARAM, METRIC, title_of
from spt_tui.runs.compare.rank_correlation import HparamCorrelation, correlations
from spt_tui.runs.compare.scatter import Scatter, numeric_hparams, scatter
from spt_tui.ui.compare.metric_order import compared_metrics


class ScatterState:
    """Some runs as points. Not for two threads."""

    def __init__(self, catalog: Catalog, slots: Sequence[int], clock: Callable[[], float] = time.time) -> None:
        self.catalog = catalog
        self.slots = slots
        self._version = catalog.version
        self._metrics, self._hparams = self._columns()
        self.correlated: list[HparamCorrelation] = []
        """How the hyper-parameters go with the metric that is upwards, the strongest first."""
        self.y = next(iter(self.y_choices()), METRIC)
        """Id of the column that is upwards, at first the most telling metric."""
        self.log_x = self.log_y = False
        self.cursor: int | None = None
        """Slot of the run at the cursor."""
        self._clock = clock
        self._scatter: Scatter | None = None
        self._relate()
        self.x = next((id for id in self.x_choices() if id != self.y), self.y)
        """Id of the column that is to the right."""

    @property
    def metric(self) -> str:
        """The metric that is upwards; empty where a hyper-parameter is."""
        return title_of(self.y) if self.y.startswith(METRIC) else ""

    def x_choices(self) -> list[str]:
        """Ids of the columns that can be to the right: hyper-parameters, the most correlated ones first, then metrics.

        Hyper-parameters that are no number in any run, or the same in all, are none.
        """
        correlated = [HPARAM + each.hparam for each in self.correlated]
        others = [id for id in self._hparams if id not in set(correlated)]
        return [*correlated, *others, *self._metrics]

    def y_choices(self) -> list[str]:
        """Ids of the columns that can be upwards: metrics, the most telling one first, then hyper-parameters."""
        return [*self._metrics, *self._hparams]

    def choose_y(self, column_id: str) -> None:
        """Another column upwards."""
        self.y, self._scatter = column_id, None
        self._relate()

    def choose_x(self, column_id: str) -> None:
        """Another column to the right."""
        self.x, self._scatter = column_id, None

    def step_x(self, by: int) -> None:
        """The next column to the right, in the order of `x_choices`, or the one before."""
        choices = self.x_choices()
        if choices:
            place = choices.index(self.x) + by if self.x in choices else 0
            self.choose_x(choices[max(0, min(place, len(choices) - 1))])

    def turn_log_x(self) -> None:
        """The other scale of the x axis."""
        self.log_x = not self.log_x

    def turn_log_y(self) -> None:
        """The other scale of the y axis."""
        self.log_y = not self.log_y

    def points(self) -> Scatter:
        """The runs that have a finite number in both columns."""
        if self._scatter is None:
            self._scatter = scatter(self.catalog, self.slots, self.x, self.y, self._clock())
        return self._scatter

    def follow(self) -> bool:
        """Take what the runs say by now; whether that is something else than before.

        The runs stay those that it began with; one that is gone since is no point any more.
        """
        if self.catalog.version == self._version:
            return False
        self._version = self.catalog.version
        before, self._scatter = self._scatter, None
        now = self.points()
        if before is not None and (before.slots, before.xs, before.ys) == (now.slots, now.xs, now.ys):
            return False
        self._metrics, self._hparams = self._columns()
        self._relate()
        return True

    def shown(self) -> list[int]:
        """The places of the points that the scales can show."""
        found = self.points()
        return [
            place
            for place, (x, y) in enumerate(zip(found.xs, found.ys, strict=True))
            if (x > 0 or not self.log_x) and (y > 0 or not self.log_y)
        ]

    def move(self, by: int, upwards: bool = False) -> None:
        """The cursor on the next point to the right, or upwards; to the left or downwards if `by` is negative."""
        found, places = self.points(), self.shown()
        if not places:
            return
        first, second = (found.ys, found.xs) if upwards else (found.xs, found.ys)
        places.sort(key=lambda place: (first[place], second[place]))
        order = [found.slots[place] for place in places]
        if self.cursor in order:
            self.cursor = order[max(0, min(order.index(self.cursor) + by, len(order) - 1))]
        else:
            self.cursor = order[0 if by > 0 else -1]

    def _columns(self) -> tuple[list[str], list[str]]:
        """Ids of the metrics, and of the hyper-parameters, that these runs have."""
        metrics = [METRIC + name for name in compared_metrics(self.catalog, self.slots)]
        return metrics, numeric_hparams(self.catalog, self.slots)

    def _relate(self) -> None:
        self.correlated = correlations(self.catalog, self.slots, self.metric) if self.metric else []
