"""All runs below a root, read once."""

from __future__ import annotations

from collections.abc import Iterator

from spt_tui.runs.below import absolute
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories.crew import Crew
from spt_tui.runs.directories.tree import RunTree
from spt_tui.runs.feed import Update
from spt_tui.runs.run import Run


def scan(root: str, problems: list[str] | None = None, threads: int = 8) -> Iterator[Run]:
    """Read every run below `root` once, the newest directories first.

    Directories that cannot be listed are told in `problems` at the end, a cleaned line each. While the file system is
    slow `threads` threads ask it.
    """
    for update in scan_into(Catalog(), root, problems, threads):
        yield from update.changed


def scan_into(catalog: Catalog, root: str, problems: list[str] | None = None, threads: int = 8) -> Iterator[Update]:
    """As `scan`, into a catalog; gives what was put there, now and then."""
    crew = Crew(threads)
    tree = RunTree(absolute(root), crew, catalog, details=True)
    try:
        for _ in tree.poll():
            yield tree.news()
        yield tree.news()
    finally:
        crew.close()
    if problems is not None:
        problems += tree.troubles.lines()
