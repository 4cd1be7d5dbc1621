"""The colours of everything that is drawn.

Only the terminal's own sixteen colours on its own background: they suit light and dark terminals alike, survive
`TERM=screen` and 16-colour terminals, and cost five bytes where a true colour costs nineteen. Nothing is said by
colour alone: `NO_COLOR` loses no information.
"""

from __future__ import annotations

from rich.style import Style

from spt_tui.runs.run import State

THEME = "ansi-dark"
"""Textual's theme of native ANSI colours, for its own widgets."""

TEXT = Style()
DIM = Style(dim=True)
BOLD = Style(bold=True)
TITLE = Style(bold=True)
TITLE_FOCUSED = Style(bold=True, reverse=True)
RULE = Style(dim=True)
HEAD = Style(dim=True, underline=True)
CURSOR = Style(bold=True, reverse=True)
CURSOR_BLURRED = Style(bold=True)
MARKED = Style(color="magenta", bold=True)
MATCH = Style(color="black", bgcolor="yellow")
GOOD = Style(color="green")
INFO = Style(color="cyan")
WARN = Style(color="yellow")
BAD = Style(color="red")
BAD_BOLD = Style(color="red", bold=True)
WRONG = Style(color="red", underline=True)
"""The part of a typed text that is not understood."""
WINNER = Style(color="green", bold=True)
"""The best of several; a sign says it too."""
CURVE = Style(color="cyan")
CURVES = tuple(
    Style(color=bright + name)
    for bright in ("", "bright_")
    for name in ("cyan", "yellow", "magenta", "green", "blue", "red")
)
"""Of the curves of one plot, in their order; further ones begin anew, and differ by their letters."""

RANKS = tuple(
    Style(color=bright + name) for bright in ("", "bright_") for name in ("cyan", "magenta", "green", "yellow", "blue")
)
"""Of the ranks of a run, in their order; further ones begin anew, and differ by their numbers. Red says trouble."""

STATE_STYLE: dict[State, Style] = {
    State.RUNNING: Style(color="green", bold=True),
    State.STALE: WARN,
    State.COMPLETED: TEXT,
    State.FAILED: BAD,
    State.INTERRUPTED: WARN,
    State.ORPHANED: DIM,
    State.UNREADABLE: BAD_BOLD,
    State.UNKNOWN: DIM,
}

HEALTH_STYLE: dict[str, Style] = {
    "nan": BAD_BOLD,
    "diverged": BAD,
    "stalled": WARN,
    "slow": WARN,
    "plateau": INFO,
    "ok": DIM,
}
"""By the word of a verdict's kind."""


def faded(style: Style) -> Style:
    """`style` dim in place of bold: what is shown is from an earlier time."""
    return style + _FADED


_FADED = Style(dim=True, bold=False)
