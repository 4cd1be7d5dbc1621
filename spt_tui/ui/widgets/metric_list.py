"""The metrics of a run as lines of text, fitted to a width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.style import Style

from spt_tui.hardware.run_log_reader import LogEntry
from spt_tui.runs.curves.envelope import steady
from spt_tui.runs.curves.series import Extent, Series, widest
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.curves.x_axis import XKind, x_extent
from spt_tui.runs.health.trend import Trend, trend
from spt_tui.runs.metric_choices import NO_CHOICES, MetricChoices
from spt_tui.runs.metrics import Metrics
from spt_tui.ui import theme
from spt_tui.ui.plots.curve import letter_of
from spt_tui.ui.plots.glyphs import Glyphs
from spt_tui.ui.plots.marks import marks_text
from spt_tui.ui.plots.place_text import short_place_text
from spt_tui.ui.plots.sparkline import sparkline
from spt_tui.ui.widgets.drawing_time import DrawingTime
from spt_tui.ui.widgets.drawings import Drawings
from spt_tui.ui.widgets.metric_line import (
    GUTTER,
    PINNED,
    WIDE_GUTTER,
    Entry,
    Layout,
    Parts,
    head_parts,
    layout,
    metric_parts,
)
from spt_tui.ui.widgets.metric_order import Family
from spt_tui.units import count_text

NO_METRICS = Metrics()


@dataclass(frozen=True, slots=True)
class Look:
    """What decides how metrics are drawn, besides themselves."""

    width: int = 0
    height: int = 0
    """Lines for the metrics."""
    x: XKind = XKind.STEP
    log: bool = False
    live: bool = False
    """Rows may come: the columns of sparklines and plots stay in place while they do."""
    best_first: bool = False
    glyphs: Glyphs = Glyphs.BRAILLE

    def by_epoch(self, series: Series) -> bool:
        """Whether a metric is drawn along epochs: where all its rows have one."""
        return self.x is XKind.EPOCH and series.epochs is not None


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """Metrics in their order, and what people chose for them."""

    metrics: Metrics = NO_METRICS
    """All of the run."""
    families: Sequence[Family] = ()
    """Those that are listed."""
    choices: MetricChoices = NO_CHOICES
    marked: Sequence[str] = ()
    """Names of those that are plotted together."""
    clock: StepClock | None = None
    events: Sequence[LogEntry] = ()
    """What the run's own log says."""

    @property
    def series(self) -> list[Series]:
        """The listed metrics."""
        return [series for family in self.families for series in family]

    def axis_name(self, by_epoch: bool) -> str:
        """What the x axis of a metric counts: `epoch`, `step`, or `row` in a file without steps."""
        if by_epoch:
            return "epoch"
        return "step" if self.metrics.has_steps else "row"

    def sign(self, name: str) -> tuple[str, Style]:
        """The letter of a marked metric in its colour, or that it is pinned."""
        if name in self.marked:
            place = self.marked.index(name)
            return letter_of(place), theme.CURVES[place % len(theme.CURVES)]
        return (PINNED, theme.MARKED) if name in self.choices.pinned else ("", theme.TEXT)


def common_ends(listed: Sequence[Series], look: Look) -> Mapping[bool, Extent]:
    """Where the axis begins and ends for all metrics that are drawn along steps (False) or epochs (True)."""
    found = {}
    for by_epoch in (False, True):
        ends = widest(x_extent(each, by_epoch) for each in listed if look.by_epoch(each) == by_epoch)
        if ends:
            found[by_epoch] = steady(ends) if look.live else ends
    return found


class MetricList:
    """A line each, families apart where there is room. Sparklines are kept as long as what they show stays the same."""

    def __init__(self) -> None:
        self._listing = Listing()
        self._look = Look()
        self._layout = Layout(0, 0, 0, 0)
        self._ends: Mapping[bool, Extent] = {}
        self._listed: list[Series] = []
        self._places: list[int | None] = []
        """Of each line; `None` for one that is blank."""
        self._drawn = Drawings[tuple[str, Trend]]()

    def fit(self, listing: Listing, look: Look) -> None:
        """Choose lines, columns and axes."""
        self._listing, self._look, self._listed = listing, look, listing.series
        notes = [marks_text(series, look.by_epoch(series)) for series in self._listed]
        signs = any(listing.sign(series.name)[0] for series in self._listed)
        gutter = WIDE_GUTTER if signs else GUTTER
        self._layout = layout(look.width, [series.name for series in self._listed], notes, gutter)
        self._ends = common_ends(self._listed, look)
        self._places = _places([len(family) for family in listing.families], look.height)

    def let_go(self, listing: Listing) -> None:
        """Keep nothing but the sparklines of these metrics, until `fit`."""
        self._drawn.let_go(listing.series)
        self._listing, self._listed = Listing(), []

    @property
    def height(self) -> int:
        """How many lines there are."""
        return len(self._places)

    def line_of(self, place: int) -> int:
        """The line of a listed metric."""
        return self._places.index(place)

    def head(self) -> Parts:
        """The line over the columns."""
        if not self._listed:
            return ()
        look, by_epoch = self._look, self._in_epochs
        name = self._listing.axis_name(by_epoch)
        axis = self._axis_text(name, self._ends[by_epoch]) + (", log" if look.log else "")
        return head_parts(self._layout, axis, name, look.best_first)

    def line(self, line: int, cursor: int, focused: bool, time: DrawingTime) -> Parts:
        """A line; the metric at the place `cursor` is under the cursor."""
        place = self._places[line]
        if place is None:
            return ()
        series, here = self._listed[place], place == cursor
        style = (theme.CURSOR if focused else theme.CURSOR_BLURRED) if here else theme.TEXT
        spark, going = self._sketch(series, time)
        entry = Entry(
            series, self._listing.choices.is_lower(series.name), going, spark, self._listing.sign(series.name)
        )
        return metric_parts(entry, self._layout, self._in_epochs, self._look.best_first, style, here)

    @property
    def _in_epochs(self) -> bool:
        """Whether the line over the columns speaks of epochs: where one of the metrics has some."""
        return True in self._ends

    def _axis_text(self, name: str, ends: Extent) -> str:
        clock, kind = self._listing.clock, self._look.x
        if not kind.is_time or clock is None:
            return f"{name} {count_text(ends.low)} to {count_text(ends.high)}"
        origin = clock.time_of(0.0) if kind is XKind.ELAPSED else 0.0
        low, high = (short_place_text(kind, clock.time_of(end) - origin) for end in ends)
        return f"about {low} to {high}"

    def _sketch(self, series: Series, time: DrawingTime) -> tuple[str, Trend]:
        """Sparkline and trend; those of before when there is no time to draw them."""
        look, width = self._look, self._layout.spark
        by_epoch = look.by_epoch(series)
        ends = self._ends[by_epoch]
        key = (width, ends, by_epoch, look.log, look.glyphs)
        drawn, is_so = self._drawn.find(series, key)
        text, going = drawn or ("", Trend.UNKNOWN)
        if is_so or not width:
            return text, going
        if not time.allows():
            return text.ljust(width)[:width], going
        text = sparkline(series, width, by_epoch=by_epoch, log=look.log, ends=ends, glyphs=look.glyphs)
        going = trend(series)
        self._drawn.put(series, key, (text, going))
        return text, going


def _places(sizes: Sequence[int], height: int) -> list[int | None]:
    """The place of the metric on each line: families of these sizes, a blank line between them if all fit."""
    blank: list[int | None] = [None] if sum(sizes) + len(sizes) - 1 <= height else []
    found: list[int | None] = []
    place = 0
    for size in sizes:
        found += [*(blank if found else []), *range(place, place + size)]
        place += size
    return found
