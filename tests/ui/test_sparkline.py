"""Sparklines keep what is extreme and mark what is not finite."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.curves.envelope import envelope, steady, x_extent
from spt_tui.runs.curves.series import Extent
from spt_tui.ui.raster import raster, scale_of
from spt_tui.ui.sparkline import block_sparkline, sparkline
from tests.ui.series_of import series_of

NAN, INF = math.nan, math.inf


def test_a_rising_line_goes_from_the_lowest_dot_to_the_highest() -> None:
    assert sparkline(series_of(range(8)), 4) == ["⣀⡤⠖⠋"]
    lines = sparkline(series_of(range(64)), 8, height=2)
    assert [len(line) for line in lines] == [8, 8]
    assert lines[0].startswith(" ") and lines[1].endswith(" ")


@pytest.mark.parametrize("spike", [50.0, -50.0])
@pytest.mark.parametrize("width", [7, 40, 200])
def test_one_step_in_thirty_thousand_stays_visible(spike: float, width: int) -> None:
    values = [0.0] * 30_000
    values[23_333] = spike
    series = series_of(values)
    cell = 23_333 * width // 30_000
    line = sparkline(series, width)[0]
    blocks = block_sparkline(series, width)
    assert line[cell] != line[0]
    assert blocks[cell] != blocks[0]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(-1e300, 1e300) | st.sampled_from([NAN, INF, -INF]), min_size=1, max_size=300),
    st.integers(1, 50),
)
def test_an_envelope_holds_the_extremes_of_every_column(values: list[float], columns: int) -> None:
    series = series_of(values)
    found = envelope(series, columns)
    finite = [value for value in values if math.isfinite(value)]
    spans = [span for span in found.spans if span]
    assert bool(spans) == bool(finite)
    if finite:
        assert min(span.low for span in spans) == min(finite)
        assert max(span.high for span in spans) == max(finite)
        assert spans[0].first == finite[0] and spans[-1].last == finite[-1]
    assert bool(found.marks) == (len(finite) < len(values))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(allow_nan=True), min_size=1, max_size=100), st.integers(1, 40), st.booleans())
def test_no_values_break_a_sparkline(values: list[float], width: int, log: bool) -> None:
    series = series_of(values)
    assert [len(line) for line in sparkline(series, width, log=log)] == [width]
    assert len(block_sparkline(series, width, log=log)) == width


def test_nan_is_marked_and_breaks_the_line() -> None:
    line = sparkline(series_of([1.0, 2.0] * 10 + [NAN] * 20), 20)[0]
    assert "×" not in line[:9]
    assert set(line[10:]) == {"×"}
    broken = envelope(series_of([0.0, NAN, 4.0]), 30)
    scale = scale_of([broken])
    assert scale is not None
    assert raster(broken, scale, 4)[10] == 0, "no line leads across what is not a number"


def test_finite_values_among_many_nan_stay_visible() -> None:
    line = sparkline(series_of([1.0, NAN] * 200), 20)[0]
    assert line[0] == "×"
    assert "×" not in line[1:]


def test_a_log_scale_lets_small_values_differ() -> None:
    values = [10.0**-power for power in range(8)]
    assert len(set(block_sparkline(series_of(values), 8))) < len(set(block_sparkline(series_of(values), 8, log=True)))
    assert sparkline(series_of([-1.0, 0.0]), 5, log=True) == ["     "]


def test_a_resumed_run_is_drawn_over_itself() -> None:
    series = series_of([1.0] * 10 + [5.0] * 8, steps=[*range(10), *range(6, 14)])
    found = envelope(series, 14)
    assert found.spans[8] is not None
    assert (found.spans[8].low, found.spans[8].high) == (1.0, 5.0)
    assert found.spans[2] is not None
    assert found.spans[2].high == 1.0


def test_steps_in_no_order_are_laid_out_by_row() -> None:
    steps = [float(n * 7919 % 5003) for n in range(5000)]
    found = envelope(series_of([float(n) for n in range(5000)], steps=steps), 10)
    assert [span.low for span in found.spans if span] == [500.0 * n for n in range(10)]


def test_the_end_of_a_growing_axis_moves_in_few_strides() -> None:
    ends = [steady(Extent(0.0, float(step))).high for step in range(1000, 2000)]
    assert len(set(ends)) <= 10
    assert all(step <= end <= step * 1.125 for step, end in zip(range(1000, 2000), ends, strict=True))


def test_epochs_are_an_axis_only_where_all_rows_have_one() -> None:
    assert x_extent(series_of([1.0] * 30, epochs=True), by_epoch=True) == (0.0, 2.0)
    assert x_extent(series_of([1.0] * 30), by_epoch=True) == (0.0, 29.0)
