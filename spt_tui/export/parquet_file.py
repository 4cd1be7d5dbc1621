"""A table as a Parquet file, by pyarrow, which is no dependency: it is needed here alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any

from spt_tui.export.exported_table import ExportedTable
from spt_tui.export.plain_cells import plain_text
from spt_tui.runs.record import Value

BATCH = 65_536
"""Rows that are written in one go where the kinds of the columns are known before."""

Kinds = Sequence[type]
"""`int`, `float`, `bool` or `str` for each column; every value can be absent."""


class NoPyarrow(Exception):
    """There is no pyarrow; `str()` says how to get it."""

    def __str__(self) -> str:
        return "Parquet needs pyarrow: pip install 'spt-tui[parquet]'"


def write_parquet(file: IO[bytes], table: ExportedTable, kinds: Kinds | None = None) -> None:
    """Write a table. Without `kinds` its rows are all read first, to see what kind each column has.

    A column of whole numbers is int64, of numbers float64, of true and false bool, any other text, in full. Raises
    NoPyarrow and OSError.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise NoPyarrow from error
    rows = iter(table.rows)
    batches: Iterable[list[Sequence[Value]]] = _batches(rows)
    if kinds is None:
        whole = list(rows)
        kinds, batches = [_kind(values) for values in _columns(whole, len(table.head))], [whole]
    types = {int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_(), str: pyarrow.string()}
    schema = pyarrow.schema([(name, types[kind]) for name, kind in zip(table.head, kinds, strict=True)])
    with parquet.ParquetWriter(file, schema) as writer:
        for batch in batches:
            columns = zip(_columns(batch, len(kinds)), kinds, strict=True)
            cells = [[_cell(value, kind) for value in values] for values, kind in columns]
            writer.write_table(pyarrow.table(cells, schema=schema))


def _batches(rows: Iterator[Sequence[Value]]) -> Iterator[list[Sequence[Value]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _columns(rows: Sequence[Sequence[Value]], count: int) -> list[Sequence[Value]]:
    return [*zip(*rows, strict=True)] if rows else [()] * count


def _kind(values: Iterable[Value]) -> type:
    """The narrowest kind that holds all of the values."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int} and all(abs(value) < 2**63 for value in values if isinstance(value, int)):
        return int
    if kinds and kinds <= {int, float}:
        return float
    return bool if kinds == {bool} else str


def _cell(value: Value, kind: type) -> Any:
    if value is None:
        return None
    return plain_text(value) if kind is str else kind(value)
