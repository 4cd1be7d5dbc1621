"""The best and the last value of each metric of several runs, and which run wins."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from spt_tui.runs.curves.series import Extent, Series


@dataclass(frozen=True, slots=True)
class MetricFigures:
    """What a run has of one metric, whichever way is better."""

    extent: Extent | None
    """Of the finite values that no resumed run overtook; `None` where there is none."""
    last: float
    """Can be NaN or infinite."""

    def best(self, lower: bool) -> float | None:
        """The smallest value if small is good, else the largest."""
        if self.extent is None:
            return None
        return self.extent.low if lower else self.extent.high


RunFigures = Mapping[str, MetricFigures]
"""Of one run, by metric."""


@dataclass(frozen=True, slots=True)
class BestRow:
    """One metric of several runs. The tuples have a place for each run."""

    metric: str
    lower: bool
    """Whether small is good."""
    best: tuple[float | None, ...]
    """The best finite value; `None` where a run has none, and where no value is better than another."""
    last: tuple[float | None, ...]
    """The last value, which can be NaN or infinite; `None` where a run lacks the metric."""
    best_winners: frozenset[int]
    """The runs with the best `best`. Those that tie win together; nobody wins who is not better than another."""
    last_winners: frozenset[int]
    """The same for `last`. NaN and infinities never win."""


def run_figures(series: Iterable[Series]) -> RunFigures:
    """The figures of one run, so that its series need not be kept."""
    return {each.name: MetricFigures(each.kept_extent, each.last) for each in series if len(each.values)}


def best_row(metric: str, runs: Sequence[RunFigures], lower: bool) -> BestRow:
    """The row of a metric that small values of are good, or not."""
    found = [run.get(metric) for run in runs]
    best = tuple(None if one is None else one.best(lower) for one in found)
    last = tuple(None if one is None else one.last for one in found)
    return BestRow(metric, lower, best, last, winners(best, lower), winners(last, lower))


def unjudged(row: BestRow) -> BestRow:
    """The row without bests and winners: what a run was told to do is neither good nor bad."""
    return replace(row, best=(None,) * len(row.best), best_winners=frozenset(), last_winners=frozenset())


def winners(values: Sequence[float | None], lower: bool) -> frozenset[int]:
    """The places of the best finite values; none if there are not two that differ."""
    finite = {place: value for place, value in enumerate(values) if value is not None and math.isfinite(value)}
    if len(set(finite.values())) < 2:
        return frozenset()
    best = min(finite.values()) if lower else max(finite.values())
    return frozenset(place for place, value in finite.items() if value == best)
