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

    def read(file: SectionFile) -> Callable[[], object]:
        from spt_tui.runs import catalog_parts

        kept = catalog_parts.read(file)
        return lambda: catalog_parts.restore(catalog, root, kept)

    return catalog if Index(root).load(read) else Catalog()
