"""Which way of a metric is better, for runs below any number of roots: as people chose it, else as its name tells."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from spt_tui.runs.metric_name import lower_is_better

IsLower = Callable[[str], bool]
"""Tells of a metric whether small is good."""


class Directions(NamedTuple):
    """What people chose for these roots. Of roots that disagree about a metric the first that has a choice counts."""

    by_root: Mapping[str, Mapping[str, bool]]
    """Root -> metric -> whether small is good, where it is not as the name has it."""

    def is_lower(self, metric: str) -> bool:
        """Whether small is good."""
        for lower in self.by_root.values():
            if metric in lower:
                return lower[metric]
        return lower_is_better(metric)

    @property
    def chosen(self) -> Mapping[str, bool]:
        """The choices that count, of all roots together."""
        return dict(ChainMap(*map(dict, self.by_root.values())))

    def having(self, root: str, lower: Mapping[str, bool]) -> Directions:
        """With these choices for one root."""
        return Directions({**self.by_root, root: lower})


AS_NAMED = Directions({})
"""Nobody chose anything."""


def read_directions(roots: Iterable[str]) -> Directions:
    """The choices for these roots as they are on the disk now."""
    from spt_tui.runs.metric_choices import ChoicesFile  # no first frame waits for it

    return Directions({root: ChoicesFile(root).read().lower for root in roots})
