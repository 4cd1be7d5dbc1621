"""Directories that cannot be listed, and why."""

from __future__ import annotations

import time

from spt_tui.runs.below import cleaned_id
from spt_tui.runs.directories.crew import Crew

PROBLEM_LIMIT = 32
"""Directories with a problem that are named."""


class Troubles:
    """What is wrong below `root`, by directory."""

    def __init__(self, root: str, crew: Crew) -> None:
        self.root: str | None = None
        """Why the root itself cannot be asked."""
        self._path = root
        self._crew = crew
        self._reasons: dict[str, str] = {}
        self._entries: dict[int, str] = {}

    def __contains__(self, entry: int) -> bool:
        return entry in self._entries

    @property
    def entries(self) -> list[int]:
        """The entries with a problem, some of them if there are very many."""
        return list(self._entries)[:PROBLEM_LIMIT]

    def add(self, below: str, entry: int, reason: str) -> None:
        """This is why the directory at this path could not be listed, or not wholly."""
        self._reasons[below] = reason
        self._entries[entry] = below

    def remove(self, below: str) -> None:
        """It can be listed, or is gone."""
        if self._reasons.pop(below, None) is not None:
            self._entries = {entry: each for entry, each in self._entries.items() if each != below}

    def lines(self) -> tuple[str, ...]:
        """A cleaned line each for the first ones, and how many more there are."""
        root = [] if self.root is None else [f"{cleaned_id(self._path, '')}: {self.root}"]
        named = [f"{cleaned_id(self._path, below)}: {reason}" for below, reason in self._reasons.copy().items()]
        lines = [*root, *self._stuck(), *named]
        more = len(lines) - PROBLEM_LIMIT
        return (*lines[:PROBLEM_LIMIT], f"and {more:,} more") if more > 0 else tuple(lines)

    def _stuck(self) -> list[str]:
        now = time.monotonic()
        below = len(self._path.rstrip("/")) + 1
        return [
            f"{cleaned_id(self._path, path[below:])}: no answer for {now - since:.0f} s"
            for path, since in self._crew.unanswered().items()
        ]
