"""How many steps a run will make, as its trainer was told.

Lightning stops at `max_steps` or `max_epochs`, whichever comes first; -1, and for the steps nothing, is no limit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from spt_tui.runs.curves.number_column import NumberColumn
from spt_tui.runs.curves.series import Series
from spt_tui.runs.metrics import Metrics
from spt_tui.runs.record import Value
from spt_tui.units import counted

MAX_STEPS = ("trainer.max_steps", "max_steps")
"""Hyper-parameters that can hold it, the first that is a limit counts."""
MAX_EPOCHS = ("trainer.max_epochs", "max_epochs")
MOST_COUNTED = 2**53
"""Steps or epochs that a float still counts one by one: nobody means a limit that is not less."""
MOST_SECONDS = 100 * 365.25 * 86_400
"""Who is told to go on for longer is not told when to end."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a run ends."""

    steps: float
    basis: str
    """What it follows from, in a few words."""


def limit(value: Value) -> float | None:
    """A hyper-parameter as a limit: a number above 0 that can be counted up to, or text that spells one."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if 0 < number < MOST_COUNTED else None


def limit_in(hparams: Mapping[str, Value], names: tuple[str, ...]) -> float | None:
    """The limit that the first of some hyper-parameters sets."""
    return next((found for name in names if (found := limit(hparams.get(name))) is not None), None)


def steps_in_all(max_steps: float | None, max_epochs: float | None, epoch_steps: float | None) -> float | None:
    """The steps that a run with these limits makes; `epoch_steps` are those of one epoch, `None` if not known."""
    if max_epochs is None:
        return max_steps
    if epoch_steps is None:
        return None  # the epochs may end first
    return min(max_epochs * epoch_steps, math.inf if max_steps is None else max_steps)


def target_of(max_steps: float | None, max_epochs: float | None, epoch_steps: float | None) -> Target | None:
    """Where a run with these limits ends, with the limit that counts."""
    steps = steps_in_all(max_steps, max_epochs, epoch_steps)
    if steps is None:
        return None
    if max_epochs is None or steps == max_steps:
        return Target(steps, f"{counted(int(steps), 'step')} by max_steps")
    return Target(steps, f"{counted(int(max_epochs), 'epoch')} by max_epochs")


def seconds_to(steps: float, newest_step: float, rate: float | None) -> float | None:
    """How long a run still takes for so many steps in all; `None` where it stands, or takes a hundred years."""
    if not rate:
        return None
    seconds = max(0.0, steps - newest_step - 1) / rate
    return seconds if seconds <= MOST_SECONDS else None


def guessed_epoch_steps(step: float, epoch: float | None) -> float | None:
    """Steps of an epoch, from the newest row alone; `None` in the first epoch.

    `epoch` epochs have gone by, and a part of one: the middle of what that allows.
    """
    return None if epoch is None or epoch < 1 else ((step + 1) / (epoch + 1) + (step + 1) / epoch) / 2


def epoch_steps_in(metrics: Metrics) -> float | None:
    """Steps of an epoch, from where the newest one began; `None` in the first.

    It began behind the last row of the one before. That is the row of an evaluation mostly, and then this is exact.
    """
    with_epochs = [(each, each.epochs) for each in metrics.series if each.epochs is not None]
    if not with_epochs or not metrics.has_steps:
        return None
    _, newest = max(with_epochs, key=lambda pair: pair[0].rows[len(pair[1]) - 1])
    epoch = newest[-1]
    if epoch < 1:
        return None
    ends = [end for series, epochs in with_epochs if (end := _end_of(series, epochs, epoch - 1)) is not None]
    return math.ceil((max(ends) + 1) / epoch) if ends else None


def _end_of(series: Series, epochs: NumberColumn[float], epoch: float) -> float | None:
    """The step of a metric's last row in an epoch, if the run went on from it without a restart."""
    if not series.is_ordered(by_epoch=True):
        return None
    start, stop = series.rising(True)[-2:]
    place = epochs.bisect(epoch + 1, start, stop) - 1
    return series.steps[place] if place >= start and epochs[place] == epoch else None
