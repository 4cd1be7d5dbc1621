"""In what some runs differ, key by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spt_tui.natural import natural_key
from spt_tui.runs.compare.sameness import ABSENT, Cell, identity, relative_change
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run


@dataclass(frozen=True, slots=True)
class Comparison:
    """One key of several runs."""

    key: str
    """Cleaned, as the values are."""
    cells: tuple[Cell, ...]
    """The value of each run, `ABSENT` where a run does not have the key."""
    changes: tuple[float | None, ...]
    """How far each number is from the first run's, as a share of that; `None` where that says nothing."""

    @property
    def is_equal(self) -> bool:
        """Whether all runs have the same under this key, in the sense of `sameness`."""
        first = identity(self.cells[0])
        return all(identity(cell) == first for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Compared:
    """One record of several runs. Both are in natural order of the keys."""

    differing: tuple[Comparison, ...]
    equal: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """Several runs beside each other."""

    runs: tuple[Run, ...]
    hparams: Compared
    summary: Compared
    """The last values of the metrics."""


def differences(runs: Sequence[Run]) -> Differences:
    """Compare one run or more, the first of which the changes of numbers refer to. ValueError if there is none."""
    if not runs:
        raise ValueError("no runs to compare")
    return Differences(tuple(runs), compared([run.hparams for run in runs]), compared([run.summary for run in runs]))


def compared(records: Sequence[Record]) -> Compared:
    """Compare records key by key."""
    keys = sorted({key for record in records for key in record}, key=natural_key)
    rows = [_comparison(key, records) for key in keys]
    is_equal = [row.is_equal for row in rows]
    return Compared(
        tuple(row for row, equal in zip(rows, is_equal, strict=True) if not equal),
        tuple(row for row, equal in zip(rows, is_equal, strict=True) if equal),
    )


def _comparison(key: str, records: Sequence[Mapping[str, Cell]]) -> Comparison:
    cells = tuple(record.get(key, ABSENT) for record in records)
    first = cells[0]
    return Comparison(key, cells, (None, *(relative_change(cell, first) for cell in cells[1:])))
