"""A place on an x axis as text."""

from __future__ import annotations

import time

from spt_tui.runs.curves.x_axis import XKind
from spt_tui.units import duration_text


def place_text(kind: XKind, x: float, x_name: str = "step") -> str:
    """`step 12,400`, `epoch 3`, `about 2h05m after the start`, `about 2026-11-22 14:03:10`.

    `x_name` is what steps are called.
    """
    if kind is XKind.WALL:
        return f"about {_moment(x)}"
    if kind is XKind.ELAPSED:
        return f"about {'-' if x < 0 else ''}{duration_text(abs(x))} after the start"
    return f"{'epoch' if kind is XKind.EPOCH else x_name} {count(x)}"


def short_place_text(kind: XKind, x: float) -> str:
    """The same for a line that has said what it counts and that it is about so."""
    if kind is XKind.WALL:
        return _moment(x)
    return duration_text(x) if kind is XKind.ELAPSED else count(x)


def count(x: float) -> str:
    """A step in full: `12,400`, `0.5`."""
    return f"{x:,.10g}"


def _moment(seconds: float) -> str:
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))
    except (OverflowError, ValueError, OSError):
        return "-"
