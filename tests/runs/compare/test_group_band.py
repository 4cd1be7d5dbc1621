from __future__ import annotations

import math
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.compare.group_band import Spread, band, grid
from spt_tui.runs.curves.series import Extent
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.curves.x_axis import Track, XKind, track_of
from tests.ui.series_of import series_of

NAN = math.nan


def along_steps(values: Sequence[float], steps: Sequence[float] | None = None) -> Track:
    track = track_of(series_of(values, steps=steps))
    assert track is not None
    return track


def test_the_mean_lies_on_straight_lines_between_rows() -> None:
    tracks = [along_steps([0.0, 4.0], [0, 4]), along_steps([1.0, 1.0, 5.0], [0, 2, 4])]
    found = band(tracks, grid(tracks, 5))
    assert list(found.x) == [0, 1, 2, 3, 4]
    assert list(found.mean) == [0.5, 1.0, 1.5, 3.0, 4.5]
    assert list(found.low) == [0.0, 1.0, 1.0, 3.0, 4.0]
    assert list(found.high) == [1.0, 1.0, 2.0, 3.0, 5.0]
    assert list(found.count) == [2] * 5


def test_nothing_is_said_outside_of_a_runs_own_rows() -> None:
    tracks = [along_steps([1.0, 1.0], [0, 2]), along_steps([3.0, 3.0], [2, 4])]
    found = band(tracks, grid(tracks, 5))
    assert list(found.count) == [1, 1, 2, 1, 1]
    assert list(found.mean) == [1, 1, 2, 3, 3]
    outside = band(tracks, [-1.0, 9.0])
    assert list(outside.count) == [0, 0] and all(map(math.isnan, (*outside.mean, *outside.low, *outside.high)))


def test_a_run_does_not_count_beside_its_nan() -> None:
    tracks = [along_steps([2.0, NAN, 2.0, math.inf], [0, 2, 4, 6]), along_steps([4.0, 4.0], [0, 6])]
    found = band(tracks, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert list(found.count) == [2, 1, 1, 1, 2, 1, 1]
    assert list(found.mean) == [3, 4, 4, 4, 3, 4, 4]


def test_a_standard_deviation_is_that_of_a_sample() -> None:
    tracks = [along_steps([value, value], [0, 1]) for value in (1.0, 2.0, 3.0)]
    found = band(tracks, [0.0, 1.0], Spread.DEVIATION)
    assert list(found.low) == pytest.approx([1.0, 1.0]) and list(found.high) == pytest.approx([3.0, 3.0])
    alone = band(tracks[:1], [0.0], Spread.DEVIATION)
    assert (list(alone.low), list(alone.mean), list(alone.high)) == ([1.0], [1.0], [1.0])


@pytest.mark.parametrize("spread", Spread)
def test_a_logarithmic_axis_begins_at_the_first_row_above_0(spread: Spread) -> None:
    tracks = [along_steps([1.0, 2.0, 3.0], [0, 1, 100]), along_steps([5.0, 5.0], [-3, 10])]
    xs = grid(tracks, 3, log_x=True)
    assert xs == pytest.approx([1, 10, 100])
    assert list(band(tracks, xs, spread).count) == [2, 2, 1]
    assert grid(tracks, 2, log_x=True, window=Extent(0.0, 10.0)) == [1, 10]
    before = [along_steps([1.0, 2.0], [-5, 0])]
    assert grid(before, 3, log_x=True) == [] and list(band(before, [], spread).mean) == []


def test_edges_that_no_float_can_hold_lie_at_the_largest_one() -> None:
    largest = sys.float_info.max
    tracks = [along_steps([value, value], [0, 1]) for value in (-largest, largest)]
    found = band(tracks, [0.0, 1.0], Spread.DEVIATION)
    assert (list(found.low), list(found.mean), list(found.high)) == ([-largest] * 2, [0.0] * 2, [largest] * 2)


def test_a_spike_between_two_columns_is_not_lost() -> None:
    values = [1.0] * 1_000
    values[432] = 99.0
    tracks = [along_steps(values), along_steps([1.0] * 1_000)]
    found = band(tracks, grid(tracks, 20))
    assert max(found.high) == 99.0 and max(found.mean) == 1.0 and min(found.low) == 1.0


def test_a_resumed_run_is_followed_across_its_restart() -> None:
    track = along_steps([0.0, 1.0, 2.0, 3.0, 20.0, 40.0], [0, 1, 2, 3, 2, 4])
    found = band([track], [0.0, 1.0, 1.5, 2.0, 3.0, 4.0])
    assert list(found.mean) == [0.0, 1.0, 10.5, 20.0, 30.0, 40.0]


def test_times_are_places_too() -> None:
    clock = StepClock.of([(0.0, 100.0), (10.0, 200.0)])
    track = track_of(series_of([0.0, 10.0], steps=[0, 10]), XKind.ELAPSED, clock)
    assert track is not None
    found = band([track], [0.0, 50.0, 100.0])
    assert list(found.mean) == pytest.approx([0.0, 5.0, 10.0])


def test_places_of_every_kind_of_grid() -> None:
    track = along_steps([1.0, 2.0, 3.0], [1, 10, 100])
    assert grid([track], 3, log_x=True) == pytest.approx([1, 10, 100])
    assert grid([track], 3, window=Extent(10, 20)) == [10, 15, 20]
    assert grid([along_steps([1.0], [7])], 40) == [7]
    assert grid([], 40) == [] and grid([along_steps([1.0], [0])], 9, log_x=True) == []


RUN = st.lists(st.tuples(st.integers(0, 30), st.one_of(st.floats(-1e300, 1e300), st.just(NAN))), min_size=1, max_size=8)


@settings(max_examples=40)
@given(st.lists(RUN, min_size=1, max_size=4), st.integers(1, 12), st.sampled_from(Spread))
def test_the_mean_lies_within_its_band(found: list[list[tuple[int, float]]], columns: int, spread: Spread) -> None:
    tracks = [along_steps([value for _, value in run], [step for step, _ in run]) for run in found]
    xs = grid(tracks, columns)
    made = band(tracks, xs, spread)
    assert len(xs) == len(made.low) == len(made.mean) == len(made.high) == len(made.count)
    for low, mean, high, count in zip(made.low, made.mean, made.high, made.count, strict=True):
        assert count <= len(tracks)
        assert math.isnan(mean) if count == 0 else low <= mean <= high
