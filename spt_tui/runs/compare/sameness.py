"""When two hyper-parameters or figures are the same, and how far two numbers are apart.

A number is its value, however it was written: 1 and 1.0 are the same, and so are all NaN. A switch is no number: `true`
and 1 differ. A text is no number either: `"0.1"` and 0.1 differ, because the program that trained treated them
differently. JSON's null is not the same as not being there.
"""

from __future__ import annotations

import math
from collections.abc import Hashable

from spt_tui.runs.record import Value
from spt_tui.runs.vectors.vector import ABSENT, Absent

__all__ = ["ABSENT", "Absent", "Cell", "identity", "relative_change"]

Cell = Value | Absent
"""What a run has under a key: a value, or nothing at all."""

_NAN = "NaN"


def identity(cell: Cell) -> Hashable:
    """Equal for cells that are the same, and for no others."""
    if cell != cell:
        return (float, _NAN)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return cell
    return (type(cell), cell)


def relative_change(cell: Cell, first: Cell) -> float | None:
    """How far `cell` is from `first`, as a share of `first`: 0.125 for an eighth more; less is negative.

    `None` where that says nothing: one of them is no finite number, or `first` is 0, or the share has no size.
    """
    if not (_is_finite(cell) and _is_finite(first)) or first == 0:
        return None
    change = (float(cell) - float(first)) / abs(float(first))  # type: ignore[arg-type]
    return change if math.isfinite(change) else None


def _is_finite(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell)
