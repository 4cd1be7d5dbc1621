"""Which directory of runs a registry is of."""

from __future__ import annotations

import os

from spt_tui.runs.below import absolute

RUNS = "runs"
DATABASE = "registry.db"
"""What stable-pretraining calls its own index, beside `runs`."""

AnyPath = str | os.PathLike[str]


def runs_root(db_path: AnyPath | None, cache_dir: AnyPath | None) -> str:
    """`<cache_dir>/runs`, or `cache_dir` itself where only that is there; an absolute path, links in it kept.

    Without a `cache_dir` it is the directory that `db_path` stands for, by itself or as the place of a `registry.db`;
    without either `$SPT_CACHE_DIR`, else `~/.cache/stable-pretraining`.
    """
    top = absolute(cache_dir) if cache_dir is not None else _top_of(db_path) or _default()
    below = os.path.join(top, RUNS)
    return top if os.path.isdir(top) and not os.path.isdir(below) else below


def _top_of(db_path: AnyPath | None) -> str | None:
    """A database elsewhere, or of another name, says nothing of where its runs are."""
    if db_path is None:
        return None
    path = absolute(db_path)
    if os.path.isdir(path):
        return path
    top, name = os.path.split(path)
    return top if name == DATABASE or os.path.isdir(os.path.join(top, RUNS)) else None


def _default() -> str:
    return absolute(os.environ.get("SPT_CACHE_DIR") or os.path.join("~", ".cache", "stable-pretraining"))
