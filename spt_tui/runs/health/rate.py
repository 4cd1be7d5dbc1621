"""How fast a run is, as far as its times and its newest step tell."""

from __future__ import annotations

from spt_tui.runs.record import Value
from spt_tui.units import count_text


def steps_a_second(
    step: float | None, began: float | None, until: float | None, resumed_at: float | None = None
) -> float | None:
    """Steps per second from the start to the newest row; `None` where one of the three is missing.

    `began` is a run's last start, and its steps count from the first: there are too many of them, unless it is known at
    which step it went on.
    """
    if step is None or began is None or until is None or until <= began:
        return None
    steps = step + 1 - (resumed_at or 0)
    return steps / (until - began) if steps > 0 else None


def seconds_a_row(rate: float | None, log_every: Value) -> float | None:
    """The usual seconds between two rows; `log_every` is hparam `trainer.log_every_n_steps`.

    Lightning's own 50 where it is no number of steps.
    """
    if not rate:
        return None
    if isinstance(log_every, bool) or not isinstance(log_every, int | float) or not 0 < log_every < _MOST:
        log_every = _LOG_EVERY
    return log_every / rate


_LOG_EVERY, _MOST = 50, 1e9


def rate_text(rate: float) -> str:
    """Three digits: `14.6 steps/s`."""
    return f"{rate:.3g} steps/s" if rate < 1_000 else f"{count_text(rate)} steps/s"
