"""A curve of the comparison: a run, or a group of runs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from rich.style import Style

from spt_tui.ui import theme
from spt_tui.ui.plots.curve import AnyCurve, BandCurve, letter_of

FRONT = Style(bold=True)
"""Added to the style of the curve in front."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A curve with what is said of it beside the plot."""

    curve: AnyCurve
    place: int
    """Of the run among the compared ones, or of the group among the groups: letter and colour go by it."""
    label: str
    """Tells the run from the others, or what the runs of the group share; cleaned."""
    dir: str | None = None
    """Of the run; `None` for a group."""
    count: int | None = None
    """Runs of a group that have a curve; `None` for a run."""

    @property
    def letter(self) -> str:
        """Its letter in the legend."""
        return letter_of(self.place)

    @property
    def style(self) -> Style:
        """Its colour in the legend."""
        return style_of(self.place)

    @property
    def in_front(self) -> AnyCurve:
        """The curve as it is drawn over all others."""
        return replace(self.curve, style=style_of(self.place, is_front=True), letter=self.letter)

    @property
    def last(self) -> float:
        """The last value; the last mean of a group. NaN where there is none."""
        if isinstance(self.curve, BandCurve):
            return next((mean for mean in reversed(self.curve.band.mean) if mean == mean), math.nan)
        return self.curve.series.last

    @property
    def last_count(self) -> int | None:
        """Runs that the last mean of a group is of; `None` for a run."""
        return next(filter(None, reversed(self.curve.band.count)), 0) if isinstance(self.curve, BandCurve) else None


def style_of(place: int, is_front: bool = False) -> Style:
    """The colour of the curve at a place, bold in front. They begin anew after the last: the letters go on."""
    style = theme.CURVES[place % len(theme.CURVES)]
    return style + FRONT if is_front else style
