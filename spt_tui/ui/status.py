"""The words of the top and bottom lines. Pure."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.style import Style

from spt_tui.runs.run import State
from spt_tui.runs.scanner import Progress
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.keys import KeyRow
from spt_tui.ui.widgets.one_line import Line

_WORTH_TELLING = (State.RUNNING, State.STALE, State.FAILED, State.INTERRUPTED, State.ORPHANED, State.UNREADABLE)


def root_text(root: str) -> str:
    """A root as people write it, with `~` for the home directory."""
    home = os.path.expanduser("~")
    if home != "/" and (root == home or root.startswith(home + os.sep)):
        root = "~" + root[len(home) :]
    return clean(root)


def status_line(roots: Sequence[str], counts: Counter[State], demo: bool) -> Line:
    """Where we are and how the runs stand."""
    total = sum(counts.values())
    parts = [(" demo ", theme.TITLE_FOCUSED)] if demo else []
    shown = root_text(roots[0]) + (f" and {len(roots) - 1} more" if len(roots) > 1 else "")
    parts += [
        (f" {'sample runs' if demo else shown}  ", theme.BOLD),
        (f"{total:,} run{'s' * (total != 1)}", theme.TEXT),
    ]
    for state in _WORTH_TELLING:
        if counts[state] > 0:
            parts.append((f"  {counts[state]:,} {state.value}", theme.STATE_STYLE[state]))
    return tuple(parts)


def progress_line(progress: Iterable[Progress]) -> Line:
    """What the scanners are at; empty when they only watch."""
    busy = [entry for entry in progress if entry.phase != "watching"]
    if not busy:
        return ()
    total, done = sum(entry.total for entry in busy), sum(entry.done for entry in busy)
    if any(entry.phase == "loading" for entry in busy):
        return ((f"loading {done:,} of {total:,} ", theme.INFO),)
    return ((f"discovering {total:,} ", theme.INFO),)


def hint_line(rows: Iterable[KeyRow]) -> Line:
    """The keys worth knowing here."""
    parts: list[tuple[str, Style]] = []
    for row in rows:
        parts += [(f"{'  ' if parts else ' '}{row.keys.split()[0]}", theme.BOLD), (f" {row.text}", theme.DIM)]
    return tuple(parts)
