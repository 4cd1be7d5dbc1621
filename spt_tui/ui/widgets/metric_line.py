"""One line of the metrics pane: which columns fit, and what stands in them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from spt_tui.runs.curves.series import Series, best_of
from spt_tui.runs.health.trend import Trend
from spt_tui.ui import theme
from spt_tui.ui.plots.marks import marks_text
from spt_tui.ui.widgets.metric_order import is_schedule
from spt_tui.units import ABSENT, count_text, number_text

Parts = tuple["tuple[str, Style]", ...]

GUTTER, WIDE_GUTTER = 2, 3
"""The cursor; and the letter of a marked metric, or the sign of a pinned one."""
LAST = 8
BEST = 9
"""An arrow and a number."""
GAP = 2
TREND = 2
COUNT = 5
LEAST_NAME, MOST_NAME = 10, 44
LEAST_SPARK, AMPLE_SPARK = 8, 24
MOST_NOTE = 22

TREND_GLYPH = {Trend.RISING: "↗", Trend.FALLING: "↘", Trend.FLAT: "→", Trend.UNKNOWN: " "}
PINNED = "*"


@dataclass(frozen=True, slots=True)
class Layout:
    """Widths of the columns in cells, with the gap before; 0 for one that is left out."""

    name: int
    best: int
    spark: int
    note: int
    trend: int = 0
    count: int = 0
    """How many values, and the last step: two columns, both or neither."""
    gutter: int = GUTTER


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of a metric besides its values."""

    series: Series
    lower: bool
    """Whether small is good."""
    trend: Trend
    spark: str
    sign: tuple[str, Style] = ("", theme.TEXT)
    """The letter of its curve, or that it is pinned."""


def layout(width: int, names: Iterable[str], notes: Iterable[str], gutter: int = GUTTER) -> Layout:
    """The columns that fit in `width`: name, last and sparkline always, the others where there is room."""
    widest = min(MOST_NAME, max(map(cell_len, names), default=LEAST_NAME))
    note = min(MOST_NOTE, max(map(len, notes), default=0))
    room = max(0, width - gutter - LAST - 2 * GAP)
    trend = TREND if room >= LEAST_NAME + LEAST_SPARK + TREND + 8 else 0
    best = BEST + GAP if room >= LEAST_NAME + LEAST_SPARK + BEST + GAP + 8 else 0
    room -= best + trend
    note = note + GAP if note and room >= LEAST_NAME + 2 * LEAST_SPARK + note + GAP else 0
    room -= note
    count = COUNT + GAP if room >= widest + AMPLE_SPARK + 2 * (COUNT + GAP) else 0
    room -= 2 * count
    name = max(min(LEAST_NAME, room), min(widest, room - LEAST_SPARK, max(LEAST_NAME, room // 2, room - AMPLE_SPARK)))
    return Layout(name, best, max(0, room - name), note, trend, count, gutter)


def head_parts(columns: Layout, axis: str, axis_name: str, best_first: bool) -> Parts:
    """The line over the columns; `axis` says what the sparklines are drawn along, `axis_name` what it counts."""
    first, second = ("best", "last") if best_first else ("last", "best")
    text = f"{'':{columns.gutter}}{'metric':{columns.name}}{first:>{GAP + LAST}}{'':{columns.trend}}"
    text += second.rjust(columns.best) if columns.best else ""
    if columns.count:
        text += f"{'values':>{columns.count}}{axis_name:>{columns.count}}"
    return ((f"{text}{'':{GAP}}", theme.DIM), (axis, theme.DIM))


def metric_parts(
    entry: Entry, columns: Layout, by_epoch: bool, best_first: bool, name_style: Style, here: bool
) -> Parts:
    """The line of one metric; `by_epoch`: the last column counts epochs, which a metric can be without."""
    series = entry.series
    sign, sign_style = entry.sign if columns.gutter == WIDE_GUTTER else ("", theme.TEXT)
    parts = [
        ("▶" if here else " ", theme.BOLD),
        (sign.ljust(columns.gutter - GUTTER), sign_style),
        (" ", theme.TEXT),
        (cut_middle(series.name, columns.name), name_style),
        (" " * max(0, columns.name - cell_len(series.name)), theme.TEXT),
        *_numbers(entry, columns, best_first),
    ]
    if columns.count:
        axis = series.epochs if by_epoch else series.steps
        last = ABSENT if axis is None else count_text(axis[-1])
        counted = f"{count_text(len(series.values)):>{columns.count}}{last:>{columns.count}}"
        parts.append((counted, theme.DIM))
    parts += [(" " * GAP, theme.TEXT), (entry.spark, theme.CURVE)]
    note = marks_text(series, by_epoch) if columns.note else ""
    if note:
        parts += [(" " * GAP, theme.TEXT), (cut_middle(note, columns.note - GAP), theme.BAD)]
    return tuple(part for part in parts if part[0])


def _numbers(entry: Entry, columns: Layout, best_first: bool) -> list[tuple[str, Style]]:
    """Last value, trend and best value; or the best value first."""
    last, best = last_part(entry.series), best_part(entry.series, entry.lower)
    trend = trend_part(entry) if columns.trend else ("", theme.TEXT)
    (first, first_style), (second, second_style) = (best, last) if best_first else (last, best)
    found = [(first.rjust(GAP + LAST), first_style), (trend[0].rjust(columns.trend), trend[1])]
    return [*found, (second.rjust(columns.best), second_style)] if columns.best else found


def last_part(series: Series) -> tuple[str, Style]:
    """The newest value."""
    return number_text(series.last, LAST), theme.TEXT if math.isfinite(series.last) else theme.BAD


def best_part(series: Series, lower: bool) -> tuple[str, Style]:
    """`↓0.198`: the arrow says which way is better, and it is green where the metric is at its best now.

    Of an epoch or a learning rate nothing is best.
    """
    best = None if is_schedule(series.name) else best_of(series, lower)
    if best is None:
        return ABSENT, theme.TEXT
    style = theme.GOOD if best == series.last else theme.TEXT
    return ("↓" if lower else "↑") + number_text(best, BEST - 1), style


def trend_part(entry: Entry) -> tuple[str, Style]:
    """Where the metric is going; green where that is the better way."""
    better = Trend.FALLING if entry.lower else Trend.RISING
    good = entry.trend is better and not is_schedule(entry.series.name)
    return TREND_GLYPH[entry.trend], theme.GOOD if good else theme.DIM


def cut_middle(text: str, width: int) -> str:
    """`text` in at most `width` cells; when cut, `…` stands before what follows the last `/`, or in the middle."""
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    tail = "/" + text.rpartition("/")[2]
    if "/" not in text or cell_len(tail) > width - 3:
        tail = _last_cells(text, (width - 1) // 2)
    return set_cell_size(text, width - 1 - cell_len(tail)) + "…" + tail


def _last_cells(text: str, width: int) -> str:
    start = len(text)
    while start and cell_len(text[start - 1 :]) <= width:
        start -= 1
    return text[start:]
