"""Which directory of runs is meant."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class RootError(ValueError):
    """A root that cannot be browsed, with the reason in one line."""


def resolve_root(given: str | None) -> str:
    """The absolute directory to scan for a ROOT argument, or for none; RootError says why it cannot be."""
    root = absolute_root(given)
    try:
        mode = os.stat(root).st_mode
        if not stat.S_ISDIR(mode):
            raise RootError(f"{_shown(root)}: not a directory")
        below = os.path.join(root, "runs")
        root = below if os.path.isdir(below) else root
        with os.scandir(root):
            return root
    except OSError as error:
        hint = "" if given else "; give a directory of runs, or try spt-tui --demo"
        raise RootError(f"{_shown(root)}: {(error.strerror or 'cannot be read').lower()}{hint}") from error


def resolve_roots(given: Sequence[str | None]) -> list[str]:
    """The directories to scan for ROOT arguments; one that lies below another is left out: a run is one row."""
    from spt_tui.runs.below import is_below

    roots = {os.path.realpath(root): root for root in map(resolve_root, reversed(given or [None]))}
    tops = [root for real, root in roots.items() if not any(is_below(other, real) for other in roots if other != real)]
    return tops[::-1]


def remembered_root(given: str | None) -> str | None:
    """The directory that a ROOT argument meant to the last session, if that left an index of it.

    Nothing is asked of the run tree, which may be on a file server that does not answer.
    """
    from spt_tui.runs.index import is_kept

    root = absolute_root(given)
    return next((place for place in (os.path.join(root, "runs"), root) if is_kept(place)), None)


def absolute_root(given: str | None) -> str:
    """The absolute path of a ROOT argument, or of the default; the disk is not asked. RootError for an empty one."""
    if given == "":
        raise RootError("ROOT is empty: an unset variable?")
    root = given or os.environ.get("SPT_CACHE_DIR") or os.path.join("~", ".cache", "stable-pretraining")
    return os.path.abspath(os.path.expanduser(root))


def _shown(path: str) -> str:
    from spt_tui.text import clean

    return clean(path)
