"""A word or two about a device, and how much they matter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(str, Enum):
    """How much something matters. On a screen it is a colour, beside the words."""

    NOTE = "note"
    WARN = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is out of the ordinary."""

    text: str
    """Cleaned."""
    level: Level = Level.WARN
