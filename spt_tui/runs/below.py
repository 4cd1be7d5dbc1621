"""Paths below a root, as the file system spells them."""

from __future__ import annotations

import os

from spt_tui.text import clean

PATH_LIMIT = 4_096
"""Characters kept of a path that is shown."""


def is_below(root: str, dir: str) -> bool:
    """True if `dir` is `root` or lies below it, by its spelling."""
    return dir == root or dir.startswith(root.rstrip("/") + "/")


def path_below(root: str, dir: str) -> str:
    """`dir` without its `root`, `""` for the root itself."""
    return dir[len(root) :].strip("/") if dir != root else ""


def cleaned_id(root: str, below: str) -> str:
    """`Run.id` for a raw path below a root; the last part of `root` for the root itself."""
    return clean(below or root.rstrip("/").rsplit("/", 1)[-1] or "/", PATH_LIMIT)


def absolute(root: str | os.PathLike[str]) -> str:
    """The absolute path of a root, `~` expanded, links in it kept."""
    return os.path.abspath(os.path.expanduser(os.fspath(root)))
