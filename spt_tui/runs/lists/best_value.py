"""The best value that each of some runs had of a metric, from as little reading as will do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.fields import Fields
from spt_tui.runs.hands import asked
from spt_tui.runs.lists.best_column import best_keys
from spt_tui.runs.record import Value
from spt_tui.runs.sidecar import FILE_LIMIT, SUMMARY
from spt_tui.runs.summary_figures import figures_in


@dataclass(frozen=True, slots=True)
class BestValue:
    """What a run reached."""

    value: float
    """Finite. The best one since the run's last start, or `is_last`."""
    is_last: bool
    """The best one is not known: this is the newest."""


def best_values(
    catalog: Catalog, slots: Sequence[int], metric: str, lower: bool, reads: bool = True
) -> dict[int, BestValue]:
    """Slot -> the best value of a metric, of those of `slots` that have a finite one. `lower`: small is good.

    The catalog holds the extremes of a run's most telling losses and scores; for any other metric the summary.json of
    each run that has it is read, with a few threads, unless nothing is to be asked of the disk.
    """
    with catalog.lock:
        lasts = _cells(catalog, metric)
        kept = best_keys(catalog, metric, lower)
    told = ((slot, _finite(kept[slot])) for slot in slots)
    best = {slot: BestValue(value, False) for slot, value in told if value is not None}
    missing = [slot for slot in slots if slot not in best and lasts[slot] is not None]
    told_by_file = _read(catalog, missing, metric, "min" if lower else "max") if reads else zip(missing, repeat(None))
    for slot, value in told_by_file:
        number = _finite(value)
        if number is not None:
            best[slot] = BestValue(number, False)
        elif (last := _finite(lasts[slot])) is not None:
            best[slot] = BestValue(last, True)
    return best


def _cells(catalog: Catalog, metric: str) -> Sequence[Value]:
    vector, size = catalog.summary.by_key.get(metric), len(catalog.states)
    return [None] * size if vector is None else vector.cells(size)


def _read(catalog: Catalog, slots: Sequence[int], metric: str, which: str) -> Iterator[tuple[int, Value]]:
    """What the summary.json of each run says, as it was written: anything."""

    def ask(slot: int) -> Value:
        try:
            content = Disk().read_unstamped(f"{catalog.dir(slot)}/{SUMMARY}", FILE_LIMIT)
        except OSError:
            return None
        figures = figures_in(Fields(SUMMARY, content).branch("metrics"))
        found: Value = figures.get(metric, {}).get(which)
        return found

    return asked(slots, ask)


def _finite(value: Value) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None
