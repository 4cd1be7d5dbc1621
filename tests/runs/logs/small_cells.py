"""Cells so small that a short file has many."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from spt_tui.runs.logs import error_finder, file_cell

SIZE = 64
OVERHANG = 32


@contextmanager
def small_cells(size: int = SIZE, overhang: int = OVERHANG) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_cell, "CELL", size)
        patch.setattr(file_cell, "OVERHANG", overhang)
        patch.setattr(error_finder.ErrorFinder, "context", 8 * size)
        yield
