"""Blocks of lines as grids of cells, by the faster of two ways.

100,000 rows of 30 metrics, sparse and dense, from a cold start on one core of an EPYC, imports included: 0.6 and 1.1 s
without a dependency, 0.4 and 0.7 with NumPy (0.2 and 0.5 once it is imported), 0.25 to 0.6 with polars, pyarrow or
pandas. Those three take two to four times the memory, start a thread a core, know no torn or ragged lines and cannot
read on; NumPy is there wherever runs are trained, and one row more is fastest without any of them. What large files
take is shared out among processes where there are cores for them (`grid_crew`).
"""

from __future__ import annotations

from array import array

from spt_tui.runs.curves import cell_grid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from spt_tui.runs.curves.line_grid import LineGrid

WORTH_IT = 8 << 20
"""Bytes to be read for which NumPy is imported: they take 0.3 s without it, the import 0.1."""
LARGE = 1 << 15
"""Bytes of a block from which on NumPy is faster."""
LEAST_VALUES = 1 << 10
"""Of a column from which on NumPy is faster."""
CHUNK_BYTES = 1 << 18
"""Parsed in one go: ten milliseconds at most, in which other threads wait. More does not stay in the cache."""

_number_grid: ModuleType | None = None


def prepare(to_read: int) -> None:
    """Import NumPy if it is installed, and so many bytes are to be read that it pays. Not on the UI thread."""
    global _number_grid
    if _number_grid or to_read < WORTH_IT:
        return
    from spt_tui.runs.curves import with_numpy

    number_grid = with_numpy.load("number_grid")
    _number_grid = number_grid if number_grid and number_grid.IS_EXACT else None


def block_ends(values: array[float], size: int) -> tuple[array[float], array[float]] | None:
    """Smallest and largest finite number of each whole block of `size`, (inf, -inf) where none is finite.

    `None` where there is no fast way to find them.
    """
    if not _number_grid or len(values) < LEAST_VALUES:
        return None
    ends: tuple[array[float], array[float]] = _number_grid.block_ends(values, size)
    return ends


def grid_in(block: bytes, width: int, places: list[int], first: int) -> LineGrid | None:
    """The grid of whole lines without quotes; `None` if one of them has not `width` cells, which are two or more.

    The columns at `places` can be asked for; `first` is the number of the first line's row.
    """
    if _number_grid and len(block) >= LARGE:
        grid: LineGrid | None = _number_grid.grid_in(block, width, places, first)
        return grid
    return cell_grid.grid_in(block, width, first)
