"""Whether the root of a tree is there: while it is not, nothing below it counts as removed."""

from __future__ import annotations

import os
import stat

from spt_tui.runs.directories.crew import Crew
from spt_tui.runs.directories.disk import reason_of
from spt_tui.runs.directories.troubles import Troubles


class RootGuard:
    """Asks the root, and tells in `troubles` why it cannot be asked."""

    def __init__(self, root: str, crew: Crew, troubles: Troubles) -> None:
        self.is_away = False
        """At the last question the root was not there."""
        self._root = root
        self._crew = crew
        self._troubles = troubles
        self._device: int | None = None

    def is_there(self) -> bool:
        """True if the root is a directory, and not the empty place where a file system was mounted before."""
        try:
            with self._crew.waiting_for(self._root):
                status = self._ask()
        except OSError as error:
            self.is_away = True
            self._troubles.root = reason_of(error)
            return False
        self.is_away = False
        self._troubles.root = None
        self._device = status.st_dev
        return True

    def _ask(self) -> os.stat_result:
        status = self._crew.disk.stat(self._root)
        if not stat.S_ISDIR(status.st_mode):
            raise NotADirectoryError(0, "not a directory")
        if self._device not in (None, status.st_dev) and not self._has_entries():
            raise OSError(0, "empty, and on another file system than before")
        return status

    def _has_entries(self) -> bool:
        with self._crew.disk.entries(self._root) as entries:
            return next(entries, None) is not None
