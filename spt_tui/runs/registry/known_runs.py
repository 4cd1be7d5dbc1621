"""The runs below one root as they are on the disk now, known without reading again what did not change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories.crew import Crew
from spt_tui.runs.directories.tree import RunTree
from spt_tui.runs.index import SAVE_EVERY, Index
from spt_tui.runs.last_session import LastSession
from spt_tui.runs.section_file import SectionFile


class KnownRuns:
    """What is known of the runs below `root`, an absolute path; any thread may use it.

    It begins with the index that the browser, too, begins with, where there is one and it `is_kept`. It only reads
    the tree; `trees` are other trees below which the index must not lie. While the file system is slow `threads`
    threads help to ask it.
    """

    def __init__(
        self,
        root: str,
        catalog: Catalog | None = None,
        *,
        trees: Sequence[str] = (),
        is_kept: bool = True,
        threads: int = 8,
    ) -> None:
        self.root = root
        self.catalog = Catalog() if catalog is None else catalog
        self.looked_at: float | None = None
        """When the last look began (monotonic), `None` before the first."""
        self._crew = Crew(threads)
        self._tree = RunTree(root, self._crew, self.catalog)
        self._threads = threads
        self._index = Index(root, (root, *trees)) if is_kept else None
        self._saved_at: float | None = None
        self._is_recalled = False
        self._reads_all = False
        self._is_looking = False
        self._turn = threading.Lock()

    @property
    def is_known(self) -> bool:
        """Whether anything is known, from the last session or from the disk."""
        return bool(self._tree.ledger.size)

    @property
    def is_detailed(self) -> bool:
        """Whether the files beside the sidecars have been read: steps and best values are known of ended runs, too."""
        return self.looked_at is not None and (self._reads_all or not self._is_partly_read)

    def recall(self) -> bool:
        """Begin with what the last session knew; whether there is anything now. Nothing of the tree is asked."""
        with self._turn:
            self._recall()
            return self.is_known

    def look(self, details: bool = False) -> None:
        """Bring all of it up to date: every directory that is known is asked, and what changed is read.

        That takes two or three requests a run. With `details` the files beside the sidecars are read from now on.
        """
        with self._turn:
            if self._is_looking:  # the last look was interrupted, by ctrl-c: what it had asked for is lost
                self._begin_anew()
            self._recall()
            began, reads_more = time.monotonic(), details and not self._reads_all and self._is_partly_read
            self._reads_all |= details
            self._is_looking = True
            self._review()
            self._is_looking = False
            self.looked_at = began
            self._save(reads_more)

    @property
    def absence(self) -> str | None:
        """Why the root itself cannot be looked at, in a few words; what was known before is not checked then."""
        return self._tree.troubles.root

    def content(self, slot: int) -> int:
        """A number that changes with what the files of a run hold."""
        entry = self._tree.ledger.entry_of(slot)
        return 0 if entry is None else self._tree.ledger.content[entry]

    def problems(self) -> list[str]:
        """Directories that could not be listed, a cleaned line each."""
        return list(self._tree.troubles.lines())

    def close(self) -> None:
        """Send the helping threads home; nothing is looked at any more."""
        self._crew.close()

    @property
    def _is_partly_read(self) -> bool:
        """Whether of some runs that ended only the sidecar has been read."""
        return bool(self._tree.roster.undetailed)

    def _begin_anew(self) -> None:
        """Know nothing."""
        self._crew.close()
        with self.catalog.lock:
            for slot in self.catalog.slots(self.root):
                self.catalog.drop(self.root, self.catalog.below[slot])
        self._crew = Crew(self._threads)
        self._tree = RunTree(self.root, self._crew, self.catalog)
        self._is_recalled = False

    def _review(self) -> None:
        if not self.is_known:
            self._tree = RunTree(self.root, self._crew, self.catalog, details=self._reads_all)
        for _ in self._tree.review(self._reads_all):
            pass

    def _recall(self) -> None:
        if self._is_recalled or self._index is None:
            return
        self._is_recalled = True
        if self._index.load(self._read):
            self._saved_at = self._index.saved_at
            self._tree.restore()
        elif self.is_known:  # the directories were there, and the catalog would not have their runs
            self._tree = RunTree(self.root, self._crew, self.catalog)

    def _read(self, file: SectionFile) -> Callable[[], None]:
        from spt_tui.runs import catalog_parts
        from spt_tui.runs.directories import ledger_parts

        kept = catalog_parts.read(file)
        page = ledger_parts.read(file, kept.below)

        def take() -> None:
            self._tree.ledger.take(page, len(self.catalog.below))
            catalog_parts.restore(self.catalog, self.root, kept)

        return take

    def _save(self, is_worth_it: bool) -> None:
        """Keep what is new for the next session, unless that was done a moment ago and little has been read since."""
        tree, roster = self._tree, self._tree.roster
        tree.news()  # nobody listens
        if self._index is None or tree.phase != "watching" or not roster.has_changed:
            return
        now = time.time()
        if is_worth_it or self._saved_at is None or not 0 <= now - self._saved_at < SAVE_EVERY:
            self._saved_at = now
            roster.has_changed = not LastSession(self._index, self.root, self.catalog).save(tree)
