"""What a scanner knows, for those who answer questions about it."""

from __future__ import annotations

from collections.abc import Mapping

from spt_tui.runs.answers.sidecar_store import SidecarStore
from spt_tui.runs.below import path_below
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories.ledger import Ledger
from spt_tui.runs.feed import Feed, Progress, Update


class ScannerSource:
    """The runs below `root` in a catalog, with their sidecars as far as they are kept. Any thread may use it."""

    def __init__(self, root: str, catalog: Catalog, ledger: Ledger, feed: Feed, sidecars: SidecarStore | None) -> None:
        self._root = root
        self._catalog = catalog
        self._ledger = ledger
        self._feed = feed
        self._sidecars = sidecars

    @property
    def root(self) -> str:
        """The directory below which they lie."""
        return self._root

    def run_dirs(self) -> Mapping[str, str]:
        """Id -> directory. An id is the raw path below the root; the root's name for the root itself."""
        catalog = self._catalog
        with catalog.lock:
            return {catalog.below[slot] or self._root_name: catalog.dir(slot) for slot in catalog.slots(self._root)}

    def run_dir_of(self, run_id: str) -> str | None:
        """The directory of a run; `None` if it is not known."""
        with self._catalog.lock:
            slot = self._catalog.slot(self._root, run_id) if run_id else None
            if slot is None and run_id == self._root_name:
                slot = self._catalog.slot(self._root, "")
            return None if slot is None else self._catalog.dir(slot)

    def raw_sidecar(self, dir: str) -> bytes | None:
        """The sidecar as it was last read; `None` if it could not be read, or is not kept."""
        return self._sidecars.get(dir) if self._sidecars else None

    def reading_of(self, dir: str) -> object | None:
        """What the run's directory and its sidecar were when they were last looked at."""
        slot = self._catalog.slot(self._root, path_below(self._root, dir))
        entry = None if slot is None else self._ledger.entry_of(slot)
        if entry is None:
            return None
        return self._ledger.mtime_ns[entry], self._sidecars.reading(dir) if self._sidecars else None

    def progress(self) -> Progress | None:
        """What was said last of the scan; `None` before it begins."""
        return self._feed.progress

    def announce(self, dir: str) -> None:
        """Tell the subscribers that the run in this directory changed."""
        slot = self._catalog.slot(self._root, path_below(self._root, dir))
        if slot is not None:
            self._feed.say(Update(self._catalog.view((slot,)), root=self._root))

    @property
    def _root_name(self) -> str:
        return self._root.rstrip("/").rpartition("/")[2]
