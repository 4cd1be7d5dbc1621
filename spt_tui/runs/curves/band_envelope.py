"""A band reduced to the columns of a plot."""

from __future__ import annotations

import math
from bisect import bisect_left
from itertools import pairwise

from spt_tui.runs.curves.band import Band
from spt_tui.runs.curves.column_ends import no_ends
from spt_tui.runs.curves.envelope import Envelope
from spt_tui.runs.curves.scale import Scale
from spt_tui.runs.curves.series import Extent

Extents = list["Extent | None"]


def band_envelope(band: Band, columns: int, scale: Scale) -> tuple[Envelope, Extents]:
    """The mean of `band` along an x axis, and from where to where the band reaches in each column.

    A column between two places of the grid has what lies on the lines between them.
    """
    edges = [bisect_left(band.x, scale.number(column / columns)) for column in range(columns)] + [len(band.x)]
    means = no_ends()
    reaches: Extents = []
    for column, (start, stop) in enumerate(pairwise(edges)):
        found = [place for place in range(start, stop) if band.count[place]]
        between = None if start < stop else _between(band, stop, scale.number((column + 0.5) / columns))
        if found:
            values = [band.mean[place] for place in found]
            means.add(column, values[0], values[-1], min(values), max(values))
            reaches.append(Extent(min(band.low[place] for place in found), max(band.high[place] for place in found)))
        elif between:
            low, mean, high = between
            means.add(column, mean, mean, mean, mean)
            reaches.append(Extent(low, high))
        else:
            reaches.append(None)
    return Envelope(columns, *means), reaches


def band_extent(band: Band, low: float = -math.inf, high: float = math.inf) -> Extent | None:
    """The lowest and the highest edge of a band from `low` to `high` of its axis; `None` where it has no value."""
    found = [place for place, x in enumerate(band.x) if low <= x <= high and band.count[place]]
    if not found:
        return None
    return Extent(min(band.low[place] for place in found), max(band.high[place] for place in found))


def _between(band: Band, after: int, x: float) -> tuple[float, float, float] | None:
    """Low, mean and high at `x`, which lies before the place `after` and behind the one before that."""
    before = after - 1
    if before < 0 or after >= len(band.x) or not (band.count[before] and band.count[after]):
        return None
    share = (x - band.x[before]) / (band.x[after] - band.x[before])
    low, mean, high = (
        numbers[before] * (1 - share) + numbers[after] * share for numbers in (band.low, band.mean, band.high)
    )
    return low, mean, high
