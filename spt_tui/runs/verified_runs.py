"""The runs below some roots as they are on the disk now, for a program that looks once and ends."""

from __future__ import annotations

from collections.abc import Sequence

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.registry.known_runs import KnownRuns


def verified_runs(
    roots: Sequence[str], problems: list[str] | None = None, threads: int = 8, is_kept: bool = True
) -> Catalog:
    """All runs below `roots`, which are absolute paths of which none lies below another, with all their files read.

    Costs two or three system calls a run that the last session knew and that did not change since. While the file
    system is slow `threads` threads ask it. Directories that cannot be listed are told in `problems`, a cleaned line
    each. Unless it `is_kept`, what the last session knew is neither read nor written.
    """
    catalog = Catalog()
    for root in roots:
        known = KnownRuns(root, catalog, trees=roots, is_kept=is_kept, threads=threads)
        try:
            known.look(details=True)
        finally:
            known.close()
        if problems is not None:
            problems += known.problems()
    return catalog
