"""The words of the top and bottom lines. Pure."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence

from spt_tui.runs.run import State
from spt_tui.runs.scanner import Progress
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.keys import KeyRow
from spt_tui.ui.widgets.one_line import Line
from spt_tui.units import counted

_WORTH_TELLING = (State.RUNNING, State.STALE, State.FAILED, State.INTERRUPTED, State.ORPHANED, State.UNREADABLE)


PROBLEM_LIMIT = 60
"""Characters of a problem that the top line shows."""


def root_text(root: str, limit: int) -> str:
    """A root as people write it, with `~` for the home directory; of a long one its last `limit` characters."""
    home = os.path.expanduser("~")
    if home != "/" and (root == home or root.startswith(home + os.sep)):
        root = "~" + root[len(home) :]
    text = clean(root)
    if len(text) <= limit:
        return text
    end = text[1 - limit :]
    return "…" + end[max(0, end.find("/")) :]


def status_line(roots: Sequence[str], counts: Counter[State], demo: bool, width: int) -> Line:
    """Where we are, in a quarter of `width` cells, and how the runs stand."""
    total = sum(counts.values())
    parts = [(" demo ", theme.TITLE_FOCUSED)] if demo else []
    more = f" and {len(roots) - 1} more" if len(roots) > 1 else ""
    place = "sample runs" if demo else root_text(roots[0], max(8, width // 4)) + more
    parts += [(f" {place}  ", theme.BOLD), (counted(total, "run"), theme.TEXT)]
    for state in _WORTH_TELLING:
        if counts[state] > 0:
            parts.append((f"  {counts[state]:,} {state.value}", theme.STATE_STYLE[state]))
    return tuple(parts)


def progress_line(progress: Sequence[Progress]) -> Line:
    """What the scanners are at, and what they cannot list, if anything."""
    return _busy_part(progress) + _problem_part([problem for entry in progress for problem in entry.problems])


def _busy_part(progress: Sequence[Progress]) -> Line:
    busy = [entry for entry in progress if entry.phase != "watching"]
    total, done = sum(entry.total for entry in busy), sum(entry.done for entry in busy)
    if not busy:
        return ()
    if any(entry.phase == "loading" for entry in busy):
        return ((f"loading {done:,} of {total:,} ", theme.INFO),)
    if all(entry.phase == "verifying" for entry in busy):
        return ((f"verifying {done:,} of {total:,} ", theme.INFO),)
    return ((f"discovering {total:,} ", theme.INFO),)


def _problem_part(problems: Sequence[str]) -> Line:
    if not problems:
        return ()
    more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
    return ((f"{clean(problems[0], PROBLEM_LIMIT)}{more} ", theme.WARN),)


def hints(rows: Iterable[KeyRow]) -> tuple[Line, ...]:
    """The keys worth knowing here, a line each."""
    return tuple(((f" {row.keys.split()[0]}", theme.BOLD), (f" {row.text} ", theme.DIM)) for row in rows)
