"""What tells some runs apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from spt_tui.runs.below import PATH_LIMIT
from spt_tui.runs.run import Run
from spt_tui.text import clean


def run_labels(runs: Sequence[Run]) -> list[str]:
    """A short text for each of some runs: its name, its id where two share a name, its directory where they share both.

    Cleaned.
    """
    ways: tuple[Callable[[Run], str], ...] = (
        lambda run: run.name,
        lambda run: run.id,
        lambda run: clean(run.dir, PATH_LIMIT),
    )
    seen = [Counter(map(way, runs)) for way in ways]
    return [
        next((text for way, counts in zip(ways, seen, strict=True) if counts[text := way(run)] == 1), run.id)
        for run in runs
    ]
