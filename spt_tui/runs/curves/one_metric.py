"""Metrics of runs, read to the end of the file in one go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from spt_tui.runs.hands import HANDS, PATIENCE, asked
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


def read_many(
    paths: Iterable[str], only: Collection[str] | None = None, hands: int = HANDS, patience: float = PATIENCE
) -> Iterator[tuple[str, Metrics]]:
    """`read_metrics` of each file, several at a time, in the order in which they are read.

    One that takes longer than `patience` seconds comes with a problem, and may come again with what it holds; it does
    not stop the others. Closing the iterator ends it at once.
    """
    late = Metrics(problem=f"no answer from the file system for {patience:g} s")
    for path, metrics in asked(paths, partial(read_metrics, only=only), hands, patience):
        yield path, metrics or late
