"""The best values of a run and what of it is lost, by the directions that count: the run itself holds both extremes."""

from __future__ import annotations

from spt_tui.runs.metric_directions import IsLower
from spt_tui.runs.metric_name import interest
from spt_tui.runs.record import EMPTY, Record, Value
from spt_tui.runs.run import Run

LOST_IF_LOW, LOST_IF_HIGH = 1, 2
"""In `Run.lost`, added up: the newest value is far from the smallest one, from the largest one."""
_LOST = {True: (LOST_IF_LOW, LOST_IF_LOW + LOST_IF_HIGH), False: (LOST_IF_HIGH, LOST_IF_LOW + LOST_IF_HIGH)}


def is_lost(mark: Value, downwards: bool) -> bool:
    """What a value of `Run.lost` says of a metric, `downwards` if small is good."""
    return mark in _LOST[downwards]


def bests(run: Run, is_lower: IsLower) -> Record:
    """The best finite values of a run's most telling losses and scores; of a resumed run, since then."""
    lows, highs = run.lows, run.highs
    if not lows and not highs:
        return EMPTY
    sides = ((name, lows if is_lower(name) else highs) for name in dict.fromkeys((*lows, *highs)))
    return Record({name: side[name] for name, side in sides if name in side})


def lost_metric(run: Run, is_lower: IsLower) -> str | None:
    """The most telling metric whose newest value is far from its best; `None` if none is."""
    if not run.lost:
        return None
    lost = (name for name, mark in run.lost.items() if is_lost(mark, is_lower(name)))
    return min(lost, key=lambda name: (interest(name), name), default=None)
