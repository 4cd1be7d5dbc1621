"""Which panes are on the screen, by its size. Pure."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

PANES = ("runs", "metrics", "logs", "hardware")
"""The ids of the panes, in the order of their keys."""

WIDE_COLUMNS, WIDE_LINES = 100, 30
"""From this size on there is room for all of them."""
STACKED_LINES = 15
"""From this height on there is room for two."""


class Shape(str, Enum):
    """How the panes share the screen."""

    FOUR = "four"
    """All of them: the runs above, metrics below at the left, logs over hardware at the right."""
    STACKED = "stacked"
    """The runs above, one other pane below."""
    SINGLE = "single"
    """The focused pane alone."""


class Split(NamedTuple):
    """What is shown."""

    shape: Shape
    panes: frozenset[str]


def split(width: int, height: int, focused: str, below: str, zoomed: bool) -> Split:
    """The panes for a room of `width` x `height` cells.

    `below` is the pane that was looked at last besides the runs: it stays when the focus goes back to them.
    """
    if zoomed or height < STACKED_LINES:
        return Split(Shape.SINGLE, frozenset({focused}))
    if width >= WIDE_COLUMNS and height >= WIDE_LINES:
        return Split(Shape.FOUR, frozenset(PANES))
    return Split(Shape.STACKED, frozenset({"runs", below if focused == "runs" else focused}))
