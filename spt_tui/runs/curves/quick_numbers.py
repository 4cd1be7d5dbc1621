"""What NumPy does faster with the numbers of curves, where it is installed and so much is drawn that it pays."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from types import ModuleType

from spt_tui.runs.curves import with_numpy

LEAST_VALUES = 100
"""Of a curve from which on NumPy finds the ends of its columns faster."""
LEAST_NUMBERS = 10
"""To be looked for in a column from which on NumPy finds their places faster."""
LEAST_COLUMNS = 50
"""Of a plot from which on NumPy finds their rows faster."""
WORTH_IT = 1 << 19
"""Values of all curves for which it is imported: each time that they are drawn it saves some of the import's 0.1 s."""
CURVE = 1_000
"""Values that a curve counts for, however few it has: it is drawn over hundreds of columns."""

_numbers: ModuleType | None = None


def prepare(curves: int, values: int) -> None:
    """Import NumPy if it is installed and pays for so many curves with so many values. Not on the UI thread."""
    global _numbers
    if _numbers is None and values + curves * CURVE >= WORTH_IT:
        _numbers = with_numpy.load("number_ends")


def column_ends(values: array[float], places: Sequence[int]) -> tuple[array[int], list[array[float]]] | None:
    """What finite values are in columns: see `number_ends.column_ends`. `None` where it is not fast."""
    if _numbers is None or len(values) < LEAST_VALUES:
        return None
    ends: tuple[array[int], list[array[float]]] = _numbers.column_ends(values, places)
    return ends


def is_quick(columns: int) -> bool:
    """Whether `reach` can be asked, for so many columns side by side, and is fast."""
    return _numbers is not None and columns >= LEAST_COLUMNS


def reach(ends: Sequence[array[float]], low: float, length: float, top: int) -> tuple[list[int], list[int]]:
    """The lowest and highest row of columns side by side: see `number_ends.reach`."""
    assert _numbers is not None, "see `is_quick`"
    rows: tuple[list[int], list[int]] = _numbers.reach(ends, low, length, top)
    return rows


def places(rising: array[float], numbers: Sequence[float], first: int) -> list[int] | None:
    """Where numbers are in a rising array: see `number_ends.places`. `None` where it is not fast."""
    if _numbers is None or len(numbers) < LEAST_NUMBERS:
        return None
    found: list[int] = _numbers.places(rising, numbers, first)
    return found
