"""The runs that the words of a command name."""

from __future__ import annotations

import os
from collections.abc import Sequence

from spt_tui.root import RootError, resolve_roots
from spt_tui.runs.below import is_below, path_below
from spt_tui.runs.find_run import read_named
from spt_tui.runs.metrics import FILE_NAME
from spt_tui.runs.run import Run
from spt_tui.runs.sidecar import SIDECAR, read_run


def named_runs(words: Sequence[str], roots: Sequence[str] | None) -> list[Run]:
    """The runs of these words: ids, enough of them, or, with a slash in it, the directory of a run wherever it lies.

    A directory counts if it holds a sidecar, or metrics without one. Its root is that of `roots`, or of the browser's,
    below which it lies, so that it is the run that the browser shows; of a run elsewhere it is the directory around it.
    Raises RunNotFound and RootError.
    """
    dirs = [_run_dir(word) for word in words]
    rest = [word for word, dir in zip(words, dirs, strict=True) if dir is None]
    try:
        known = resolve_roots(roots or [None])
    except RootError:
        if rest or roots:
            raise
        known = []  # no directory of runs where one would be: the paths need none
    found = iter(read_named(known, rest) if rest else ())
    return [next(found) if dir is None else read_run(*_placed(dir, known)) for dir in dirs]


def _run_dir(word: str) -> str | None:
    dir = os.path.abspath(os.path.expanduser(word))
    is_run = os.sep in word and any(os.path.isfile(os.path.join(dir, name)) for name in (SIDECAR, FILE_NAME))
    return dir if is_run else None


def _placed(dir: str, roots: Sequence[str]) -> tuple[str, str]:
    """The root of a run's directory, and the directory as the root spells it."""
    for root in roots:
        if is_below(root, dir):
            return root, dir
    real = os.path.realpath(dir)
    for root in roots:
        if is_below(top := os.path.realpath(root), real):
            return root, os.path.normpath(os.path.join(root, path_below(top, real)))
    return os.path.dirname(dir), dir
