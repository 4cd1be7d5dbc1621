"""Where a metric is going."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.health.trend import Trend, trend
from tests.ui.series_of import series_of

NOISE = random.Random(7)
FLAT = [1.0 + NOISE.gauss(0, 0.1) for _ in range(500)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3.0 - 0.005 * place for place in range(500)], Trend.FALLING),
        ([0.1 * place for place in range(40)], Trend.RISING),
        ([1.0] * 50, Trend.FLAT),
        (FLAT, Trend.FLAT),
        ([value + 0.005 * place for place, value in enumerate(FLAT)], Trend.RISING),
        ([*(3.0 - place / 50 for place in range(100)), *([1.0] * 100)], Trend.FLAT),
        ([*([1.0] * 100), 1e9, *([1.0] * 3)], Trend.FLAT),
        ([1e12, *(3.0 - 0.005 * place for place in range(500))], Trend.FALLING),
        ([1.0, 2.0, 3.0], Trend.UNKNOWN),
        ([1.0, *[math.nan] * 50], Trend.UNKNOWN),
        ([1.0, math.nan] * 3 + [2.0, math.inf] * 3, Trend.RISING),
    ],
)
def test_trends(values: list[float], expected: Trend) -> None:
    assert trend(series_of(values)) is expected


@given(st.lists(st.floats(), min_size=1, max_size=100))
def test_any_values_have_one(values: list[float]) -> None:
    assert trend(series_of(values)) in Trend


@given(st.lists(st.integers(-99, 99).map(float), min_size=1, max_size=100), st.integers(-30, 30))
def test_upside_down_and_in_another_unit_it_is_the_same(values: list[float], power: int) -> None:
    found = trend(series_of(values))
    turned = {Trend.RISING: Trend.FALLING, Trend.FALLING: Trend.RISING}
    assert trend(series_of([value * 2.0**power for value in values])) is found
    assert trend(series_of([-value for value in values])) is turned.get(found, found)
