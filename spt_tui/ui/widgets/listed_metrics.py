"""What the metrics pane stands on: the listed metrics, the one under the cursor, and the curves they make."""

from __future__ import annotations

import os
from collections.abc import Sequence

from spt_tui.runs.curves.series import Series
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.metrics import Metrics
from spt_tui.ui.plots.curve import AnyCurve, Curve, View
from spt_tui.ui.plots.glyphs import glyphs_of
from spt_tui.ui.plots.view_state import ViewState
from spt_tui.ui.widgets.metric_body import MetricBody, Shape
from spt_tui.ui.widgets.metric_list import Listing
from spt_tui.ui.widgets.plot_keys import PlotKeys


class ListedMetrics(PlotKeys):
    """A pane with a cursor on a list of metrics; a subclass fills the list and draws it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(PlotKeys.state, ViewState(View(glyphs=glyphs_of(os.environ))))
        self.cursor = 0
        """The place of the metric under it in the list."""
        self._body = MetricBody()
        self._listing = Listing()
        self._listed: Sequence[Series] = ()

    @property
    def metrics(self) -> Metrics:
        """What is shown, the metrics that the filter leaves out included."""
        return self._listing.metrics

    @property
    def series(self) -> Series | None:
        """The metric under the cursor; `None` where none is listed."""
        return self._listed[self.cursor] if self.cursor < len(self._listed) else None

    @property
    def plotted(self) -> bool:
        """Whether the full plot is shown."""
        return self._body.shape is Shape.PLOT

    @property
    def shape(self) -> Shape:
        """How the metrics are shown."""
        return self._body.shape

    @property
    def across(self) -> int:
        """Metrics beside each other."""
        return self._body.across

    @property
    def metrics_a_page(self) -> int:
        """Metrics that are seen without scrolling, one at least."""
        return max(1, self.page // self._body.lines_each * self.across)

    @property
    def listed_count(self) -> int:
        """Metrics that the filter leaves."""
        return len(self._listed)

    @property
    def curves(self) -> Sequence[AnyCurve]:
        """Those of the plot, or of the listed metrics."""
        if self.plotted:
            return self._body.plot.curves
        return [Curve(series, clock=self.clock) for series in self._listed]

    @property
    def clock(self) -> StepClock | None:
        """When the run was where, as far as its files tell."""
        return self._listing.clock

    @property
    def x_name(self) -> str:
        """What steps are called."""
        return self._listing.axis_name(by_epoch=False)

    @property
    def dot_columns(self) -> int:
        """About how many the plot has."""
        return self._body.plot.columns(self.size.width, self.state.view)
