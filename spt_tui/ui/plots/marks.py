"""NaN and infinities of a series in words."""

from __future__ import annotations

import math

from spt_tui.runs.curves.series import Series
from spt_tui.units import count_text


def marks_text(series: Series, by_epoch: bool = False) -> str:
    """`NaN from 12.4k` when nothing finite follows, else `3 NaN, first 12.4k`; empty when all is finite."""
    if not series.marks:
        return ""
    first = count_text(_first(series, by_epoch))
    if _to_the_end(series):
        return f"{_kinds(series)} from {first}"
    return f"{count_text(len(series.marks))} {_kinds(series)}, first {first}"


def marks_sentence(series: Series, x_name: str, by_epoch: bool = False) -> str:
    """`NaN from step 12,400 on (78)` when nothing finite follows, else `3 NaN, first at step 12,400`, or empty."""
    if not series.marks:
        return ""
    count, place = f"{len(series.marks):,}", f"{x_name} {_first(series, by_epoch):,.10g}"
    if _to_the_end(series):
        return f"{_kinds(series)} from {place} on ({count})"
    return f"{count} {_kinds(series)}, first at {place}"


def _first(series: Series, by_epoch: bool) -> float:
    axis = series.epochs if by_epoch and series.epochs is not None else series.steps
    return axis[series.marks[0]]


def _to_the_end(series: Series) -> bool:
    return len(series.values) - series.marks[0] == len(series.marks)


def _kinds(series: Series) -> str:
    if series.nans == len(series.marks):
        return "NaN"
    if series.nans == 0:
        return "Inf"
    return "Inf/NaN" if math.isinf(series.values[series.marks[0]]) else "NaN/Inf"
