"""A picture as shapes: what SVG and PNG are both written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Point(NamedTuple):
    """A place in pixels, from the left and from the top."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from point to point; of a single point it is a dot as wide as the line."""

    points: Sequence[Point]
    """One at least."""
    colour: str
    """`#rrggbb`, as everywhere."""
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon that lets through what lies below it."""

    points: Sequence[Point]
    colour: str
    opacity: float


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `at` is the left end, the middle or the right end of its base line."""

    at: Point
    text: str
    """Cleaned."""
    colour: str
    size: float
    """Of the font, in pixels."""
    anchor: str = "start"
    """`start`, `middle` or `end`."""
    bold: bool = False


Shape = Stroke | Area | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a white ground, the first ones lowest."""

    width: int
    height: int
    title: str
    """What it shows, cleaned: for whoever cannot see it."""
    shapes: tuple[Shape, ...]
