"""One line of the metrics pane: which columns fit, and what stands in them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from spt_tui.runs.curves.series import Series
from spt_tui.runs.metric_name import lower_is_better
from spt_tui.ui import theme
from spt_tui.ui.plots.marks import marks_text
from spt_tui.units import ABSENT, number_text

Parts = tuple["tuple[str, Style]", ...]

GUTTER = 2
LAST = 8
BEST = 9
"""An arrow and a number."""
GAP = 2
LEAST_NAME, MOST_NAME = 10, 44
LEAST_SPARK, AMPLE_SPARK = 8, 24
MOST_NOTE = 22

_TRAINING, _EVALUATION = ("fit", "train", "training"), ("val", "valid", "validation", "eval", "test")


@dataclass(frozen=True, slots=True)
class Layout:
    """Widths of the columns in cells; 0 for one that is left out."""

    name: int
    best: int
    spark: int
    note: int


def layout(width: int, names: Iterable[str], notes: Iterable[str]) -> Layout:
    """The columns that fit in `width`: name, last and sparkline always, best and note where there is room."""
    widest = min(MOST_NAME, max(map(cell_len, names), default=LEAST_NAME))
    note = min(MOST_NOTE, max(map(len, notes), default=0))
    room = max(0, width - GUTTER - LAST - 2 * GAP)
    best = BEST + GAP if room >= LEAST_NAME + LEAST_SPARK + BEST + GAP + 8 else 0
    room -= best
    note = note + GAP if note and room >= LEAST_NAME + 2 * LEAST_SPARK + note + GAP else 0
    room -= note
    name = max(min(LEAST_NAME, room), min(widest, room - LEAST_SPARK, max(LEAST_NAME, room // 2, room - AMPLE_SPARK)))
    return Layout(name, best, max(0, room - name), note)


def head_parts(columns: Layout, axis: str) -> Parts:
    """The line over the columns; `axis` says what the sparklines are drawn along."""
    best = "best".rjust(columns.best) if columns.best else ""
    text = f"{'':{GUTTER}}{'metric':{columns.name}}{'last':>{GAP + LAST}}{best}{'':{GAP}}"
    return ((text, theme.DIM), (axis, theme.DIM))


def metric_parts(series: Series, columns: Layout, spark: str, by_epoch: bool, name_style: Style, gutter: str) -> Parts:
    """The line of one metric."""
    last_style = theme.TEXT if math.isfinite(series.last) else theme.BAD
    parts = [
        (gutter.ljust(GUTTER), theme.BOLD),
        (cut_middle(series.name, columns.name), name_style),
        (" " * max(0, columns.name - cell_len(series.name)), theme.TEXT),
        (number_text(series.last, LAST).rjust(GAP + LAST), last_style),
    ]
    if columns.best:
        parts.append((best_text(series).rjust(columns.best), best_style(series)))
    parts += [(" " * GAP, theme.TEXT), (spark, theme.CURVE)]
    note = marks_text(series, by_epoch) if columns.note else ""
    if note:
        parts += [(" " * GAP, theme.TEXT), (cut_middle(note, columns.note - GAP), theme.BAD)]
    return tuple(part for part in parts if part[0])


def best_text(series: Series) -> str:
    """`↓0.198`: the arrow says which way is better. Of an epoch or a learning rate nothing is best."""
    if series.best is None or _is_schedule(series.name):
        return ABSENT
    return ("↓" if lower_is_better(series.name) else "↑") + number_text(series.best, BEST - 1)


def best_style(series: Series) -> Style:
    """Green where the metric is at its best now."""
    return theme.GOOD if series.best == series.last and not _is_schedule(series.name) else theme.TEXT


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


def narrowed(series: Sequence[Series], filter_text: str) -> list[Series]:
    """The metrics whose names hold all words of the filter, upper or lower case, in the order of the pane."""
    words = filter_text.casefold().split()
    found = [one for one in series if all(word in one.name.casefold() for word in words)]
    return sorted(found, key=lambda one: _place(one.name))


def _is_schedule(name: str) -> bool:
    """True for what the training sets itself: the epoch and learning rates."""
    return name == "epoch" or re.match(r"(lr|learning_rate)(?![a-z])", name) is not None


def _place(name: str) -> tuple[int, list[tuple[int, int, str]]]:
    """Training, evaluation, everything else, learning rates and epoch; each in natural order."""
    family = re.split(r"[/_]", name.lower(), maxsplit=1)[0]
    ranks = (family in _TRAINING, family in _EVALUATION, not _is_schedule(name))
    pieces = re.split(r"(\d+)", name)
    rank = ranks.index(True) if any(ranks) else len(ranks)
    return rank, [(0, int(piece[:18]), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces if piece]
