"""Names in the order that people count in."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d+)")
_MOST_DIGITS = 18
"""Of a longer number only so many decide."""


def natural_key(name: str) -> list[tuple[bool, int, str]]:
    """Sorts `layers.2` before `layers.10`, and names that differ in nothing else by upper case."""
    pieces = [piece for piece in _DIGITS.split(name) if piece]
    key = [
        (False, int(piece[:_MOST_DIGITS]), "") if piece.isdecimal() else (True, 0, piece.casefold()) for piece in pieces
    ]
    return [*key, (False, -1, name)]
