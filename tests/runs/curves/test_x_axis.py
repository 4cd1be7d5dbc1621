"""Where rows lie along an axis of steps, epochs or times."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.curves.series import Extent
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.curves.window import clamped, panned, zoomed
from spt_tui.runs.curves.x_axis import Track, XKind, step_track, track_of
from tests.ui.series_of import series_of

START = 1_800_000_000.0


def clock_of(*anchors: tuple[float, float]) -> StepClock:
    clock = StepClock.of(anchors)
    assert clock is not None
    return clock


def track_in(kind: XKind, clock: StepClock | None) -> Track:
    track = track_of(series_of([1.0] * 11, steps=[step * 10 for step in range(11)]), kind, clock)
    assert track is not None
    return track


def test_times_lie_on_lines_between_the_known_moments() -> None:
    clock = clock_of((0, START), (100, START + 50), (200, START + 250))
    assert [clock.time_of(step) - START for step in (0, 50, 100, 150, 200)] == [0, 25, 50, 150, 250]
    assert [clock.time_of(step) - START for step in (-10, 210)] == [-5, 270]
    assert [clock.step_at(START + seconds) for seconds in (25, 150)] == [50, 150]


def test_of_a_resumed_run_the_later_moments_count() -> None:
    clock = clock_of((0, START), (900, START + 90), (600, START + 1_000), (1_200, START + 1_060))
    assert clock.steps == (0, 600, 1_200)
    assert clock.time_of(900) == START + 1_030


@pytest.mark.parametrize("anchors", [[], [(5, START)], [(5, START), (5, START + 9)], [(5, START), (9, START)]])
def test_a_clock_needs_two_moments(anchors: list[tuple[float, float]]) -> None:
    assert StepClock.of(anchors) is None


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=2), st.integers(0, 10**6))
def test_a_clock_never_goes_backwards(anchors: list[tuple[float, float]], step: int) -> None:
    clock = StepClock.of(anchors)
    if clock is None:
        return
    assert clock.time_of(step) < clock.time_of(step + 1)
    assert clock.step_at(clock.time_of(step)) == pytest.approx(step, abs=1e-3)


def test_elapsed_time_begins_at_step_0_and_wall_time_is_the_clocks() -> None:
    clock = clock_of((50, START), (100, START + 10))
    assert track_in(XKind.ELAPSED, clock).ends == pytest.approx((0.0, 20.0))
    assert track_in(XKind.WALL, clock).ends == pytest.approx((START - 10, START + 10))
    assert track_of(series_of([1.0]), XKind.WALL) is None


@pytest.mark.parametrize("kind", XKind)
def test_every_row_is_found_where_it_lies(kind: XKind) -> None:
    series = series_of([float(n) for n in range(300)], epochs=True)
    track = track_of(series, kind, clock_of((0, START), (7, START + 1), (299, START + 1234)))
    assert track is not None
    for place in range(300):
        found = track.last_at(track.at(place))
        assert found is not None and track.at(found) == track.at(place)


def test_a_row_before_a_place_is_the_last_that_was_kept() -> None:
    track = step_track(series_of([float(n) for n in range(18)], steps=[*range(10), *range(6, 14)]))
    assert [track.last_at(x) for x in (-1.0, 0.0, 5.5, 6.0, 13.0, 99.0)] == [None, 0, 5, 10, 17, 17]
    assert track.beside(5.0) == (4, 10)
    assert track.beside(6.0) == (5, 11)
    assert track.beside(5.5) == (5, 10)
    assert track.beside(-1.0) == (None, 0)
    assert track.beside(13.0) == (16, None)


def test_steps_beyond_all_measure_have_no_time() -> None:
    series = series_of([1.0, 2.0], steps=[0, 1e308])
    assert track_of(series, XKind.WALL, clock_of((0, 0.0), (1e-9, 1e9))) is None


def test_a_window_is_zoomed_around_its_centre_and_stays_on_the_axis() -> None:
    ends = Extent(0.0, 100.0)
    assert zoomed(ends, 0.5, 50.0, ends) == (25.0, 75.0)
    assert zoomed(ends, 0.5, 0.0, ends) == (0.0, 50.0)
    assert zoomed(Extent(20.0, 40.0), 2.0, 35.0, ends) == (5.0, 45.0)
    assert zoomed(Extent(80.0, 100.0), 4.0, 90.0, ends) == (20.0, 100.0)
    assert zoomed(Extent(80.0, 100.0), 100.0, 90.0, ends) == ends
    assert panned(Extent(20.0, 40.0), 0.5, ends) == (30.0, 50.0)
    assert panned(Extent(20.0, 40.0), -2.0, ends) == (0.0, 20.0)
    assert clamped(Extent(90.0, 120.0), ends) == (70.0, 100.0)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.lists(st.tuples(st.floats(0.1, 10), st.floats(0, 1))))
def test_no_sequence_of_zooms_leaves_the_axis(low: float, length: float, zooms: list[tuple[float, float]]) -> None:
    ends = window = Extent(low, low + length)
    for factor, share in zooms:
        window = zoomed(window, factor, window.low + share * (window.high - window.low), ends)
        window = panned(window, share - 0.5, ends)
        assert ends.low <= window.low <= window.high
        assert window.high <= ends.high + math.ulp(ends.high) * 4
