"""The metrics of a run as lines of text, fitted to a width."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from spt_tui.runs.curves.envelope import steady
from spt_tui.runs.curves.series import Extent, Series, widest
from spt_tui.runs.curves.x_axis import XKind, x_extent
from spt_tui.runs.metrics import Metrics
from spt_tui.ui import theme
from spt_tui.ui.plots.marks import marks_text
from spt_tui.ui.plots.plot import Curve, View, plot
from spt_tui.ui.plots.sparkline import sparkline
from spt_tui.ui.widgets.metric_line import Layout, Parts, head_parts, layout, metric_parts, narrowed
from spt_tui.units import count_text

Key = tuple[object, ...]

DRAW_SECONDS = 0.008
"""Spent on sparklines in one go; a key never waits for all the lines of a run with 100,000 rows."""


@dataclass(frozen=True, slots=True)
class Look:
    """What decides how the lines are drawn, besides the metrics."""

    width: int = 0
    by_epoch: bool = False
    """Along epochs where all rows of a metric have one."""
    log: bool = False
    live: bool = False
    """Rows may come: the columns of sparklines and plots stay in place while they do."""


class MetricList:
    """The metrics that a filter leaves, in order, and their lines.

    Sparklines and the plot are kept as long as what they show stays the same.
    """

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.listed: list[Series] = []
        self.stale = False
        """True when a line asked for since `begin` has an old sparkline, or none yet."""
        self._deadline = 0.0
        self._may_draw_one = True
        self._look = Look()
        self._layout = Layout(0, 0, 0, 0)
        self._ends: dict[bool, Extent] = {}
        self._sparks: dict[str, tuple[Key, str]] = {}
        self._plot: tuple[Key, list[Parts]] = ((), [])

    def take(self, metrics: Metrics, filter_text: str) -> None:
        """List these metrics, fitted to the look of before."""
        self.metrics = metrics
        self.listed = narrowed(metrics.series, filter_text)
        self.fit(self._look)

    def fit(self, look: Look) -> None:
        """Choose columns and axes."""
        self._look = look
        notes = [marks_text(series, look.by_epoch) for series in self.listed]
        self._layout = layout(look.width, [series.name for series in self.listed], notes)
        found = {by_epoch: self._common_ends(by_epoch) for by_epoch in (False, True)}
        self._ends = {by_epoch: ends for by_epoch, ends in found.items() if ends}

    def begin(self) -> None:
        """Draw one sparkline at least, and for `DRAW_SECONDS`; lines asked for later have the sparklines of before."""
        self.stale = False
        self._may_draw_one = True
        self._deadline = time.perf_counter() + DRAW_SECONDS

    def axis_name(self, series: Series) -> str:
        """What the x axis of a metric counts: `epoch`, `step`, or `row` in a file without steps."""
        if self._uses_epochs(series):
            return "epoch"
        return "step" if self.metrics.has_steps else "row"

    def head(self) -> Parts:
        """The line over the columns."""
        if not self.listed:
            return ()
        first = next(filter(self._uses_epochs, self.listed), self.listed[0])
        low, high = self._ends[self._uses_epochs(first)]
        axis = f"{self.axis_name(first)} {count_text(low)} to {count_text(high)}"
        return head_parts(self._layout, axis + (", log" if self._look.log else ""))

    def line(self, row: int, here: bool, focused: bool) -> Parts:
        """The line of a listed metric; `here` is the one under the cursor."""
        series = self.listed[row]
        style = (theme.CURSOR if focused else theme.CURSOR_BLURRED) if here else theme.TEXT
        spark, by_epoch = self._spark(series), self._uses_epochs(series)
        return metric_parts(series, self._layout, spark, by_epoch, style, "▶" if here else "")

    def plot_lines(self, row: int, height: int) -> list[Parts]:
        """The plot of a listed metric, `height` lines of it."""
        series, look = self.listed[row], self._look
        key: Key = (series.axes.steps, series.name, len(series.values), height, look)
        if self._plot[0] != key:
            view = View(XKind.EPOCH if self._uses_epochs(series) else XKind.STEP, look.log, growing=look.live)
            lines = plot([Curve(series)], look.width, height, self.axis_name(series), view)
            self._plot = (key, [tuple(line) for line in lines])
        return self._plot[1]

    def _uses_epochs(self, series: Series) -> bool:
        return self._look.by_epoch and series.epochs is not None

    def _common_ends(self, by_epoch: bool) -> Extent | None:
        """Where the axis begins and ends for all metrics that are drawn along it."""
        ends = widest(x_extent(each, by_epoch) for each in self.listed if self._uses_epochs(each) == by_epoch)
        return steady(ends) if ends and self._look.live else ends

    def _spark(self, series: Series) -> str:
        by_epoch, width = self._uses_epochs(series), self._layout.spark
        ends, log = self._ends[by_epoch], self._look.log
        key: Key = (series.axes.steps, len(series.values), width, ends, replace(self._look, width=0))
        before, text = self._sparks.get(series.name, ((), ""))
        if before == key or not width:
            return text
        if time.perf_counter() > self._deadline and not self._may_draw_one:
            self.stale = True
            return text.ljust(width)[:width]
        self._may_draw_one = False
        text = sparkline(series, width, by_epoch=by_epoch, log=log, ends=ends)[0]
        self._sparks[series.name] = (key, text)
        return text
