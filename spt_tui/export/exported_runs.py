"""The runs as a table to be exported: all that is known of each, or the columns that were chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spt_tui.export.exported_table import ExportedTable
from spt_tui.export.run_list import cell_value
from spt_tui.export.table import run_object
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.lists.list_column import ListColumn
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run

PARTS = ("hparams", "summary", "bests")
"""Objects of a run that become a column for each key: `hparams.optim.lr`."""


def chosen_table(runs: Iterable[Run], columns: Sequence[ListColumn], now: float) -> ExportedTable:
    """What the columns say, by their ids."""
    rows = ([cell_value(column, run, now) for column in columns] for run in runs)
    return ExportedTable([column.id for column in columns], rows)


def whole_table(runs: Sequence[Run], now: float, catalog: Catalog) -> ExportedTable:
    """Every field of a run as `spt-tui ls --json` names it, then every key that any of the runs has. Tags in a cell."""
    objects = [_flat(run, now, catalog) for run in runs]
    names = dict.fromkeys(name for each in objects for name in each)
    fixed = [name for name in names if not name.startswith(tuple(f"{part}." for part in PARTS))]
    keyed = [name for part in PARTS for name in sorted(names) if name.startswith(f"{part}.")]
    head = [*fixed, *keyed]
    return ExportedTable(head, ([each.get(name) for name in head] for each in objects))


def text_rows(runs: Iterable[Run], columns: Sequence[ListColumn], now: float) -> Iterator[list[str]]:
    """What people read in the columns, whole."""
    for run in runs:
        yield [column.column.text(run, now) for column in columns]


def _flat(run: Run, now: float, catalog: Catalog) -> dict[str, Value]:
    told = run_object(run, now, catalog)
    records = {"hparams": run.hparams, "summary": run.summary, "bests": told.pop("bests")}
    del told["hparams"], told["summary"]
    told["tags"] = " ".join(run.tags)
    return {**told, **{f"{part}.{key}": value for part, record in records.items() for key, value in record.items()}}
