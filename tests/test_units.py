from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui import units

ANY_FLOAT = st.floats(allow_nan=True, allow_infinity=True)
AMOUNT = st.floats(min_value=0, max_value=1e15)


@given(ANY_FLOAT)
def test_a_number_fits_its_column_and_reads_back(value: float) -> None:
    text = units.number_text(value)
    assert len(text) <= 8
    if math.isfinite(value) and 0 < abs(value) < 1e308:
        roomy = 1e-99 < abs(value) < 1e99  # an exponent of three digits leaves room for one digit before it
        assert math.isclose(float(text), value, rel_tol=0.06 if roomy else 0.51)


@given(AMOUNT)
def test_amounts_stay_short(value: float) -> None:
    assert len(units.bytes_text(value)) <= 5
    assert len(units.count_text(value)) <= 5
    assert len(units.count_text(value * 1e290)) <= 6
    assert len(units.duration_text(min(value, 86_400 * 9_999))) <= 6
    assert len(units.age_text(min(value, 3.1e9))) <= 4


@given(ANY_FLOAT)
def test_nothing_raises(value: float) -> None:
    for text in (units.count_text, units.duration_text, units.age_text, units.percent_text):
        assert text(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "-"), (math.nan, "NaN"), (math.inf, "Inf"), (-math.inf, "-Inf"), (65536.0, "65536"), (1e-05, "1e-5"),
     (0.23142, "0.23142"), (8.773891683419947e18, "8.774e18"), (3, "3"), (-0.000123456, "-1.23e-4")],
)  # fmt: skip
def test_numbers_as_people_read_them(value: float | None, text: str) -> None:
    assert units.number_text(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "-"), (41, "41s"), (200, "3m20s"), (7500, "2h05m"), (273_600, "3d4h"), (4e7, "462d")]
)
def test_durations(seconds: float | None, text: str) -> None:
    assert units.duration_text(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "now"), (-5, "now"), (-100_000, "-"), (41, "41s"), (7300, "2h"), (864_000, "10d")]
)
def test_ages(seconds: float, text: str) -> None:
    assert units.age_text(seconds) == text


@pytest.mark.parametrize(("value", "text"), [(512, "512B"), (1_363_149, "1.3M"), (65_498_251_264, "61.0G"), (0, "0B")])
def test_bytes(value: float, text: str) -> None:
    assert units.bytes_text(value) == text
