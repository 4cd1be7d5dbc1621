"""The ticks of a plot, and what its x axis is called."""

from __future__ import annotations

from collections.abc import Sequence

from spt_tui.runs.curves.scale import Scale
from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui.plots.frame import Ticks
from spt_tui.ui.plots.ticks import log_tick_texts, log_ticks, round_ticks, tick_texts
from spt_tui.ui.plots.time_ticks import elapsed_ticks, wall_ticks

X_TICK_CELLS, Y_TICK_CELLS = 12, 3
"""Cells along an axis for each tick."""


def x_ticks(scale: Scale, kind: XKind, width: int) -> Ticks:
    """The ticks of an x axis of `width` cells."""
    most = max(2, width // X_TICK_CELLS)
    if kind.is_time and not scale.log:
        ticks, texts = (elapsed_ticks if kind is XKind.ELAPSED else wall_ticks)(scale.low, scale.high, most)
        return _ticks(scale, ticks, texts)
    return number_ticks(scale, most)


def y_ticks(scale: Scale | None, height: int) -> Ticks:
    """The ticks of a y axis of `height` cells; none without a scale."""
    return number_ticks(scale, max(2, height // Y_TICK_CELLS)) if scale else Ticks()


def number_ticks(scale: Scale, most: int) -> Ticks:
    """Round numbers, about `most` of them at the most."""
    ticks = (log_ticks if scale.log else round_ticks)(scale.low, scale.high, most)
    return _ticks(scale, ticks, (log_tick_texts if scale.log else tick_texts)(ticks))


def axis_name(kind: XKind, x_name: str, log: bool) -> str:
    """What an x axis counts; times are said to be approximate. `x_name` is what steps are called."""
    name = {
        XKind.STEP: x_name,
        XKind.EPOCH: "epoch",
        XKind.ELAPSED: "about the time since the start",
        XKind.WALL: "about the time of day",
    }[kind]
    return f"{name}, log" if log else name


def _ticks(scale: Scale, ticks: Sequence[float], texts: Sequence[str]) -> Ticks:
    return Ticks([scale.fraction(tick) for tick in ticks], texts)
