"""The runs below some roots as they are on the disk now, for a program that looks once and ends.

What the last session knew is the beginning: of a run that did not change since then, nothing is read. Every directory
is asked all the same, and what was not as it was is kept for the next time.
"""

from __future__ import annotations

from collections.abc import Sequence

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories.crew import Crew
from spt_tui.runs.directories.tree import RunTree
from spt_tui.runs.feed import Update
from spt_tui.runs.index import Index
from spt_tui.runs.last_session import LastSession


def verified_runs(roots: Sequence[str], problems: list[str] | None = None, threads: int = 8) -> Catalog:
    """All runs below `roots`, which are absolute paths of which none lies below another, with all their files read.

    Costs two or three system calls a run that is known and did not change. Directories that cannot be listed are told
    in `problems`, a cleaned line each. While the file system is slow `threads` threads ask it.
    """
    catalog = Catalog()
    for root in roots:
        lines = _bring_in(catalog, root, roots, threads)
        if problems is not None:
            problems += lines
    return catalog


def _bring_in(catalog: Catalog, root: str, trees: Sequence[str], threads: int) -> Sequence[str]:
    """Put the runs of one root into the catalog; gives what could not be listed."""
    crew = Crew(threads)
    tree = RunTree(root, crew, catalog, details=True)
    session = LastSession(Index(root, trees), root, catalog)
    try:
        session.recall(lambda: tree, _tell_nobody)
        for _ in tree.poll():
            pass
        if tree.phase == "watching" and tree.ledger.size and tree.roster.has_changed:
            session.save(tree)
        return tree.troubles.lines()
    finally:
        crew.close()


def _tell_nobody(update: Update) -> None:
    """Who looks once hears of everything at the end."""
