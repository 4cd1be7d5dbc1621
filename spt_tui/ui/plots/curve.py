"""What is plotted, and how it is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.style import Style

from spt_tui.runs.curves.band import Band
from spt_tui.runs.curves.series import Extent, Series
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.curves.x_axis import Track, XKind, track_of
from spt_tui.ui import theme
from spt_tui.ui.plots.event_marks import EventMarks
from spt_tui.ui.plots.glyphs import Glyphs

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A series and what tells it from others. The last of overlapping curves colours a cell."""

    series: Series
    style: Style = theme.CURVE
    name: str = ""
    """What the legend calls it, cleaned; a curve without a name is not in the legend."""
    letter: str = ""
    """One character that stands on the curve here and there, and in the legend."""
    smoothed: Series | None = None
    """Drawn in front of the series, which is faint then."""
    clock: StepClock | None = None
    """When the run was where; without one the curve has no place on an axis of times."""
    _tracks: dict[XKind, tuple[Track, ...]] = field(default_factory=dict, init=False, repr=False)
    """Those that were asked for."""

    def tracks(self, kind: XKind) -> tuple[Track, ...]:
        """Those of the series and of the smoothed one that have a place on such an axis. Any thread may ask."""
        found = self._tracks.get(kind)
        if found is None:
            there = (each for each in (self.series, self.smoothed) if each is not None and len(each.values))
            tracks = (track_of(each, kind, self.clock) for each in there)
            found = self._tracks[kind] = tuple(track for track in tracks if track)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class BandCurve:
    """The mean of some runs, with a light band around it."""

    band: Band
    """Along the axis of the view that it is drawn in."""
    style: Style = theme.CURVE
    name: str = ""
    letter: str = ""


AnyCurve = Curve | BandCurve


@dataclass(frozen=True, slots=True)
class View:
    """How the curves of a plot are looked at."""

    x: XKind = XKind.STEP
    log: bool = False
    """Logarithmic y axis."""
    log_x: bool = False
    growing: bool = False
    """Leave some room at the right, so that the curves stay in place while rows are appended."""
    window: Extent | None = None
    """The part of the x axis that is shown; all of it by default."""
    cursor: float | None = None
    """A place on the x axis that has a line through it."""
    glyphs: Glyphs = Glyphs.BRAILLE
    marks: EventMarks | None = None
    """Moments that the run's log names."""


def letter_of(number: int) -> str:
    """The letter of the curve with a number from 0 on; they begin anew after all have been used."""
    return LETTERS[number % len(LETTERS)]
