"""Which metrics several runs can be compared by, and by which one first."""

from __future__ import annotations

from collections.abc import Sequence

from spt_tui.natural import natural_key
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.compare.varying import TOLD_ELSEWHERE
from spt_tui.runs.metric_name import interest


def compared_metrics(catalog: Catalog, slots: Sequence[int]) -> list[str]:
    """The metrics in the summaries of these runs: the most telling of those that most of them share first."""
    mask = bytearray(max(slots, default=-1) + 1)
    for slot in slots:
        mask[slot] = 1
    with catalog.lock:
        mask.extend(bytes(max(0, len(catalog.states) - len(mask))))
        counts = catalog.summary.key_counts(bytes(mask))
    return sorted(
        counts,
        key=lambda name: (name in TOLD_ELSEWHERE, counts[name] * 2 <= len(slots), interest(name), natural_key(name)),
    )
