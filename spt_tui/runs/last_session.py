"""What the last session knew of one root, on its way from the index to the catalog and the tree, and back."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING

from spt_tui import spare_memory
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.feed import Update
from spt_tui.runs.index import Index

if TYPE_CHECKING:
    from spt_tui.runs.directories.tree import RunTree
    from spt_tui.runs.preview import Preview
    from spt_tui.runs.section_file import SectionFile
    from spt_tui.runs.vectors.vector_parts import Sections

MUCH = 1 << 20
"""Bytes of a file from which on it matters how the memory of its columns is held: a few thousand runs."""
MANY = 10_000
"""Runs that take long enough to be put in order for a key to notice."""
BREATH = 0.02
"""Seconds in which a key is heard and drawn."""

PREVIEW = "preview."
"""What the names of a preview's sections begin with."""

Tell = Callable[[Update], None]
Show = Callable[["Preview"], None]


class LastSession:
    """Hands what is known of `root` over from one session to the next. The scanner's thread uses it."""

    def __init__(self, index: Index, root: str, catalog: Catalog) -> None:
        self._index = index
        self._root = root
        self._catalog = catalog
        self._slots = range(0)

    def recall(self, tree: Callable[[], RunTree], tell: Tell, show: Show | None = None) -> None:
        """Put what the index has into the catalog and the tree, which know nothing of the root.

        The runs are told of as soon as they are in the catalog, before the tree is made and knows its directories. If
        the rest of the file cannot be used they are dropped again, and that is told. Where there is a preview of very
        many runs it is shown first.
        """
        readings = (
            lambda file: self._read_preview(file, show),
            lambda file: self._read_runs(file, tell),
            lambda file: self._read_directories(file, tree),
        )
        if self._index.load(*readings):
            tree().restore()
        elif self._slots:
            dirs = tuple(map(self._catalog.dir, self._slots))
            for slot in self._slots:
                self._catalog.drop(self._root, self._catalog.below[slot])
            tell(Update(removed=dirs, root=self._root))

    @property
    def note(self) -> str | None:
        """Why the index is not used or cannot be written, in one line; `None` as long as nothing is wrong."""
        return self._index.note

    @property
    def is_due(self) -> bool:
        """True if what is new may be written now."""
        return self._index.is_due

    def give_up(self) -> None:
        """Write no more, and leave a writing that is under way, from any thread: the file stays as it was."""
        self._index.give_up()

    def save(self, tree: RunTree) -> bool:
        """Write what is known now; True if that was done."""
        return self._index.save(self._sections(tree))

    def _read_preview(self, file: SectionFile, show: Show | None) -> Callable[[], None]:
        if show is None or f"{PREVIEW}of" not in file:
            return lambda: None
        from spt_tui.runs import preview

        found = preview.read(file, self._root)
        return lambda: show(found)

    def _read_runs(self, file: SectionFile, tell: Tell) -> Callable[[], None]:
        from spt_tui.runs import catalog_parts

        if file.size > MUCH:
            spare_memory.keep_none()
        kept = catalog_parts.read(file)

        def take() -> None:
            self._slots = catalog_parts.restore(self._catalog, self._root, kept)
            if len(self._slots) > MANY:
                # Both hold the interpreter for long, as showing all rows does: a key gets its turn in between.
                time.sleep(BREATH)
                self._catalog.by_id()
                time.sleep(BREATH)
            tell(Update(self._catalog.view(self._slots), root=self._root))

        return take

    def _read_directories(self, file: SectionFile, tree: Callable[[], RunTree]) -> Callable[[], None]:
        from spt_tui.runs.directories import ledger_parts

        start = self._slots.start
        page = ledger_parts.read(file, self._catalog.below[start : self._slots.stop])
        return lambda: tree().ledger.take(page, start)

    def _sections(self, tree: RunTree) -> Sections:
        from spt_tui.runs import catalog_parts, preview
        from spt_tui.runs.directories import ledger_parts
        from spt_tui.runs.directories.ledger import NONE

        # The page first: to make it takes longest, and no file is begun before there is something to put into it.
        rows = array("i", [NONE]) * len(self._catalog.below)
        for row, slot in enumerate(self._catalog.slots(self._root)):
            rows[slot] = row
        doubtful = {*tree.in_use.unsettled, *tree.troubles.entries}
        page = tree.ledger.page(rows, doubtful)
        yield from ledger_parts.sections(page)
        yield from preview.sections(self._catalog, self._root)
        yield from catalog_parts.sections(self._catalog, self._root)
