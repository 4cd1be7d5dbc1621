"""Paths of a tree that was moved, or is mounted elsewhere now: what was written in it begins as it did before."""

from __future__ import annotations

import os
from collections.abc import Iterable

Move = tuple[str, str]
"""What paths began with, and begin with now."""


def move_of(written: object, here: str) -> Move | None:
    """How a directory that was `written` under one path came to be `here`; `None` if that cannot be told."""
    if not isinstance(written, str) or not os.path.isabs(written):
        return None
    then, now = os.path.normpath(written).split("/"), os.path.normpath(here).split("/")
    same = 0
    while same < min(len(then), len(now)) - 1 and then[-1 - same] == now[-1 - same]:
        same += 1
    before, after = "/".join(then[: len(then) - same]), "/".join(now[: len(now) - same])
    return (before, after) if same and before and before != after else None


def with_moved(paths: Iterable[str], move: Move | None) -> tuple[str, ...]:
    """Where directories are now: what `move` makes of a path if that is there, else both; each once, and never `/`."""
    made: list[str] = []
    for path in map(os.path.normpath, paths):
        moved = move[1] + path[len(move[0]) :] if move and f"{path}/".startswith(f"{move[0]}/") else path
        made += [moved] if _is_directory(moved) else [path, moved]
    return tuple(dict.fromkeys(path for path in made if path != "/"))


def _is_directory(path: str) -> bool:
    try:
        return os.path.isdir(path)
    except ValueError:  # a lone surrogate, in Python 3.10
        return False
