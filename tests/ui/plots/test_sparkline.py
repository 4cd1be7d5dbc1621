"""Sparklines keep what is extreme and mark what is not finite."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.curves.envelope import envelope
from spt_tui.runs.curves.scale import scale_of
from spt_tui.runs.curves.x_axis import step_track
from spt_tui.ui.plots.raster import grid, raster
from spt_tui.ui.plots.sparkline import sparkline
from tests.ui.series_of import series_of

NAN, INF = math.nan, math.inf


def test_a_rising_line_goes_from_the_lowest_dot_to_the_highest() -> None:
    assert sparkline(series_of(range(8)), 4) == "⣀⡤⠖⠋"


@pytest.mark.parametrize("spike", [50.0, -50.0])
@pytest.mark.parametrize("width", [7, 40, 200])
def test_one_step_in_thirty_thousand_stays_visible(spike: float, width: int) -> None:
    values = [0.0] * 30_000
    values[23_333] = spike
    series = series_of(values)
    cell = 23_333 * width // 30_000
    line = sparkline(series, width)
    assert line[cell] != line[0]


@settings(max_examples=60)
@given(st.lists(st.floats(allow_nan=True), min_size=1, max_size=100), st.integers(1, 40), st.booleans())
def test_no_values_break_a_sparkline(values: list[float], width: int, log: bool) -> None:
    assert len(sparkline(series_of(values), width, log=log)) == width


def test_nan_is_marked_and_breaks_the_line() -> None:
    line = sparkline(series_of([1.0, 2.0] * 10 + [NAN] * 20), 20)
    assert "×" not in line[:9]
    assert set(line[10:]) == {"×"}
    broken = envelope(step_track(series_of([0.0, NAN, 4.0])), 30)
    scale = scale_of(broken.extent)
    assert scale is not None
    assert raster(broken, scale, grid(1, 4))[10] == 0, "no line leads across what is not a number"


def test_finite_values_among_many_nan_stay_visible() -> None:
    line = sparkline(series_of([1.0, NAN] * 200), 20)
    assert line[0] == "×"
    assert "×" not in line[1:]


def test_a_log_scale_lets_small_values_differ() -> None:
    values = [10.0**-power for power in range(8)]
    assert len(set(sparkline(series_of(values), 8))) < len(set(sparkline(series_of(values), 8, log=True)))
    assert sparkline(series_of([-1.0, 0.0]), 5, log=True) == "     "
