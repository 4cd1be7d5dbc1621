"""One thing that can be typed next."""

from __future__ import annotations

from typing import NamedTuple


class Offer(NamedTuple):
    """A word, and what it is."""

    word: str
    """The whole word as the command is to get it, cleaned."""
    help: str = ""
    """In a few words, cleaned; some shells show it."""
