"""What each key makes of a view."""

from __future__ import annotations

import pytest

from spt_tui.runs.curves.band import Band
from spt_tui.runs.curves.series import Extent
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui.plots.curve import BandCurve, Curve, View
from spt_tui.ui.plots.view_state import FACTORS, ViewState, known_kinds
from tests.ui.series_of import series_of

TEN = [Curve(series_of([float(step) for step in range(11)], steps=[10.0 * step for step in range(11)]))]


def test_scales_turn_and_turn_back() -> None:
    state = ViewState()
    assert state.log_turned().view.log and state.log_turned().log_turned() == state
    assert state.log_x_turned().view.log_x and state.log_x_turned().log_x_turned() == state


def test_smoothing_goes_through_its_factors_and_stops_at_both_ends() -> None:
    state, seen = ViewState(), []
    for _ in range(len(FACTORS) + 2):
        seen.append(state.smoothing)
        state = state.smoothed(1)
    assert tuple(seen[: len(FACTORS)]) == FACTORS and seen[-1] == FACTORS[-1]
    assert state.smoothed(-1).smoothing == FACTORS[-2] and ViewState().smoothed(-1) == ViewState()


def test_x_goes_round_what_is_known_and_drops_what_has_its_unit() -> None:
    with_epochs = Curve(series_of([1.0, 2.0, 3.0], epochs=True), clock=StepClock.of([(0, 100.0), (2, 200.0)]))
    state = ViewState(View(window=Extent(0, 1), cursor=1.0))
    seen = []
    for _ in range(4):
        state = state.next_x([*TEN, with_epochs])
        seen.append(state.view.x)
    assert seen == [XKind.EPOCH, XKind.ELAPSED, XKind.WALL, XKind.STEP]
    assert state.view.window is None and state.view.cursor is None
    assert known_kinds([]) == (XKind.STEP,) == known_kinds(TEN)


def test_zooming_keeps_the_cursor_in_place_and_comes_back_to_the_whole() -> None:
    state = ViewState(View(cursor=25.0)).zoomed(1, TEN)
    assert state.view.window == Extent(12.5, 62.5)
    assert state.zoomed(-1, TEN).view.window is None
    assert ViewState().zoomed(1, TEN).view.window == Extent(50.0, 100.0)


def test_a_window_is_panned_and_stops_at_the_end() -> None:
    state = ViewState().zoomed(2, TEN)
    assert state.view.window == Extent(75.0, 100.0)
    assert state.panned(1, TEN) == state
    assert state.panned(-1, TEN).view.window == Extent(68.75, 93.75)
    assert ViewState().panned(1, TEN) == ViewState()
    assert state.whole() == ViewState()


def test_on_a_logarithmic_axis_a_window_is_halved_in_decades() -> None:
    state = ViewState().log_x_turned().zoomed(1, TEN)  # from step 10, the first above 0, to 100
    assert state.view.window is not None
    assert state.view.window == pytest.approx((10**1.5, 100.0))
    assert state.zoomed(-1, TEN).view.window is None


def test_the_cursor_goes_from_row_to_row() -> None:
    last = ViewState().moved(-1, TEN)
    assert last.view.cursor == 100.0 and ViewState().moved(1, TEN).view.cursor == 0.0
    assert last.moved(-1, TEN).view.cursor == 90.0
    assert last.moved(1, TEN) == last
    assert last.without_cursor() == ViewState()


def test_with_columns_it_passes_rows_that_share_one() -> None:
    curves = [Curve(series_of([0.0] * 1_000))]
    state = ViewState(View(cursor=0.0))
    assert state.moved(1, curves, columns=10).view.cursor == 100.0
    assert state.moved(1, curves, columns=10_000).view.cursor == 1.0
    assert ViewState(View(cursor=950.0)).moved(1, curves, columns=10).view.cursor == 951.0


def test_the_window_follows_the_cursor() -> None:
    state = ViewState(View(window=Extent(0.0, 20.0), cursor=20.0)).moved(1, TEN)
    assert state.view.cursor == 30.0 and state.view.window == Extent(20.0, 40.0)


def test_a_band_has_places_too_and_nothing_is_left_as_it_is() -> None:
    band = BandCurve(Band([0.0, 1.0, 2.0], [0.0] * 3, [0.5] * 3, [1.0] * 3, [2] * 3))
    assert ViewState(View(cursor=0.0)).moved(1, [band]).view.cursor == 1.0
    state = ViewState(View(cursor=1.0, window=Extent(0, 1)))
    assert state.moved(1, []) == state.zoomed(1, []) == state.panned(1, []) == state
