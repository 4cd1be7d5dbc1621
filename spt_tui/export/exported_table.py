"""A table of values on its way into a file, as CSV or as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spt_tui.export.plain_cells import plain_text
from spt_tui.export.table import plain_value
from spt_tui.runs.record import Value

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of them is a formula to a spreadsheet, which may run it (OWASP, CSV Injection)."""
QUOTE = "'"
"""A cell that begins with it is text to a spreadsheet, which does not show it."""


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """Rows of as many values as the head has names; they are taken once, as they are written."""

    head: Sequence[str]
    rows: Iterable[Sequence[Value]]


def csv_pieces(table: ExportedTable) -> Iterator[bytes]:
    """The table as CSV in UTF-8 (RFC 4180): texts that a spreadsheet would run begin with a quote, numbers stay so."""
    buffer = io.StringIO(newline="")
    write = csv.writer(buffer).writerow
    write(map(safe_cell, table.head))
    for row in table.rows:
        write(map(safe_cell, row))
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def safe_cell(value: Value) -> str:
    """A value in full that no spreadsheet takes for a formula."""
    text = plain_text(value)
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS) and not _is_number(value):
        return QUOTE + text
    return text


def json_pieces(table: ExportedTable) -> Iterator[bytes]:
    """The table as an array of objects, one a line; NaN and the infinities go as text."""
    objects = ({name: plain_value(value) for name, value in zip(table.head, row, strict=True)} for row in table.rows)
    return array_pieces(json.dumps(each, allow_nan=False) for each in objects)


def array_pieces(objects: Iterable[str]) -> Iterator[bytes]:
    """JSON objects, as text, as one array."""
    before = b"[\n"
    for each in objects:
        yield before + each.encode("ascii")
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
