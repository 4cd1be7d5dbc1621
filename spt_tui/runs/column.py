"""A column of the run table: how it is named, what it sorts by and how it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column_keys import Keys
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run

METRIC = "m."
HPARAM = "hp."
_KINDS = {METRIC: "metric", HPARAM: "hparam"}


def kind_of(column_id: str) -> str:
    """`metric` or `hparam`; empty for a column that every run has."""
    return next((kind for mark, kind in _KINDS.items() if column_id.startswith(mark)), "")


def title_of(column_id: str) -> str:
    """The id without its kind: what the metric or the hyper-parameter is called."""
    return next((column_id[len(mark) :] for mark in _KINDS if column_id.startswith(mark)), column_id)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the run table."""

    id: str
    """`state`, `name` ...; `m.<metric>` for a summary metric, `hp.<key>` for a hyper-parameter."""
    title: str
    width: int
    """Cells it wants; the name column takes what is left over."""
    value: Callable[[Run, float], Value]
    """What it sorts by, at a time in epoch seconds. `None` and NaN are absent."""
    keys: Callable[[Catalog, float], Keys]
    """The same of all runs, by slot."""
    text: Callable[[Run, float], str]
    """What it shows."""
    right: bool = False
    """Numbers align at the right."""
    beside: Callable[[Catalog], Column] | None = None
    """The same column for the runs of a catalog, where the others there tell more of a run than it does alone."""

    def among(self, catalog: Catalog) -> Column:
        """This column for the runs of a catalog."""
        return self if self.beside is None else self.beside(catalog)
