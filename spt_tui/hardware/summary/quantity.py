"""Cells of a table of hardware figures as numbers: `97`, `97 %`, `40000 MiB`, `612.33 W`, `[N/A]`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

MEBIBYTE = 1 << 20
PERCENT: Mapping[str, float] = {"": 1.0, "%": 1.0}
BYTES: Mapping[str, float] = {
    "": float(MEBIBYTE),
    "b": 1.0,
    **dict.fromkeys(("k", "kb", "kib"), 2.0**10),
    **dict.fromkeys(("m", "mb", "mib"), 2.0**20),
    **dict.fromkeys(("g", "gb", "gib"), 2.0**30),
}
"""Units that nvidia-smi uses for powers of 1024, whatever it calls them; without one it means MiB."""
WATTS: Mapping[str, float] = {"": 1.0, "w": 1.0, "mw": 1e-3, "kw": 1e3}
_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]+)", re.ASCII | re.IGNORECASE)


def quantity(cell: str, units: Mapping[str, float], unit: str = "") -> float | None:
    """The number in a cell, in the unit to which `units` lead; `unit` is that of its column, if the cell has none.

    `None` of anything else: a device that cannot say, a torn cell, another unit, NaN, infinity, a number below 0.
    """
    try:
        value = float(cell)
    except ValueError:
        found = _QUANTITY.fullmatch(cell.strip())
        if found is None:
            return None
        value, unit = float(found[1]), found[2]
    value *= units.get(unit.casefold(), math.nan)
    return value if 0 <= value < math.inf else None


def percentage(cell: str, unit: str = "") -> float | None:
    """A percentage, 0 to 100; `None` of what is none."""
    value = quantity(cell, PERCENT, unit)
    return value if value is not None and value <= 100 else None
