"""The state of a comparison of curves: what was read, and how it is looked at.

One thread owns it, the one that draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.compare.best_table import RunFigures
from spt_tui.runs.compare.curve_group import Grouping, RunGroup, group_runs
from spt_tui.runs.compare.group_band import Spread
from spt_tui.runs.metric_name import lower_is_better
from spt_tui.runs.metrics import Metrics
from spt_tui.ui.compare.best_lines import BestFigures, best_figures
from spt_tui.ui.compare.curves_reader import Read
from spt_tui.ui.compare.figures import joined
from spt_tui.ui.compare.group_curves import GroupCurves, Grouped
from spt_tui.ui.compare.member import Member
from spt_tui.ui.compare.run_curves import RunCurves
from spt_tui.ui.compare.shown import Shown
from spt_tui.ui.plots.curve import AnyCurve, Curve, View
from spt_tui.ui.plots.sketch import Sketches
from spt_tui.ui.plots.view_state import ViewState

ViewChange = Callable[[ViewState, Sequence[AnyCurve]], ViewState]


class Comparison:
    """Some runs, one metric at a time. Not for two threads.

    `want` is told when another metric has to be read; `is_lower` tells whether small values of a metric are good.
    """

    def __init__(
        self,
        catalog: Catalog,
        members: Sequence[Member],
        metrics: Sequence[str],
        want: Callable[[str], None] = lambda metric: None,
        view: View | None = None,
        is_lower: Callable[[str], bool] = lower_is_better,
    ) -> None:
        self.members = members
        self.is_lower = is_lower
        self.metrics = metrics
        """What can be compared, the most telling one first."""
        self.metric = metrics[0] if metrics else ""
        self.state = ViewState(view or View())
        self.spread = Spread.RANGE
        self.by: str | Grouping | None = None
        """The hyper-parameter that the runs are grouped by; `None` shows each of them."""
        self.front: int | None = None
        """Place of the curve in front."""
        self.found: dict[int, Metrics] = {}
        """What was read of the metric, by the places of the members."""
        self.waiting = len(members)
        self.left_out = 0
        self.sketches = Sketches()
        self._figures: dict[int, RunFigures] = {}
        self._best: tuple[str, BestFigures] | None = None
        self._catalog = catalog
        self._want = want
        self._groups: Sequence[RunGroup] = ()
        self._run_curves = RunCurves(members)
        self._shown: list[Shown] | None = None
        """The runs as curves; `None` once something of them has changed."""
        self._group_curves = GroupCurves()
        self._columns = 1
        """What was drawn last, and is known therefore."""

    @property
    def behind(self) -> bool:
        """True while some curves are not smoothed to their ends."""
        return self._run_curves.behind

    def smooth_on(self) -> None:
        """Smooth more of the curves."""
        if self.behind:
            self._shown = None

    def take(self, read: Read) -> None:
        """Take what was read, if it is still the metric to show."""
        if read.figures:
            self._figures.update(read.figures)
            self._best = None
        if read.metric != self.metric:
            return
        if read.found:
            self.found.update(read.found)
            self._shown = None
        self.waiting = self.waiting if read.waiting is None else read.waiting
        self.left_out = self.left_out if read.left_out is None else read.left_out

    def choose_metric(self, metric: str) -> None:
        """Compare another metric."""
        if metric != self.metric:
            self.metric = metric
            self.found, self.waiting, self.left_out = {}, len(self.members), 0
            self._shown = None
            self._want(metric)

    def step_metric(self, by: int) -> None:
        """Compare the next metric, or the one before."""
        if self.metrics:
            place = self.metrics.index(self.metric) + by if self.metric in self.metrics else 0
            self.choose_metric(self.metrics[max(0, min(place, len(self.metrics) - 1))])

    def group(self, by: str | Grouping | None) -> None:
        """Show the runs in groups, or each of them."""
        self.by, self.front, self._shown = by, None, None
        slots = [member.slot for member in self.members]
        self._groups = () if by is None else group_runs(self._catalog, slots, by)

    def turn_spread(self) -> None:
        """The other edges of the bands."""
        self.spread = Spread.DEVIATION if self.spread is Spread.RANGE else Spread.RANGE

    def turn(self, change: ViewChange) -> None:
        """Look at the curves in another way."""
        before, self.state = self.state, change(self.state, [one.curve for one in self._runs()])
        if self.state.smoothing != before.smoothing:
            self._shown = None

    def walk(self, by: int) -> None:
        """Bring the next curve to the front, or the one before; after the last comes none."""
        places: list[int | None] = [None, *(one.place for one in self.shown(self._columns))]
        place = places.index(self.front) if self.front in places else 0
        self.front = places[(place + by) % len(places)]

    def shown(self, columns: int) -> tuple[Shown, ...]:
        """The curves in their order; bands are computed for so many columns."""
        self._columns = columns
        return tuple(self._runs()) if self.by is None else self.grouped(columns).shown

    def grouped(self, columns: int) -> Grouped:
        """The groups as bands."""
        slots = [member.slot for member in self.members]
        curves = {slots[one.place]: one.curve for one in self._runs() if isinstance(one.curve, Curve)}
        return self._group_curves.take(self._groups, curves, self.spread, self.state.view, columns)

    def best(self) -> BestFigures | None:
        """The best and last values of all metrics, of the runs that were read for it; `None` if there is none yet."""
        if not self._figures:
            return None
        if self._best is None or self._best[0] != self.metric:
            rows = joined([self._figures.get(place, {}) for place in range(len(self.members))], self.is_lower)
            self._best = (self.metric, best_figures(rows, [member.label for member in self.members], self.metric))
        return self._best[1]

    def _runs(self) -> list[Shown]:
        if self._shown is None:
            self._shown = self._run_curves.take(self.found, self.state.smoothing)
        return self._shown
