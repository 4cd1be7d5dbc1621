"""What summary.json says of each metric: its newest, smallest and largest value, and how many there were.

All of them begin anew when a run is resumed. A run keeps only what the table asks for: the extremes of a few losses
and scores, which of them are lost, and where the run went on. Which way of a metric is better is decided later.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from spt_tui.runs.bests import LOST_IF_HIGH, LOST_IF_LOW
from spt_tui.runs.flat import ENTRY_LIMIT, shared
from spt_tui.runs.health.divergence import is_diverged
from spt_tui.runs.health.thresholds import DEFAULT
from spt_tui.runs.metric_name import interest, is_evaluation, is_objective
from spt_tui.runs.record import EMPTY, Record, Value

MOST_TELLING = 4
"""Metrics of a run whose extremes are kept: each costs eighteen bytes a run."""
LOG_EVERY = "trainer.log_every_n_steps"
"""The hyper-parameter that tells how many steps lie between two rows."""
COUNTERS = frozenset({"epoch", "step"})
"""They stand among the metrics, and are none."""
_LEAST_SHARE = 0.1
"""Of its steps a run must seem to have made before its last start; less may be rows that were not written."""

Figures = Mapping[str, Mapping[str, Any]]
"""Cleaned metric name -> `last`, `min`, `max`, `count` as they were written: anything."""


class Telling(NamedTuple):
    """A loss or a score by which a run is judged."""

    metric: str
    is_evaluation: bool
    is_loss: bool
    """It is *the* loss of the training."""


def figures_in(metrics: Mapping[str, Any]) -> Figures:
    """The metrics of a summary.json that have figures at all, at most `ENTRY_LIMIT`."""
    entries = islice(metrics.items(), ENTRY_LIMIT)
    return {shared(name): entry for name, entry in entries if isinstance(entry, dict)}


def extremes(figures: Figures) -> tuple[Record, Record]:
    """The smallest and the largest finite values of the most telling metrics, in the order of the names there."""
    told = {each.metric for each in _telling(tuple(figures))}
    names = [name for name in figures if name in told]
    return _finite_record(figures, names, "min"), _finite_record(figures, names, "max")


def lost(figures: Figures) -> Record:
    """The metrics whose newest value is lost as far as that one value can say, if small is good and if large is.

    What the metric was at its start is not written: its opposite extreme stands for it, so that after a spike less is
    called lost. Of what is measured on single batches only the loss itself is judged, and only if most is lost.
    """
    marks = {each.metric: mark for each in _telling(tuple(figures)) if (mark := _lost_mark(figures, each))}
    return Record({name: marks[name] for name in figures if name in marks}) if marks else EMPTY


def resumed_at(figures: Figures, step: int | None, epoch: int | None, log_every: Value) -> int | None:
    """The step at which the last start of a run went on; `None` if that was 0, or cannot be told.

    It follows from the number of rows since and hparam `LOG_EVERY`. Rows that come as seldom as once an epoch, or are
    not counted, tell nothing.
    """
    if step is None or epoch is None or type(log_every) is not int or log_every <= 0:
        return None
    counts = (_count(each) for name, each in figures.items() if name not in COUNTERS)
    rows = max(counts, default=0)
    went_on = step + 1 - rows * log_every
    is_told = rows > 2 * (epoch + 1) and went_on > max(2 * log_every, _LEAST_SHARE * step)
    return went_on if is_told else None


@lru_cache(maxsize=256)
def _telling(names: tuple[str, ...]) -> tuple[Telling, ...]:
    """The most telling losses and scores among some metrics, the first one most."""
    ranked = sorted(filter(is_objective, names), key=lambda name: (interest(name), name))
    return tuple(Telling(name, is_evaluation(name), interest(name) == 0) for name in ranked[:MOST_TELLING])


def _finite_record(figures: Figures, names: list[str], which: str) -> Record:
    found = {name: value for name in names if (value := _finite(figures[name].get(which))) is not None}
    return Record(found) if found else EMPTY


def _lost_mark(figures: Figures, of: Telling) -> int:
    if not (of.is_evaluation or of.is_loss):
        return 0
    least, most, last = (_finite(figures[of.metric].get(name)) for name in ("min", "max", "last"))
    if least is None or most is None or last is None or _count(figures[of.metric]) < 2 * DEFAULT.recent_values:
        return 0
    from_low = LOST_IF_LOW * _is_lost(least, last, most, True, of)
    return from_low + LOST_IF_HIGH * (of.is_evaluation and _is_lost(most, last, least, False, of))


def _is_lost(best: float, last: float, worst: float, downwards: bool, of: Telling) -> bool:
    if not of.is_evaluation and abs(last / 2 - best / 2) < DEFAULT.batch_share * abs(worst / 2 - best / 2):
        return False
    return is_diverged(best, last, worst, downwards, DEFAULT)


def _finite(value: Any) -> float | None:
    """A number that JSON may hold, if it can be kept as it is."""
    if type(value) is float:
        return value if math.isfinite(value) else None
    return value if type(value) is int and abs(value) < 2**63 else None


def _count(entry: Mapping[str, Any]) -> int:
    count = entry.get("count")
    return count if type(count) is int and 0 < count < 2**53 else 0
