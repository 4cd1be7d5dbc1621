"""How long a sample stands for."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.export.summary_text import span_text
from spt_tui.hardware.summary.sample_clock import SampleClock, pace_of


def test_each_sample_stands_for_the_time_since_the_one_before() -> None:
    clock = SampleClock(2.0)
    assert [clock.step(time) for time in (10.0, 12.0, 14.5, None, 20.5, 20.6)] == pytest.approx([0, 2, 2.5, 0, 6, 0.1])
    span = clock.span()
    assert span and (span.start, span.end, span.gaps) == (10.0, 20.6, 0)


def test_more_than_three_intervals_are_a_gap() -> None:
    clock = SampleClock(2.0)
    assert [clock.step(time) for time in (0.0, 6.5, 8.5)] == [0, 0, 2]
    span = clock.span()
    assert span and (span.gaps, span.gap_seconds, span.seconds) == (1, 6.5, 2)


def test_a_clock_that_is_set_back_costs_a_step() -> None:
    clock = SampleClock(2.0)
    assert [clock.step(time) for time in (100.0, 50.0, 52.0)] == [0, 0, 2]
    span = clock.span()
    assert span and (span.start, span.end) == (50.0, 100.0)


def test_without_an_interval_nothing_is_a_gap() -> None:
    clock = SampleClock(0.0)
    assert [clock.step(time) for time in (0.0, 900.0)] == [0, 900]


@given(st.lists(st.floats(-1e18, 1e18) | st.none()), st.floats(0, 1e18))
def test_any_times(times: list[float | None], interval: float) -> None:
    clock = SampleClock(interval)
    seconds = sum(clock.step(moment) for moment in times)
    span = clock.span()
    if span:
        assert span.start <= span.end and span.seconds == pytest.approx(seconds) and span_text(span)


def test_a_span_within_a_day_names_it_once() -> None:
    clock = SampleClock(60.0)
    noon = time.mktime((2026, 11, 22, 12, 0, 0, 0, 0, -1))
    clock.step(noon)
    clock.step(noon + 60)
    span = clock.span()
    assert span and span_text(span) == "2026-11-22 12:00:00 to 12:01:00"
    clock.step(noon + 86_400)
    span = clock.span()
    assert span and span_text(span) == "2026-11-22 12:00:00 to 2026-11-23 12:00:00"


@pytest.mark.parametrize("interval", [1.0, 2.0, 60.0])
@pytest.mark.parametrize("rows", [1, 2, 8])
def test_the_pace_of_a_file(interval: float, rows: int) -> None:
    times = [moment * interval + row * 0.003 for moment in range(20) for row in range(rows)]
    pace = pace_of(times)
    assert pace.interval == pytest.approx(interval, rel=0.03)
    assert 0.003 * (rows - 1) / rows < pace.closeness < interval / 2


def test_the_pace_of_nothing() -> None:
    assert pace_of([]) == pace_of([5.0]) == pace_of([5.0, 5.0])
