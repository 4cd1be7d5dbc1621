"""Which way is better, for runs that may lie below several roots."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable

from spt_tui.runs.metric_choices import ChoicesFile, MetricChoices


def directions(roots: Iterable[str]) -> Callable[[str], bool]:
    """Tells whether small is good, as people chose it for these roots. Reads each root's choices once, from the disk.

    Of roots that disagree about a metric the first one that has a choice counts.
    """
    chosen = [ChoicesFile(root).read().lower for root in dict.fromkeys(roots)]
    return MetricChoices(lower=ChainMap(*map(dict, chosen))).is_lower
