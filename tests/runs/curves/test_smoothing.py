"""Smoothing is the mean it says it is, whatever is not a number among the values, and in however many pieces."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.curves.envelope import envelope
from spt_tui.runs.curves.metric_rows import MetricRows
from spt_tui.runs.curves.series import Series
from spt_tui.runs.curves.smoothing import Smoother
from spt_tui.runs.curves.x_axis import step_track
from tests.ui.series_of import series_of

NAN, INF = math.nan, math.inf


def weighted_means(values: list[float], factor: float) -> list[float]:
    """The definition, in as many steps as it has."""
    means, finite = [], list[float]()
    for value in values:
        if math.isfinite(value):
            finite.append(value)
            weights = [factor**age for age in range(len(finite) - 1, -1, -1)]
            value = math.fsum(w * x for w, x in zip(weights, finite, strict=True)) / math.fsum(weights)
        means.append(value)
    return means


def smoothed(series: Series, factor: float, most: int = 1_000_000) -> list[float]:
    smoother = Smoother(factor)
    found = smoother.follow(series, most)
    while smoother.behind:
        found = smoother.follow(series, most)
    assert found is not None
    return list(found.values)


@settings(max_examples=60)
@given(
    st.lists(st.floats(-1e6, 1e6) | st.sampled_from([NAN, INF, -INF]), min_size=1, max_size=80),
    st.floats(0, 0.999),
    st.integers(1, 30),
)
def test_the_average_is_the_weighted_mean_of_what_is_finite(values: list[float], factor: float, most: int) -> None:
    found = smoothed(series_of(values), factor, most)
    assert found == pytest.approx(weighted_means(values, factor), rel=1e-9, abs=1e-6, nan_ok=True)


def test_no_smoothing_leaves_values_as_they_are() -> None:
    assert smoothed(series_of([3.0, -1.0, 7.0]), 0.0) == [3.0, -1.0, 7.0]


def test_a_constant_stays_one_from_the_first_value_on() -> None:
    assert smoothed(series_of([2.5] * 50), 0.999) == pytest.approx([2.5] * 50)


def test_one_nan_does_not_wipe_the_rest() -> None:
    found = Smoother(0.6).follow(series_of([1.0, NAN, 1.0, 1.0]))
    assert found is not None
    assert (len(found.marks), found.nans, found.extent) == (1, 1, (1.0, 1.0))


def test_rows_that_come_later_cost_only_themselves() -> None:
    rows = MetricRows(b"step,epoch,loss")
    rows.feed(b"".join(b"%d,,%d\n" % (step, step % 7) for step in range(200)))
    smoother = Smoother(0.9)
    first = smoother.follow(rows.series()[0])
    rows.feed(b"".join(b"%d,,%d\n" % (step, step % 7) for step in range(200, 500)))
    second = smoother.follow(rows.series()[0])
    assert first is not None and second is not None
    assert len(first.values) == 200, "what was handed out stays as it was"
    assert list(second.values) == pytest.approx(weighted_means([float(step % 7) for step in range(500)], 0.9))
    assert envelope(step_track(second), 10).spans[0] is not None


def test_a_resumed_run_goes_on_from_the_last_row_that_was_kept() -> None:
    before, lost, after = [1.0, 2.0, 3.0], [1e9, 1e9], [4.0, 5.0]
    found = smoothed(series_of([*before, *lost, *after], steps=[0, 1, 2, 3, 4, 3, 4]), 0.9)
    straight = weighted_means([*before, *after], 0.9)
    assert found[:3] + found[5:] == pytest.approx(straight)


def test_another_series_is_smoothed_from_its_beginning() -> None:
    smoother = Smoother(0.9)
    smoother.follow(series_of([100.0] * 5))
    found = smoother.follow(series_of([1.0, 1.0]))
    assert found is not None and list(found.values) == pytest.approx([1.0, 1.0])
