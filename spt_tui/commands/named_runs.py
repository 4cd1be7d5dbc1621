"""The runs that the words of a command name."""

from __future__ import annotations

import os
from collections.abc import Sequence

from spt_tui.root import resolve_roots
from spt_tui.runs.find_run import read_named
from spt_tui.runs.metrics import FILE_NAME
from spt_tui.runs.run import Run
from spt_tui.runs.sidecar import SIDECAR, read_run


def named_runs(words: Sequence[str], roots: Sequence[str] | None) -> list[Run]:
    """The runs of these words: ids, enough of them, or, with a slash in it, the directory of a run wherever it lies.

    A directory counts if it holds a sidecar, or metrics without one. Raises RunNotFound and RootError.
    """
    given = [_at_path(word) for word in words]
    rest = [word for word, run in zip(words, given, strict=True) if run is None]
    found = iter(read_named(resolve_roots(roots or [None]), rest) if rest else ())
    return [run or next(found) for run in given]


def _at_path(word: str) -> Run | None:
    dir = os.path.abspath(os.path.expanduser(word))
    if os.sep not in word or not any(os.path.isfile(os.path.join(dir, name)) for name in (SIDECAR, FILE_NAME)):
        return None
    return read_run(os.path.dirname(dir), dir)
