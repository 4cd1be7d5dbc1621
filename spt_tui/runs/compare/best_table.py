"""The best and the last value of each metric of several runs, and which run wins."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from spt_tui.runs.curves.series import Series, widest
from spt_tui.runs.metric_name import lower_is_better
from spt_tui.runs.natural import natural_key


@dataclass(frozen=True, slots=True)
class BestRow:
    """One metric of several runs. The tuples have a place for each run."""

    metric: str
    lower: bool
    """Whether small is good."""
    best: tuple[float | None, ...]
    """The best finite value, of the rows that no resumed run overtook; `None` where a run has none."""
    last: tuple[float | None, ...]
    """The last value, which can be NaN or infinite; `None` where a run lacks the metric."""
    best_winners: frozenset[int]
    """The runs with the best `best`. Those that tie win together; nobody wins who is not better than another."""
    last_winners: frozenset[int]
    """The same for `last`. NaN and infinities never win."""


def best_table(
    runs: Sequence[Mapping[str, Series]], is_lower: Callable[[str], bool] = lower_is_better
) -> tuple[BestRow, ...]:
    """A row for each metric that a run has, in natural order; `runs` gives the series of each run by name."""
    names = sorted({name for run in runs for name in run}, key=natural_key)
    return tuple(_row(name, [run.get(name) for run in runs], is_lower(name)) for name in names)


def _row(name: str, series: Iterable[Series | None], lower: bool) -> BestRow:
    found = [one if one is not None and len(one.values) else None for one in series]
    best = tuple(None if one is None else _best(one, lower) for one in found)
    last = tuple(None if one is None else one.last for one in found)
    return BestRow(name, lower, best, last, winners(best, lower), winners(last, lower))


def _best(series: Series, lower: bool) -> float | None:
    extent = widest(series.extent_of(part.start, part.stop) for part in series.kept())
    if extent is None:
        return None
    return extent.low if lower else extent.high


def winners(values: Sequence[float | None], lower: bool) -> frozenset[int]:
    """The places of the best finite values; none if there are not two that differ."""
    finite = {place: value for place, value in enumerate(values) if value is not None and math.isfinite(value)}
    if len(set(finite.values())) < 2:
        return frozenset()
    best = min(finite.values()) if lower else max(finite.values())
    return frozenset(place for place, value in finite.items() if value == best)
