"""When a scanner tells what it found, and what it says then."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from spt_tui import spare_memory
from spt_tui.runs.feed import Feed, Progress

if TYPE_CHECKING:
    from spt_tui.runs.directories.tree import RunTree

FIRST = 0.03
"""Seconds after which the first runs are told."""
EVERY = (0.15, 0.75)
"""Seconds between the batches of a long scan, at first and later on: a key whose repaint meets theirs is late."""
SHARE = 0.3
"""In between, a batch waits for this part of the time that the scan has taken."""
MANY = 4_096
"""Runs from which on it matters how their memory is held."""


class News:
    """Says in `feed` what a tree has found, in batches. One thread uses it."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._began = self._due_at = 0.0

    def begin(self) -> None:
        """A scan or a poll begins now."""
        self._began = time.monotonic()
        self._due_at = self._began + FIRST

    @property
    def is_due(self) -> bool:
        """True when it is time for a batch."""
        return time.monotonic() >= self._due_at

    def tell(self, tree: RunTree) -> None:
        """Say what is new."""
        if tree.size[0] > MANY:
            spare_memory.keep_none()
        update = tree.news()
        if update.changed or update.removed:
            self._feed.say(update)
        progress = Progress(tree.phase, tree.size[0], tree.done, tree.troubles.lines())
        if progress != self._feed.progress:
            self._feed.say(progress)
        now = time.monotonic()
        least, most = EVERY
        self._due_at = now + max(least, min(most, SHARE * (now - self._began)))
