"""The parts a gauge is drawn from: a bar, a short history, the words for what is out of the ordinary."""

from __future__ import annotations

import math
from collections import deque

from rich.style import Style

from spt_tui.hardware.sample import Gpu, GpuState, Host
from spt_tui.ui import theme
from spt_tui.units import age_text

CELL_SECONDS = 10
"""One character of a history is the mean of so many seconds: it moves on seldom, and so costs little on a slow line."""
_KEPT_CELLS = 180
_LEVELS = "▁▂▃▄▅▆▇█"
_CORE_LEVELS = "▁▃▅▇█"
_FILLED, _HALF, _TRACK = "━", "╸", "─"

NO_WORD = ("", theme.TEXT)
"""There is nothing out of the ordinary."""

_HOT, _WARM = 3, 10
"""Degrees below the limit at which a GPU is called so."""
_USUAL_LIMIT = 90
"""Degrees Celsius, where a board does not tell its own limit."""
_FULL = 95.0
"""Percent of memory."""
_OVERLOAD = 1.5
"""Processes per core that run or wait."""


class History:
    """The last half hour of one percentage, in cells of `CELL_SECONDS`."""

    def __init__(self) -> None:
        self._cells: deque[tuple[int, float, int]] = deque(maxlen=_KEPT_CELLS)

    def add(self, time: float, percent: float | None) -> None:
        """Note a value read at `time`, seconds since the epoch; `None` leaves a gap."""
        if percent is None or not math.isfinite(percent):
            return
        cell = int(time // CELL_SECONDS)
        if self._cells and self._cells[-1][0] == cell:
            _, total, count = self._cells.pop()
            self._cells.append((cell, total + percent, count + 1))
        else:
            self._cells.append((cell, percent, 1))

    def text(self, width: int, now: float) -> str:
        """`width` characters that end at `now`; blank where nothing was read."""
        first = int(now // CELL_SECONDS) - width + 1
        marks = {cell: _level(total / count, _LEVELS) for cell, total, count in self._cells}
        return "".join(marks.get(cell, " ") for cell in range(first, first + width))


def bar(percent: float | None, width: int) -> tuple[str, str]:
    """The filled and the empty part of a bar, together `width` characters. It moves with whole percents only."""
    if percent is None or width <= 0:
        return "", _TRACK * width
    halves = round(min(100.0, max(0.0, percent))) * width * 2 // 100
    filled = _FILLED * (halves // 2) + _HALF * (halves % 2)
    return filled, _TRACK * (width - len(filled))


def cores_text(percents: tuple[float, ...], room: int) -> str:
    """One character per core, at most `room`; where there are more cores, each stands for the busiest of several."""
    each = math.ceil(len(percents) / room)
    groups = (percents[start : start + each] for start in range(0, len(percents), each))
    return "".join(_level(max(group), _CORE_LEVELS) for group in groups)


def share(used: float | None, total: float | None) -> float | None:
    """Percent."""
    return None if used is None or not total else 100 * used / total


def gpu_word(gpu: Gpu) -> tuple[str, Style]:
    """What matters most about a GPU: not answering, then its heat, then its memory."""
    if gpu.state is GpuState.LATE:
        return f"late {age_text(max(1.0, gpu.age))}", theme.WARN
    if gpu.state is GpuState.LOST:
        return f"lost {age_text(max(1.0, gpu.age))}", theme.BAD_BOLD
    if gpu.state is not GpuState.READY:
        return gpu.state.value, theme.WARN
    return heat_word(gpu) if heat_word(gpu)[0] else full_word(gpu.mem_used, gpu.mem_total)


def heat_word(gpu: Gpu) -> tuple[str, Style]:
    """`hot` close to the temperature at which the chip slows itself down, `warm` not far from it."""
    room = (gpu.temp_limit or _USUAL_LIMIT) - (gpu.temp or 0)
    return ("hot", theme.BAD) if room <= _HOT else ("warm", theme.WARN) if room <= _WARM else NO_WORD


def full_word(used: float | None, total: float | None) -> tuple[str, Style]:
    """`full` for memory of which hardly any is left."""
    return ("full", theme.WARN) if (share(used, total) or 0) >= _FULL else NO_WORD


def load_word(host: Host) -> tuple[str, Style]:
    """`overload` when many more processes want to run than there are cores."""
    crowded = host.load and host.cores and host.load[0] > _OVERLOAD * len(host.cores)
    return ("overload", theme.WARN) if crowded else NO_WORD


def _level(percent: float, levels: str) -> str:
    return levels[min(len(levels) - 1, max(0, int(percent * len(levels) / 100)))]
