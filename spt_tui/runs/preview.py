"""The first screenful of the runs that the last session knew: to be shown while all the others are being read.

A tenth of a second goes by before a hundred thousand runs are out of the index, and the first frame needs only those at
the top of the table. The file has them a second time, in front.
"""

from __future__ import annotations

from collections import Counter
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from spt_tui.runs.cache_dir import Refused
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.last_session import PREVIEW
from spt_tui.runs.run import State

if TYPE_CHECKING:
    from spt_tui.runs.section_file import SectionFile
    from spt_tui.runs.vectors.vector_parts import Sections

SCREENFUL = 64
"""Runs that are previewed, the newest."""
MANY = 4_096
"""Fewer runs are read as quickly as a preview of them."""


class Preview(NamedTuple):
    """Some runs, and what a table of all of them would look like."""

    catalog: Catalog
    """The newest runs, unverified; nothing is ever put into it. Its `counts` are those of all runs."""
    columns: tuple[str, ...]
    """The columns that all runs together have by default."""


def sections(catalog: Catalog, root: str) -> Sections:
    """The preview of the runs below `root`, where there are enough of them for one to be of use."""
    from spt_tui.runs import catalog_parts
    from spt_tui.runs.columns import default_columns
    from spt_tui.runs.section_file import Json

    with catalog.lock:
        began = catalog.times["created_at"]
        slots = [slot for slot in catalog.slots(root) if began[slot] == began[slot]]
        if len(slots) < MANY:
            return
        newest = sorted(nlargest(SCREENFUL, slots, key=began.__getitem__))
        about = {
            "counts": {state.value: number for state, number in catalog.counts.items() if number > 0},
            "columns": default_columns(catalog),
        }
    yield f"{PREVIEW}of", Json(about)
    for name, content in catalog_parts.sections(catalog, root, newest):
        yield PREVIEW + name, content


def read(file: SectionFile, root: str) -> Preview:
    """What `sections` wrote. `Refused` if there is nothing, or anything in it does not fit."""
    from spt_tui.runs import catalog_parts

    part = file.part(PREVIEW)
    about = part.read_json("of")
    columns = _columns(about)
    counts = _counts(about)
    catalog = Catalog()
    catalog_parts.restore(catalog, root, catalog_parts.read(part))
    catalog.counts = counts
    return Preview(catalog, columns)


def _columns(about: object) -> tuple[str, ...]:
    from spt_tui.runs.columns import column

    ids = about.get("columns") if isinstance(about, dict) else None
    if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
        raise Refused("damaged: the preview's columns")
    try:
        return tuple(column(id).id for id in ids)
    except KeyError as error:
        raise Refused("damaged: the preview's columns") from error


def _counts(about: object) -> Counter[State]:
    numbers = about.get("counts") if isinstance(about, dict) else None
    if not isinstance(numbers, dict) or not all(type(number) is int and number > 0 for number in numbers.values()):
        raise Refused("damaged: the preview's counts")
    try:
        return Counter({State(word): number for word, number in numbers.items()})
    except ValueError as error:
        raise Refused("damaged: the preview's counts") from error
