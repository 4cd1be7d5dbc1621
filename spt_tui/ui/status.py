"""The words of the top and bottom lines. Pure."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from spt_tui.runs.run import State
from spt_tui.runs.scanner import Progress
from spt_tui.text import clean
from spt_tui.ui import theme
from spt_tui.ui.keys import KeyRow, key_rows
from spt_tui.ui.widgets.one_line import Line, cells_of
from spt_tui.units import counted

_WORTH_TELLING = (State.RUNNING, State.STALE, State.FAILED, State.INTERRUPTED, State.ORPHANED, State.UNREADABLE)

PROBLEM_LIMIT = 60
"""Characters of a problem that the top line shows."""
ALWAYS_HINTED = ("go.help", "go.quit")
"""The keys that the bottom line shows however narrow it is."""


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


def progress_line(progress: Sequence[Progress], room: int, most: int) -> Line:
    """What the scanners are at, and what they cannot list, if anything.

    In full if `room` cells are enough for it, else in fewer words; where nothing fits it takes `most` cells, or says no
    more than the numbers.
    """
    at, briefly = _busy_forms(progress)
    problem, reason, number = _problem_forms([problem for entry in progress for problem in entry.problems])
    forms = (at + problem, briefly + problem, briefly + reason)
    for form in forms:
        if cells_of(form) <= room:
            return form
    return forms[-1] if cells_of(forms[-1]) <= most else briefly + number


def _busy_forms(progress: Sequence[Progress]) -> tuple[Line, Line]:
    """What the scanners are at, in words and in numbers alone."""
    busy = [entry for entry in progress if entry.phase != "watching"]
    total, done = sum(entry.total for entry in busy), sum(entry.done for entry in busy)
    if not busy:
        return (), ()
    if all(entry.phase == "verifying" for entry in busy):
        words, numbers = f"verifying {done:,} of {total:,}", f"{done:,}/{total:,}"
    else:
        words, numbers = f"discovering {total:,}", f"{total:,}+"
    return ((f"{words} ", theme.INFO),), ((f"{numbers} ", theme.INFO),)


def _problem_forms(problems: Sequence[str]) -> tuple[Line, Line, Line]:
    """The first problem and how many more, its reason without the directory, the number of problems alone."""
    if not problems:
        return (), (), ()
    first, reason = clean(problems[0], PROBLEM_LIMIT), clean(problems[0].rpartition(": ")[2], PROBLEM_LIMIT)
    more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
    texts = f"{first}{more} ", f"{reason}{more} ", f"{counted(len(problems), 'problem')} "
    whole, short, number = (((text, theme.WARN),) for text in texts)
    return whole, short, number


def key_hints(screen: type, pane: type, idle: Collection[str] = ()) -> tuple[tuple[Line, ...], Line]:
    """The keys worth knowing on `screen` with `pane` focused, a line each; and those to be shown in any case.

    Keys with an id in `idle` would change nothing now, and are left out.
    """
    everywhere = key_rows(screen, shown_only=True)
    always = [row for row in everywhere if row.id in ALWAYS_HINTED]
    own = (row for row in key_rows(pane, shown_only=True) if row.id not in idle)
    here = [*own, *(row for row in everywhere if row not in always)]
    return _hints(here), tuple(part for hint in _hints(always) for part in hint)


def typing_hints(line: type, idle: Collection[str] = ()) -> tuple[Line, ...]:
    """The keys worth knowing while someone types into `line`, where all others are letters; `idle` as above."""
    return _hints(row for row in key_rows(line, shown_only=True) if row.id not in idle)


def _hints(rows: Iterable[KeyRow]) -> tuple[Line, ...]:
    return tuple(((f" {row.keys.split()[0]}", theme.BOLD), (f" {row.text} ", theme.DIM)) for row in rows)
