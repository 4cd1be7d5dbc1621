"""The parts a gauge is drawn from: a bar, a short history, the colours of words."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass

from rich.style import Style

from spt_tui.hardware.remark import Level, Remark
from spt_tui.ui import theme
from spt_tui.ui.plots.glyphs import Glyphs, glyphs_of


@dataclass(frozen=True, slots=True)
class _Signs:
    """What gauges are drawn with."""

    filled: str = "━"
    half: str = "╸"
    track: str = "─"
    levels: str = "▁▂▃▄▅▆▇█"
    core_levels: str = "▁▃▅▇█"


_USUAL, _ASCII = _Signs(), _Signs("=", "-", ".", "_.-:=+*#", "_-=*#")

LEVEL_STYLE: dict[Level, Style] = {Level.NOTE: theme.INFO, Level.WARN: theme.WARN, Level.BAD: theme.BAD_BOLD}
"""Beside the words, which say the same without colours."""


def bar(percent: float | None, width: int) -> tuple[str, str]:
    """The filled and the empty part of a bar, together `width` characters. It moves with whole percents only.

    What is not known is blank: an empty bar is a zero.
    """
    if percent is None or width <= 0 or not math.isfinite(percent):
        return "", " " * width
    signs = _signs()
    halves = round(min(100.0, max(0.0, percent))) * width * 2 // 100
    filled = signs.filled * (halves // 2) + signs.half * (halves % 2)
    return filled, signs.track * (width - len(filled))


def history_text(percents: Iterable[float | None]) -> str:
    """One character for each; blank where nothing was read."""
    levels = _signs().levels
    return "".join(" " if percent is None else _level(percent, levels) for percent in percents)


def cores_text(percents: tuple[float, ...], room: int) -> str:
    """One character per core, at most `room`; where there are more cores, each stands for the busiest of several."""
    each = math.ceil(len(percents) / room)
    groups = (percents[start : start + each] for start in range(0, len(percents), each))
    levels = _signs().core_levels
    return "".join(_level(max(group), levels) for group in groups)


def remark_style(remarks: Iterable[Remark]) -> Style:
    """That of the first, which is the most important."""
    return next((LEVEL_STYLE[remark.level] for remark in remarks), theme.TEXT)


def _signs() -> _Signs:
    return _ASCII if glyphs_of(os.environ) is Glyphs.ASCII else _USUAL


def _level(percent: float, levels: str) -> str:
    if not math.isfinite(percent):
        return " "
    return levels[min(len(levels) - 1, max(0, int(percent * len(levels) / 100)))]
