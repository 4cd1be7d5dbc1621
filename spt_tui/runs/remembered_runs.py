"""The runs of a root as the last session left them: nothing is asked of the run tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.index import Index

if TYPE_CHECKING:
    from spt_tui.runs.section_file import SectionFile


def remembered_runs(root: str) -> Catalog:
    """What the index of `root`, an absolute path, knows; without one that can be used it knows nothing."""
    catalog = Catalog()
    return Catalog() if remember(catalog, root) is None else catalog


def remember(catalog: Catalog, root: str) -> float | None:
    """Put what the index of `root` knows into a catalog that knows nothing of it.

    Gives the time at which the index was written, in seconds since the epoch, and `None` if there is none that can be
    used.
    """
    index = Index(root)

    def read(file: SectionFile) -> Callable[[], object]:
        from spt_tui.runs import catalog_parts

        kept = catalog_parts.read(file)
        return lambda: catalog_parts.restore(catalog, root, kept)

    return (index.saved_at or 0.0) if index.load(read) else None
