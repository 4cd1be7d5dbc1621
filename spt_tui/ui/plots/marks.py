"""NaN and infinities of a series in words."""

from __future__ import annotations

import math

from spt_tui.runs.curves.series import Series
from spt_tui.runs.health.odd_values import OddValues
from spt_tui.units import count_text


def marks_text(series: Series, by_epoch: bool = False) -> str:
    """`NaN from 12.4k` when nothing finite follows, else `3 NaN, first 12.4k`; empty when all is finite."""
    odd = OddValues.of(series)
    if odd is None:
        return ""
    if odd.since is not None:
        return f"{_kinds(series, odd)} from {count_text(_x(series, odd.since, by_epoch))}"
    return f"{count_text(odd.count)} {_kinds(series, odd)}, first {count_text(_x(series, odd.first, by_epoch))}"


def marks_sentence(series: Series, x_name: str, by_epoch: bool = False) -> str:
    """`NaN from step 12,400 on (78)` when nothing finite follows, else `3 NaN, first at step 12,400`, or empty.

    Where there were some before, the brackets say so: `(78 in all, first at step 20)`.
    """
    odd = OddValues.of(series)
    if odd is None:
        return ""
    first = f"first at {x_name} {_x(series, odd.first, by_epoch):,.10g}"
    if odd.since is None:
        return f"{odd.count:,} {_kinds(series, odd)}, {first}"
    place = f"{x_name} {_x(series, odd.since, by_epoch):,.10g}"
    earlier = "" if odd.since == odd.first else f" in all, {first}"
    return f"{_kinds(series, odd)} from {place} on ({odd.count:,}{earlier})"


def _x(series: Series, place: int, by_epoch: bool) -> float:
    return (series.epochs if by_epoch and series.epochs is not None else series.steps)[place]


def _kinds(series: Series, odd: OddValues) -> str:
    if odd.nans == odd.count:
        return "NaN"
    if odd.nans == 0:
        return "Inf"
    return "Inf/NaN" if math.isinf(series.values[odd.first]) else "NaN/Inf"
