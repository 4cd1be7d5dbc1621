"""What a plot is drawn from keeps every extreme value."""

from __future__ import annotations

import math
import random
from array import array
from bisect import bisect_left
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.curves import quick_numbers
from spt_tui.runs.curves.axis import Axes, Axis
from spt_tui.runs.curves.column_ends import column_ends
from spt_tui.runs.curves.envelope import Envelope, axis_scale, envelope, steady, visible_extent
from spt_tui.runs.curves.growing import Growing
from spt_tui.runs.curves.number_column import PickedColumn
from spt_tui.runs.curves.rising_column import RisingColumn
from spt_tui.runs.curves.series import Extent, Series
from spt_tui.runs.curves.x_axis import XKind, step_track, track_of
from tests.ui.series_of import series_of

NAN, INF = math.nan, math.inf
VALUES = st.floats(-1e300, 1e300) | st.sampled_from([NAN, INF, -INF])


def grown(values: list[float]) -> Series:
    """As many values as take long to write into a file."""
    axes, growing = Axes(Axis(), Axis()), Growing("fit/loss")
    axes.steps.extend(array("d", range(len(values))))
    axes.epochs.extend(array("d", [NAN]) * len(values))
    growing.values.extend(values)
    growing.rows.extend(range(len(values)))
    growing.settle(axes)
    return growing.snapshot(axes, has_steps=True)


def enveloped(series: Series, columns: int) -> Envelope:
    return envelope(step_track(series), columns)


@settings(max_examples=80)
@given(st.lists(VALUES, min_size=1, max_size=400), st.integers(1, 50))
def test_the_columns_contain_the_extremes_the_first_and_the_last(values: list[float], columns: int) -> None:
    found = enveloped(series_of(values), columns)
    finite = [value for value in values if math.isfinite(value)]
    spans = [span for span in found.spans if span]
    assert bool(spans) == bool(finite)
    if finite:
        assert found.extent == (min(finite), max(finite))
        assert spans[0].first == finite[0] and spans[-1].last == finite[-1]
    assert bool(found.marks) == (len(finite) < len(values))


@settings(max_examples=60)
@given(st.lists(VALUES, min_size=1, max_size=700), st.integers(1, 40))
def test_every_column_is_what_its_rows_are(values: list[float], columns: int) -> None:
    found = enveloped(series_of(values), columns)
    scale = axis_scale(Extent(0.0, float(len(values) - 1)))
    edges = [scale.number(column / columns) for column in range(1, columns)]
    for column, (low, high) in enumerate(pairwise([-INF, *edges, INF])):
        inside = [value for step, value in enumerate(values) if low <= step < high]
        finite = [value for value in inside if math.isfinite(value)]
        span = found.spans[column]
        assert (span and tuple(span)) == ((finite[0], finite[-1], min(finite), max(finite)) if finite else None)
        assert (column in found.marks) == (len(finite) < len(inside))


@pytest.mark.parametrize("columns", [1, 7, 80, 400])
def test_one_step_in_a_million_is_in_its_column(columns: int) -> None:
    values = [0.0] * 1_000_000
    values[777_777] = 1.0
    found = enveloped(grown(values), columns)
    spiked = [column for column, span in enumerate(found.spans) if span and span.high == 1.0]
    assert spiked == [777_777 * columns // 999_999]


def test_rows_that_a_resumed_run_wrote_anew_are_not_drawn() -> None:
    series = series_of([1.0] * 10 + [5.0] * 8, steps=[*range(10), *range(6, 14)])
    found = enveloped(series, 14)
    assert [span.high for span in found.spans if span] == [1.0] * 6 + [5.0] * 8
    assert [span.low for span in found.spans if span] == [1.0] * 6 + [5.0] * 8
    assert step_track(series).restarts == (6.0,)


def test_steps_in_no_order_are_laid_out_by_row() -> None:
    steps = [float(n * 7919 % 5003) for n in range(5000)]
    found = enveloped(series_of([float(n) for n in range(5000)], steps=steps), 10)
    assert [span.low for span in found.spans if span] == [500.0 * n for n in range(10)]


@settings(max_examples=80)
@given(
    st.lists(st.floats(-1e3, 1e3) | st.sampled_from([NAN, INF]), min_size=2, max_size=300),
    st.floats(-5, 300),
    st.floats(0, 300),
)
def test_what_is_seen_reaches_as_far_as_its_rows_and_the_lines_over_its_ends(
    values: list[float], low: float, length: float
) -> None:
    high = low + length
    seen = [value for step, value in enumerate(values) if low <= step <= high]
    for end in (low, high):
        step = math.floor(end)
        if 0 <= step < len(values) - 1 and step < end:
            seen.append(values[step] * (step + 1 - end) + values[step + 1] * (end - step))
    finite = list(filter(math.isfinite, seen))
    found = visible_extent(step_track(series_of(values)), low, high)
    assert found == (pytest.approx((min(finite), max(finite)), abs=1e-9) if finite else None)


def test_a_window_shows_its_rows_and_the_lines_that_lead_out_of_it() -> None:
    track = step_track(series_of([float(n) for n in range(0, 1000, 100)], steps=list(range(0, 1000, 100))))
    found = envelope(track, 10, axis_scale(Extent(250.0, 450.0)), clip=True)
    assert [span.low for span in found.spans if span] == [300.0, 400.0]
    assert (found.entry, found.exit) == (250.0, 450.0)
    assert visible_extent(track, 250.0, 450.0) == (250.0, 450.0)
    between = envelope(track, 10, axis_scale(Extent(310.0, 320.0)), clip=True)
    assert not any(between.spans) and (between.entry, between.exit) == (310.0, 320.0)


def test_no_line_leads_out_of_a_window_to_what_is_not_finite() -> None:
    track = step_track(series_of([1.0, 2.0, NAN, 4.0]))
    found = envelope(track, 4, axis_scale(Extent(0.5, 1.5)), clip=True)
    assert (found.entry, found.exit) == (1.5, None)
    assert visible_extent(track, 1.6, 2.5) is None


@settings(max_examples=60)
@given(st.lists(VALUES, min_size=1, max_size=300), st.tuples(st.floats(0, 300), st.floats(0, 300)))
def test_a_window_holds_the_extremes_of_its_rows(values: list[float], window: tuple[float, float]) -> None:
    low, high = sorted(window)
    track = step_track(series_of(values))
    found = envelope(track, 20, axis_scale(Extent(low, high + 1)), clip=True)
    inside = [value for step, value in enumerate(values) if low <= step <= high + 1 and math.isfinite(value)]
    spans = [span for span in found.spans if span]
    assert min((span.low for span in spans), default=None) == min(inside, default=None)
    assert max((span.high for span in spans), default=None) == max(inside, default=None)


def test_the_end_of_a_growing_axis_moves_in_few_strides() -> None:
    ends = [steady(Extent(0.0, float(step))).high for step in range(1000, 2000)]
    assert len(set(ends)) <= 10
    assert all(step <= end <= step * 1.125 for step, end in zip(range(1000, 2000), ends, strict=True))


def test_epochs_are_an_axis_only_where_all_rows_have_one() -> None:
    assert step_track(series_of([1.0] * 30, epochs=True), by_epoch=True).ends == (0.0, 2.0)
    assert step_track(series_of([1.0] * 30), by_epoch=True).ends == (0.0, 29.0)
    assert track_of(series_of([1.0] * 30), XKind.EPOCH) is None


@settings(max_examples=60)
@given(st.lists(VALUES, min_size=1, max_size=900), st.integers(1, 60), st.randoms(use_true_random=False))
def test_numpy_finds_the_same_ends(values: list[float], columns: int, chance: random.Random) -> None:
    number_ends = pytest.importorskip("spt_tui.runs.curves.number_ends")
    series = grown(values)
    places = sorted(chance.choices(range(len(values) + 1), k=columns + 1))
    slow = column_ends(series, places)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick_numbers, "_numbers", number_ends)
        patch.setattr(quick_numbers, "LEAST_VALUES", 1)
        assert column_ends(series, places) == slow


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=60), st.integers(-2, 200))
def test_a_step_is_found_among_all_rows_as_among_those_of_its_metric(rows: list[tuple[int, bool]], number: int) -> None:
    numbers = array("d", accumulate(stride for stride, _ in rows))
    own = array("I", (row for row, (_, is_own) in enumerate(rows) if is_own))
    picked, rising = PickedColumn(numbers, own, len(own)), RisingColumn(numbers, own, len(own))
    for low in range(len(own) + 1):
        for high in range(low, len(own) + 1):
            assert rising.bisect(number, low, high) == picked.bisect(number, low, high)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), st.lists(st.floats(-2, 200), max_size=9).map(sorted))
def test_numpy_finds_the_same_places(strides: list[int], numbers: list[float]) -> None:
    number_ends = pytest.importorskip("spt_tui.runs.curves.number_ends")
    steps = array("d", accumulate(strides))
    assert number_ends.places(steps, numbers, 2) == [2 + bisect_left(steps, number) for number in numbers]


def test_steps_that_hardly_differ_have_an_axis() -> None:
    track = step_track(series_of([1.0, 2.0], steps=[0.0, 5e-324]))
    assert steady(track.ends) == track.ends
    assert envelope(track, 4, axis_scale(Extent(0.0, 0.0)), clip=True).columns
