"""In what runs differ as plain text and as JSON: what `spt-tui diff` prints."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from spt_tui.export.aligned import cells_of
from spt_tui.export.table import path_text, plain_value
from spt_tui.runs.compare.cell_text import cell_text, change_text
from spt_tui.runs.compare.difference import Compared, Comparison, Differences
from spt_tui.runs.compare.run_label import run_labels
from spt_tui.runs.compare.sameness import ABSENT

INDENT = "  "
GAP = "  "


def text_lines(found: Differences, with_equal: bool = False) -> list[str]:
    """The runs beside each other, numbers in full and with their change; keys in which all agree are counted.

    `with_equal` lists those too, after the others.
    """
    sections = (("hparams", found.hparams), ("summary", found.summary))
    grid = [["", *run_labels(found.runs)]]
    for title, compared in sections:
        grid += [[title], *map(_row, compared.differing)]
        grid += map(_row, compared.equal) if with_equal else ()
        grid += [[f"{INDENT}{len(compared.equal):,} equal"]]
    widths = [max(map(cells_of, column)) for column in zip_longest(*grid, fillvalue="")]
    return [_joined(line, widths) for line in grid]


def _row(row: Comparison) -> list[str]:
    pairs = zip(map(cell_text, row.cells), map(change_text, row.changes), strict=True)
    return [INDENT + row.key, *(f"{text} ({change})" if change else text for text, change in pairs)]


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (text + " " * (width - cells_of(text)) for text, width in zip(cells, widths, strict=False))
    return GAP.join(padded).rstrip()


def diff_object(found: Differences) -> dict[str, Any]:
    """The same as JSON-ready values: the runs, and by record the keys that differ and those that are equal in all.

    Under a key `values` and `changes` have a place for each run, and `absent` lists the places of the runs that lack
    the key, whose value is null.
    """
    return {
        "runs": [{"run_id": run.id, "name": run.name, "run_dir": path_text(run.dir)} for run in found.runs],
        "hparams": _compared_object(found.hparams),
        "summary": _compared_object(found.summary),
    }


def _compared_object(compared: Compared) -> dict[str, Any]:
    return {
        "differing": {row.key: _row_object(row) for row in compared.differing},
        "equal": {row.key: plain_value(row.cells[0]) for row in compared.equal},
    }


def _row_object(row: Comparison) -> dict[str, Any]:
    return {
        "values": [None if cell is ABSENT else plain_value(cell) for cell in row.cells],
        "changes": list(row.changes),
        "absent": [place for place, cell in enumerate(row.cells) if cell is ABSENT],
    }
