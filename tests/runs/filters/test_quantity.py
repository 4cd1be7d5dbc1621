"""Numbers, durations and dates as they are typed."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.filters.interval import Comparison, Interval
from spt_tui.runs.filters.quantity import Fixed, date, duration, number, number_in, typed_number
from spt_tui.runs.filters.value_match import IsNan
from spt_tui.units import duration_text

NOON = time.mktime((2026, 11, 23, 12, 0, 0, 0, 0, -1))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-0.5", -0.5),
        ("1e-3", 0.001),
        (".003", 0.003),
        ("2k", 2_000),
        ("2K", 2_000),
        ("1.5M", 1_500_000.0),
        ("3G", 3_000_000_000),
        ("1T", 10**12),
        ("7%", 0.07),
        ("-inf", -math.inf),
        ("18446744073709551615", 2**64 - 1),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert typed_number(text) == value and number(text) == Fixed(value, value)


@pytest.mark.parametrize("text", ["", "k", "%", "1m", "2kk", "0x10", "adam", "nan", "nank", "--1", "9" * 400 + "%"])
def test_no_numbers(text: str) -> None:
    assert number(text) is None


@given(st.one_of(st.text(), st.text("0123456789.eEkKMGT%+-_naif")))
def test_any_text_is_a_number_or_none(text: str) -> None:
    for read in (number, duration, date):
        quantity = read(text)
        assert quantity is None or quantity.stretch(NOON)[0] <= quantity.stretch(NOON)[1]


@given(st.one_of(st.integers(), st.floats(allow_nan=False)))
def test_a_number_is_read_as_it_is_spelled(value: float) -> None:
    assert number_in(str(value)) == value == number_in(value)


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("90", 90, 91),
        ("90s", 90, 91),
        ("2d", 172_800, 259_200),
        ("1h30m", 5_400, 5_460),
        ("1.5h", 5_400, 5_760),
        ("2w", 1_209_600, 1_814_400),
        ("1y", 31_536_000, 63_072_000),
        ("0s", 0, 1),
    ],
)
def test_durations(text: str, begin: float, end: float) -> None:
    found = duration(text)
    assert found is not None and found.stretch(0.0) == pytest.approx((begin, end))


@pytest.mark.parametrize("text", ["", "d", "2 d", "1h30", "-1h", "1x", "1.h", "٣d", "1e3s"])
def test_no_durations(text: str) -> None:
    assert duration(text) is None


@given(st.integers(0, 99 * 86_400))
def test_a_duration_is_read_as_the_table_shows_it(seconds: int) -> None:
    found = duration(duration_text(seconds))
    assert found is not None and found.begin <= seconds < found.end


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("2026", (2026, 1, 1), (2027, 1, 1)),
        ("2026-11", (2026, 11, 1), (2026, 12, 1)),
        ("2026-12", (2026, 12, 1), (2027, 1, 1)),
        ("2024-02-29", (2024, 2, 29), (2024, 3, 1)),
        ("2026-12-31", (2026, 12, 31), (2027, 1, 1)),
        ("2026-11-01T23", (2026, 11, 1, 23), (2026, 11, 2)),
        ("2026-11-01 15:30", (2026, 11, 1, 15, 30), (2026, 11, 1, 15, 31)),
        ("2026-11-01T15:30:59", (2026, 11, 1, 15, 30, 59), (2026, 11, 1, 15, 31)),
        ("today", (2026, 11, 23), (2026, 11, 24)),
        ("Yesterday", (2026, 11, 22), (2026, 11, 23)),
    ],
)
def test_dates(text: str, begin: tuple[int, ...], end: tuple[int, ...]) -> None:
    def moment(parts: tuple[int, ...]) -> float:
        return time.mktime((*parts, *(0,) * (8 - len(parts)), -1))  # type: ignore[arg-type]

    found = date(text)
    assert found is not None and found.stretch(NOON) == (moment(begin), moment(end))


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-", "2026-00", "2026-13", "2026-02-30", "2026-11-01T24", "2026-11-01T1:60", "20261101", "now"],
)
def test_no_dates(text: str) -> None:
    assert date(text) is None


@given(
    st.lists(st.one_of(st.floats(), st.integers()), max_size=8),
    st.sampled_from((":", "=", "!=", "<", "<=", ">", ">=")),
    st.floats(allow_nan=False),
    st.sampled_from((0.0, 1.0)),
)
def test_all_numbers_at_once_as_one_by_one(numbers: list[float], operator: str, begin: float, width: float) -> None:
    interval = Comparison(operator, Fixed(begin, begin + width)).interval(0.0)
    assert list(interval.mask(numbers)) == [interval.holds(number) for number in numbers]
    assert list(IsNan().mask(numbers)) == [math.isnan(number) for number in numbers]


@given(st.one_of(st.floats(), st.integers()), st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_less_equal_or_more(number: float, limit: float) -> None:
    point = Fixed(limit, limit)
    holds = [Comparison(operator, point).interval(0.0).holds(number) for operator in ("<", "=", ">", "<=", ">=", "!=")]
    is_number = not math.isnan(number)
    assert sum(holds[:3]) == is_number
    assert holds[3:] == [is_number and not holds[2], is_number and not holds[0], is_number and not holds[1]]


def test_an_interval_may_be_open() -> None:
    assert Interval(low=1.0).holds(math.inf) and not Interval(high=1.0).holds(1.0)
