"""A source of answers that has looked once, and looks again when it is told to."""

from __future__ import annotations

import os
from collections.abc import Mapping

from spt_tui.runs.answers.sidecar_store import SidecarStore
from spt_tui.runs.feed import Progress
from spt_tui.runs.sidecar import SIDECAR


class StillSource:
    """The runs below `root` as they were at the last `look`."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = os.fspath(root)
        self.store = SidecarStore()
        self.announced: list[str] = []
        self.said: Progress | None = None
        self._dirs: dict[str, str] = {}
        self.look()

    def look(self) -> None:
        found = {dir: dir for dir, _, files in os.walk(self.root) if SIDECAR in files}
        for dir in set(self._dirs.values()) - found.keys():
            self.store.drop(dir)
        self._dirs = {self._id(dir): dir for dir in sorted(found)}
        for dir in found:
            self._read(dir)

    def _id(self, dir: str) -> str:
        return os.path.basename(dir) if dir == self.root else os.path.relpath(dir, self.root)

    def _read(self, dir: str) -> None:
        try:
            with open(os.path.join(dir, SIDECAR), "rb") as file:
                self.store.put(dir, file.read())
        except OSError:
            self.store.drop(dir)

    def run_dirs(self) -> Mapping[str, str]:
        return dict(self._dirs)

    def run_dir_of(self, run_id: str) -> str | None:
        return self._dirs.get(run_id)

    def raw_sidecar(self, dir: str) -> bytes | None:
        return self.store.get(dir)

    def reading_of(self, dir: str) -> int | None:
        return self.store.reading(dir)

    def progress(self) -> Progress | None:
        return self.said

    def announce(self, dir: str) -> None:
        self.announced.append(dir)
