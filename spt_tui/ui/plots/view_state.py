"""How a plot is looked at, and what each key makes of it. Pure: a key gives another value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spt_tui.runs.curves.series import Extent
from spt_tui.runs.curves.window import clamped, panned, zoomed
from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui.plots.curve import AnyCurve, BandCurve, View
from spt_tui.ui.plots.readout import nearest_row
from spt_tui.ui.plots.stage import x_ends

FACTORS = (0.0, 0.3, 0.6, 0.9, 0.97, 0.99)
"""How much a curve can be smoothed: see `Smoother`."""
ZOOM = 0.5
"""What is left of a window after a key that zooms in."""
PAN = 0.25
"""Of the window that a key pans by."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """The view of a plot and the smoothing of its curves.

    Each method is what a key does. `curves` are those that are shown, without regard to their styles.
    """

    view: View = field(default_factory=View)
    smoothing: float = 0.0
    """One of `FACTORS`."""

    def log_turned(self) -> ViewState:
        """The other y scale."""
        return self._with(log=not self.view.log)

    def log_x_turned(self) -> ViewState:
        """The other scale of the x axis; all of it is shown."""
        return self._with(log_x=not self.view.log_x, window=None)

    def next_x(self, curves: Sequence[AnyCurve]) -> ViewState:
        """What the x axis counts next, of what is known of any curve. Window and cursor are dropped with their unit."""
        kinds = known_kinds(curves)
        place = kinds.index(self.view.x) if self.view.x in kinds else -1
        return self._with(x=kinds[(place + 1) % len(kinds)], window=None, cursor=None)

    def smoothed(self, by: int) -> ViewState:
        """More smoothing, or less if `by` is negative."""
        place = FACTORS.index(self.smoothing) if self.smoothing in FACTORS else 0
        return replace(self, smoothing=FACTORS[max(0, min(place + by, len(FACTORS) - 1))])

    def whole(self) -> ViewState:
        """All of the x axis."""
        return self._with(window=None)

    def without_cursor(self) -> ViewState:
        """No cursor."""
        return self._with(cursor=None)

    def zoomed(self, by: int, curves: Sequence[AnyCurve]) -> ViewState:
        """A part of the window, around the cursor or at its end; a longer part of the axis if `by` is negative."""
        ends = _along_scale(x_ends(curves, self.view), self.view.log_x)
        if ends is None:
            return self
        window = _along_scale(self.view.window, self.view.log_x) or ends
        cursor = _along_scale(_point(self.view.cursor), self.view.log_x)
        inside = cursor is not None and window.low <= cursor.low <= window.high
        centre = cursor.low if cursor is not None and inside else window.high
        return self._shown(zoomed(window, ZOOM**by, centre, ends), ends)

    def panned(self, by: int, curves: Sequence[AnyCurve]) -> ViewState:
        """The window moved right, or left if `by` is negative; all of the axis cannot be moved."""
        ends = _along_scale(x_ends(curves, self.view), self.view.log_x)
        window = _along_scale(self.view.window, self.view.log_x)
        if ends is None or window is None:
            return self
        return self._shown(panned(window, by * PAN, ends), ends)

    def moved(self, by: int, curves: Sequence[AnyCurve], columns: int = 0) -> ViewState:
        """The cursor on the next row of any curve, or on the one before if `by` is negative.

        With `columns`, those of the plot, it moves by one of them at least. Without a cursor there is one at the last
        row that is shown, or at the first. The window follows it.
        """
        ends = x_ends(curves, self.view)
        if ends is None:
            return self
        window = self.view.window or ends
        if self.view.cursor is None:
            start = math.nextafter(window.high, math.inf) if by < 0 else math.nextafter(window.low, -math.inf)
            least = 0.0
        else:
            start = self.view.cursor
            least = (window.high - window.low) / columns if columns and not self.view.log_x else 0.0
        cursor = _row_beyond(curves, start, math.copysign(least, by), self.view)
        return self if cursor is None else self._with(cursor=cursor)._following(ends)

    def _following(self, ends: Extent) -> ViewState:
        window, cursor = self.view.window, self.view.cursor
        if window is None or cursor is None or window.low <= cursor <= window.high:
            return self
        half = (window.high - window.low) / 2
        return self._with(window=clamped(Extent(cursor - half, cursor + half), ends))

    def _shown(self, window: Extent, ends: Extent) -> ViewState:
        """With a window that is given along the scale; `None` for all of the axis."""
        if window == ends:
            return self.whole()
        low, high = (10.0**end for end in window) if self.view.log_x else window
        return self._with(window=Extent(low, high))

    def _with(self, **changes: object) -> ViewState:
        return replace(self, view=replace(self.view, **changes))  # type: ignore[arg-type]


def known_kinds(curves: Sequence[AnyCurve]) -> tuple[XKind, ...]:
    """What the x axis can count, for one of `curves` at least; steps in any case."""
    alone = [curve for curve in curves if not isinstance(curve, BandCurve)]
    has_epochs = any(curve.series.epochs is not None for curve in alone)
    has_times = any(curve.clock is not None for curve in alone)
    kinds = [(XKind.STEP, True), (XKind.EPOCH, has_epochs), (XKind.ELAPSED, has_times), (XKind.WALL, has_times)]
    return tuple(kind for kind, known in kinds if known)


def _row_beyond(curves: Sequence[AnyCurve], start: float, least: float, view: View) -> float | None:
    """The nearest row farther from `start` than `least`, which says the direction by its sign; else the last one."""
    forward = math.copysign(1.0, least) > 0
    beyond = nearest_row(curves, math.nextafter(start + least, start), forward, view)
    return nearest_row(curves, start, forward, view) if beyond is None else beyond


def _along_scale(extent: Extent | None, log: bool) -> Extent | None:
    """On a logarithmic scale the decimal logarithms; `None` where there are none."""
    if extent is None or not log:
        return extent
    return Extent(math.log10(extent.low), math.log10(extent.high)) if extent.low > 0 else None


def _point(number: float | None) -> Extent | None:
    return None if number is None else Extent(number, number)
