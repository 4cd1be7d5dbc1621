"""Catalogs for tests."""

from __future__ import annotations

from collections.abc import Iterable

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import Run


def catalog_of(runs: Iterable[Run]) -> Catalog:
    """A catalog of these runs, slots in their order."""
    catalog = Catalog()
    for run in runs:
        catalog.put(run)
    return catalog
