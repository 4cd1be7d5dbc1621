"""One metric of a run, as fast as can be, for plots of many runs."""

from __future__ import annotations

from spt_tui.runs.metrics import Metrics, MetricsReader


def read_metric(path: str, name: str) -> Metrics:
    """All that the metrics.csv at `path` holds of the metric `name` (cleaned) now, as its only series.

    Waits for the disk, and gives other threads their turn every few milliseconds. Errors of the file system become
    `Metrics.problem`.
    """
    reader = MetricsReader(path, only=(name,))
    reader.poll()
    while reader.behind:
        reader.poll()
    return reader.shown
