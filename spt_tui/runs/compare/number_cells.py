"""A column of a catalog as numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.columns import column
from spt_tui.runs.record import Value

_NAN = math.nan


def number_cells(catalog: Catalog, column_id: str, slots: Sequence[int], now: float = 0.0) -> list[float]:
    """The numbers of these runs in a column, in the order of `slots`; NaN where there is no finite number.

    `false` and `true` are 0 and 1. A text is no number, not even one that could be read as such: `sameness` says why.
    `now`, in epoch seconds, matters to ages and durations. KeyError if there is no such column.
    """
    with catalog.lock:
        keys: Sequence[Any] = column(column_id).keys(catalog, now)
        picked = [keys[slot] for slot in slots]
    return list(map(number, picked))


def number(value: Value) -> float:
    """A value as a finite number, else NaN."""
    if isinstance(value, (int, float)) and math.isfinite(value):
        return float(value)
    return _NAN
