"""Numbers along an axis, as fractions of its length."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

from spt_tui.runs.curves.series import Extent

_LARGEST_POWER = math.log10(sys.float_info.max) - 1e-3


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers -> place on an axis. On a logarithmic scale what is not above 0 lies at its beginning."""

    low: float
    """Where the axis begins; on a logarithmic scale its decimal logarithm."""
    high: float
    """Where it ends, somewhere above `low`."""
    log: bool = False

    def fraction(self, number: float) -> float:
        """Where a finite number lies, 0 at the beginning and 1 at the end; beyond them for numbers outside."""
        if self.log:
            if number <= 0:
                return 0.0
            number = math.log10(number)
        # Halved, so that the length of an axis that uses all of a float's range is finite.
        return (number / 2 - self.low / 2) / (self.high / 2 - self.low / 2)

    def number(self, fraction: float) -> float:
        """The number at a fraction from 0 to 1."""
        place = self.low * (1 - fraction) + self.high * fraction
        return 10.0 ** min(place, _LARGEST_POWER) if self.log else place


def scale_of(extent: Extent | None, log: bool = False) -> Scale | None:
    """The scale from end to end of `extent`, which is above 0 when `log`; a single number lies in its middle."""
    if extent is None:
        return None
    low, high = (math.log10(extent.low), math.log10(extent.high)) if log else extent
    if high / 2 - low / 2 < sys.float_info.min:
        margin = 0.5 if log else abs(low) / 20 if abs(low) > 1e-300 else 1.0
        largest = sys.float_info.max
        low, high = max(-largest, low - margin), min(largest, high + margin)
    return Scale(low, high, log)
