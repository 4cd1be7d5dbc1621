"""Metrics of runs, read to the end of the file in one go."""

from __future__ import annotations

from collections.abc import Collection

from spt_tui.runs.metrics import Metrics, MetricsReader


def read_metrics(path: str, only: Collection[str] | None = None) -> Metrics:
    """All that the metrics.csv at `path` holds now, of the metrics `only` (cleaned names) or of all.

    Waits for the disk, and gives other threads their turn every few milliseconds. Errors of the file system become
    `Metrics.problem`.
    """
    reader = MetricsReader(path, only=only)
    reader.poll()
    while reader.behind:
        reader.poll()
    return reader.shown
