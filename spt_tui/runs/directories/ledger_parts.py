"""What a scanner remembers of the directories as sections of a file, and back."""

from __future__ import annotations

from spt_tui.runs.cache_dir import Refused
from spt_tui.runs.catalog_parts import stays_below
from spt_tui.runs.directories.ledger import COLUMNS, NONE, SAVED, Page
from spt_tui.runs.section_file import SectionFile, Texts
from spt_tui.runs.vectors.vector_parts import Sections


def sections(page: Page) -> Sections:
    """The page of a ledger. The paths of runs are not repeated: the catalog's sections have them."""
    yield "ledger.rows", page.rows
    yield "ledger.below", Texts([path for path, row in zip(page.below, page.rows, strict=True) if row == NONE])
    for name in SAVED:
        yield f"ledger.{name}", page.columns[name]


def read(file: SectionFile, runs: list[str]) -> Page:
    """What `sections` wrote; `runs` are the paths of the runs by row. `Refused` if anything does not fit."""
    rows = file.read_array("ledger.rows", "i")
    if len(set(rows) - {NONE}) != len(runs) or len(rows) - rows.count(NONE) != len(runs):
        raise Refused("damaged: not every run has one directory")
    if runs and not (min(rows) >= NONE and max(rows) < len(runs)):
        raise Refused("damaged: ledger.rows")
    paths = file.read_texts("ledger.below")
    if len(paths) != rows.count(NONE) or not stays_below(paths):
        raise Refused("damaged: ledger.below")
    columns = {name: file.read_array(f"ledger.{name}", COLUMNS[name][0]) for name in SAVED}
    if any(len(column) != len(rows) for column in columns.values()):
        raise Refused("damaged: the ledger's columns differ in length")
    others = iter(paths)
    return Page([next(others) if row == NONE else runs[row] for row in rows], columns, rows)
