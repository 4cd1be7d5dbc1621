"""The full plot of the marked metrics and the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.style import Style

from spt_tui.runs.curves.series import Series
from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui import theme
from spt_tui.ui.plots.curve import Curve, View, letter_of
from spt_tui.ui.plots.event_marks import EventMarks
from spt_tui.ui.plots.plot import LEAST_HEIGHT, plot
from spt_tui.ui.plots.readout import values_at
from spt_tui.ui.plots.readout_lines import readout_lines
from spt_tui.ui.plots.sketch import Sketches
from spt_tui.ui.plots.smoothed_curves import SmoothedCurves, Wanted
from spt_tui.ui.plots.view_state import ViewState, known_kinds
from spt_tui.ui.widgets.metric_line import Parts
from spt_tui.ui.widgets.metric_list import Listing

READOUT_SHARE = 3
"""One line in so many at the most is for the values under the cursor."""


class MetricPlot:
    """Keeps curves and sketches, so that a moved cursor draws none of them anew."""

    def __init__(self) -> None:
        self.curves: list[Curve] = []
        """What is shown, in the order of their letters."""
        self._made = SmoothedCurves()
        self._sketches = Sketches()
        self.x_name = "step"
        """What steps are called."""
        self._drawn: tuple[object, list[Parts]] = (None, [])
        self._listing = Listing()
        self._marks: tuple[object, EventMarks | None] = (None, None)

    @property
    def is_short(self) -> bool:
        """True while some of the curves are not smoothed to their ends."""
        return self._made.behind

    def take(self, listing: Listing, under_cursor: Series | None, smoothing: float) -> None:
        """Show the marked metrics of the run and the one under the cursor, in any case that one."""
        shown = _shown(listing, under_cursor)
        self.curves = self._made.of((_wanted(listing, each, len(shown)) for each in shown), smoothing)
        self.x_name = listing.axis_name(by_epoch=False)
        self._listing = listing

    def kind(self, view: View) -> XKind:
        """What the x axis counts: steps where no curve has what was asked for."""
        return view.x if view.x in known_kinds(self.curves) else XKind.STEP

    def axis_name(self, view: View) -> str:
        """What the x axis counts, in a word."""
        return {XKind.ELAPSED: "time", XKind.WALL: "time"}.get(kind := self.kind(view)) or (
            "epoch" if kind is XKind.EPOCH else self.x_name
        )

    def lines(self, width: int, height: int, state: ViewState, is_live: bool) -> list[Parts]:
        """The plot, and below it the values at its cursor: exactly `height` lines."""
        view = self.marked(replace(state.view, growing=is_live and state.view.window is None))
        key = (tuple(map(id, self.curves)), width, height, view)
        if self._drawn[0] != key:
            below = self._readout(width, height, view)
            above = plot(self.curves, width, height - len(below), self.x_name, view, self._sketches)
            self._drawn = (key, [tuple(line) for line in (*above, *below)])
        return self._drawn[1]

    def columns(self, width: int, view: View) -> int:
        """About how many columns of dots the plot has."""
        return max(1, width * view.glyphs.value.wide)

    def values_text(self, view: View) -> str | None:
        """What stands under the cursor, in full; `None` without one."""
        if view.cursor is None:
            return None
        kind, readings = self.kind(view), values_at(self.curves, view.cursor, view)
        lines = readout_lines(readings, view.cursor, kind, self.x_name, MOST_COPIED, 1)
        return "".join(text for text, _ in lines[0]).strip()

    def marked(self, view: View) -> View:
        """`view` with what the run's log says; the same marks while they are of the same axis."""
        listing, kind = self._listing, self.kind(view)
        if not listing.events:
            return view
        key = (id(listing.events), listing.clock, kind)
        if self._marks[0] != key:
            self._marks = key, EventMarks.of(listing.events, kind, listing.clock)
        return replace(view, marks=self._marks[1])

    def _readout(self, width: int, height: int, view: View) -> Sequence[Sequence[tuple[str, Style]]]:
        most = min(height // READOUT_SHARE, height - LEAST_HEIGHT)
        if view.cursor is None or most < 1:
            return []
        kind, readings = self.kind(view), values_at(self.curves, view.cursor, view)
        return readout_lines(readings, view.cursor, kind, self.x_name, width, most, view.glyphs.value.ellipsis)


MOST_COPIED = 4_096
"""Characters of what is copied."""


def _shown(listing: Listing, under_cursor: Series | None) -> list[Series]:
    """The marked metrics in the order in which they were marked, then the one under the cursor."""
    by_name = {series.name: series for series in listing.metrics.series}
    shown = [by_name[name] for name in listing.marked if name in by_name]
    return shown if under_cursor is None or under_cursor in shown else [*shown, under_cursor]


def _wanted(listing: Listing, series: Series, count: int) -> Wanted:
    if count == 1:
        return Wanted(series.name, series, theme.CURVE, clock=listing.clock)
    names = listing.marked
    place = names.index(series.name) if series.name in names else len(names)
    style = theme.CURVES[place % len(theme.CURVES)]
    return Wanted(series.name, series, style, series.name, letter_of(place), listing.clock)
