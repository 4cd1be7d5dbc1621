"""The parts a gauge is drawn from: a bar, a short history, the colours of words."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich.style import Style

from spt_tui.hardware.remark import Level, Remark
from spt_tui.ui import theme

_LEVELS = "▁▂▃▄▅▆▇█"
_CORE_LEVELS = "▁▃▅▇█"
_FILLED, _HALF, _TRACK = "━", "╸", "─"

LEVEL_STYLE: dict[Level, Style] = {Level.NOTE: theme.INFO, Level.WARN: theme.WARN, Level.BAD: theme.BAD_BOLD}
"""Beside the words, which say the same without colours."""


def bar(percent: float | None, width: int) -> tuple[str, str]:
    """The filled and the empty part of a bar, together `width` characters. It moves with whole percents only.

    What is not known is blank: an empty bar is a zero.
    """
    if percent is None or width <= 0 or not math.isfinite(percent):
        return "", " " * width
    halves = round(min(100.0, max(0.0, percent))) * width * 2 // 100
    filled = _FILLED * (halves // 2) + _HALF * (halves % 2)
    return filled, _TRACK * (width - len(filled))


def history_text(percents: Iterable[float | None]) -> str:
    """One character for each; blank where nothing was read."""
    return "".join(" " if percent is None else _level(percent, _LEVELS) for percent in percents)


def cores_text(percents: tuple[float, ...], room: int) -> str:
    """One character per core, at most `room`; where there are more cores, each stands for the busiest of several."""
    each = math.ceil(len(percents) / room)
    groups = (percents[start : start + each] for start in range(0, len(percents), each))
    return "".join(_level(max(group), _CORE_LEVELS) for group in groups)


def remark_style(remarks: Iterable[Remark]) -> Style:
    """That of the first, which is the most important."""
    return next((LEVEL_STYLE[remark.level] for remark in remarks), theme.TEXT)


def _level(percent: float, levels: str) -> str:
    if not math.isfinite(percent):
        return " "
    return levels[min(len(levels) - 1, max(0, int(percent * len(levels) / 100)))]
