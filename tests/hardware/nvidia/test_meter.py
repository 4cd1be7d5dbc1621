from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.hardware.nvidia.meter import Meter


def test_growth_per_second_since_the_reading_before() -> None:
    meter = Meter()
    assert [meter.rate(value, at) for value, at in ((100, 10.0), (400, 12.0), (400, 14.0), (410, 14.5))] == [
        None,
        150.0,
        0.0,
        20.0,
    ]


def test_a_counter_that_begins_anew_or_was_missing_is_compared_with_nothing() -> None:
    meter = Meter()
    values = (500, 600, 50, 150, None, 900, 1000)
    assert [meter.rate(value, float(at)) for at, value in enumerate(values)] == [None, 100, None, 100, None, None, 100]


def test_two_readings_in_quick_succession_keep_the_rate() -> None:
    meter = Meter()
    rates = [meter.rate(value, at) for value, at in ((0, 0.0), (10, 0.01), (100, 1.0), (100, 1.01), (200, 2.0))]
    assert rates == [None, None, 100.0, 100.0, 100.0]


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 2**64)), st.floats(0, 1e6)), max_size=8))
def test_a_rate_is_never_negative(readings: list[tuple[int | None, float]]) -> None:
    meter, at = Meter(), 0.0
    for value, pause in readings:
        at += pause
        rate = meter.rate(value, at)
        assert rate is None or rate >= 0


def test_a_clock_that_stands_still_divides_by_nothing() -> None:
    meter = Meter()
    assert [meter.rate(value, 1.0) for value in (1, 2, 1)] == [None, None, None]
    assert meter.rate(2, 2.0) == pytest.approx(1)
