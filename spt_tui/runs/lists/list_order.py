"""The runs of a list in its order."""

from __future__ import annotations

from array import array
from itertools import compress

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.lists.list_column import ListColumn
from spt_tui.runs.order import sort_slots


def ordered_slots(catalog: Catalog, mask: bytes, by: ListColumn, now: float, is_reversed: bool = False) -> array[int]:
    """The slots that `mask` has, a byte each, in the order of a column: runs without a value last, ties by their ids.

    A metric's order begins with the best, any other with the smallest; `is_reversed` turns it round.
    """
    with catalog.lock:
        by_id = catalog.by_id()
        wanted = compress(by_id, map(mask.__getitem__, by_id))
        return sort_slots(wanted, by.column.keys(catalog, now), by.starts_high(catalog) is not is_reversed)
