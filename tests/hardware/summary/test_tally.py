"""Figures of values that are not held."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.hardware.summary.quantity import BYTES, MEBIBYTE, WATTS, percentage, quantity
from spt_tui.hardware.summary.tally import PercentTally, Tally


def percents() -> st.SearchStrategy[list[float]]:
    return st.lists(st.floats(0, 100), min_size=1)


@given(percents())
def test_the_figures_are_those_of_the_list(values: list[float]) -> None:
    tally = PercentTally()
    for value in values:
        tally.add(value)
    spread = tally.spread()
    assert spread and spread.mean == pytest.approx(sum(values) / len(values)) and spread.max == max(values)
    nearest_rank = sorted(values)[math.ceil(0.95 * len(values)) - 1]
    assert spread.p95 == pytest.approx(nearest_rank, abs=0.0501)


@given(percents(), percents())
def test_two_tallies_are_one(first: list[float], second: list[float]) -> None:
    one, other, both = PercentTally(), PercentTally(), PercentTally()
    for tally, values in ((one, first), (other, second), (both, first + second)):
        for value in values:
            tally.add(value)
    one.add_all(other)
    merged, whole = one.spread(), both.spread()
    assert merged and whole and (merged.max, merged.p95, merged.count) == (whole.max, whole.p95, whole.count)
    assert merged.mean == pytest.approx(whole.mean)


def test_no_value_is_no_figure() -> None:
    tally = Tally()
    tally.add(None)
    assert tally.spread() is None


@pytest.mark.parametrize(
    ("cell", "watts"),
    [("612.33", 612.33), ("612.33 W", 612.33), ("300000 mW", 300), ("1.5kW", 1500), (" 7 ", 7), ("1e2", 100)],
)
def test_watts(cell: str, watts: float) -> None:
    assert quantity(cell, WATTS) == pytest.approx(watts)


@pytest.mark.parametrize(
    "cell", ["", "-", "[N/A]", "[Not Supported]", "ERR!", "nan", "inf", "1e400", "-5", "5 %", "5 W W"]
)
def test_what_is_no_power(cell: str) -> None:
    assert quantity(cell, WATTS) is None


@pytest.mark.parametrize(
    ("cell", "unit", "mebibytes"), [("5", "", 5), ("5 MiB", "", 5), ("5 GB", "", 5120), ("5", "KiB", 5 / 1024)]
)
def test_memory(cell: str, unit: str, mebibytes: float) -> None:
    assert quantity(cell, BYTES, unit) == mebibytes * MEBIBYTE


@pytest.mark.parametrize(("cell", "percent"), [("97", 97), ("97 %", 97), ("0", 0), ("101", None), ("97 W", None)])
def test_percent(cell: str, percent: float | None) -> None:
    assert percentage(cell) == percent
