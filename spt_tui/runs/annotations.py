"""What people say of runs - names, tags, notes, what is archived - kept in a file of our own, one a root.

The trainer writes a run's sidecar anew from its memory at every flush, so an edit made there is lost at the next, or
takes the trainer's last words with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from spt_tui.runs.root_file import Kind, RootFile, Tree

FILE_LIMIT = 64 << 20
"""Bytes of the file; a larger one is not read."""

Edits = Mapping[str, Any]
"""Field -> value as it was given; anything that JSON can hold."""
_NONE: Mapping[str, Edits] = MappingProxyType({})


class Annotations:
    """The edits of the runs below one root, by run id: the path below the root as the file system spells it.

    Any thread may use it. Reading never fails and never writes: without a file, or with one that cannot be
    understood, there are no edits, and `problem` says why.
    """

    def __init__(self, root: str) -> None:
        self._file = RootFile(root, _KIND)

    @property
    def root(self) -> str:
        """Without links, so that it is one root by whatever way it is reached."""
        return self._file.root

    @property
    def path(self) -> str:
        """The file."""
        return self._file.path

    @property
    def problem(self) -> str | None:
        """Why the edits that were kept cannot be shown, in one cleaned line."""
        return self._file.problem

    def get(self, run_id: str) -> Edits:
        """The edits of one run as they are now; empty if there are none."""
        return self.all().get(run_id, _NONE)

    def all(self) -> Mapping[str, Edits]:
        """The edits of all runs by run id, as they are now. Costs one look at the file if it did not change."""
        return self._file.read()

    def edit(self, run_id: str, patch: Edits) -> None:
        """Set these fields of one run; its other fields and the other runs stay as they are on the disk by now.

        A file that is damaged is set aside as `....damaged` first. Raises OSError if the edit could not be kept, for
        example because the file is of a later version, and TypeError for values that JSON cannot hold.
        """
        self._file.edit(lambda runs: {**runs, run_id: {**runs.get(run_id, {}), **patch}})


def _understood(tree: Tree) -> Mapping[str, Edits] | None:
    runs = tree.get("runs")
    return runs if isinstance(runs, dict) and all(isinstance(edits, dict) for edits in runs.values()) else None


_KIND: Kind[Mapping[str, Edits]] = Kind(
    "annotations", "annotations", FILE_LIMIT, _NONE, _understood, lambda runs: {"runs": runs}
)
