"""The full plot, for values that plots die of."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.curves import quick_numbers
from spt_tui.runs.curves.series import Extent
from spt_tui.ui import theme
from spt_tui.ui.plots.plot import Curve, View, plot
from spt_tui.ui.plots.ticks import log_ticks, round_ticks, tick_texts
from tests.ui.series_of import series_of

NAN, INF = math.nan, math.inf


def text_of(values: list[float], width: int = 60, height: int = 14, **view: bool) -> list[str]:
    lines = plot([Curve(series_of(values))], width, height, view=View(**view))
    assert len(lines) == height
    return ["".join(part for part, _ in line) for line in lines]


CASES = {
    "nan": [1.0, NAN, 2.0],
    "all nan": [NAN, NAN],
    "inf": [1.0, INF, -INF, 3.0],
    "one point": [0.25],
    "constant": [3.0] * 50,
    "zero": [0.0] * 3,
    "huge": [1e300, -1e300, 1.7976931348623157e308, -1.7976931348623157e308],
    "tiny": [5e-324, 1e-323, 0.0],
    "negative": [-1.0, -2.0, -0.5],
    "close": [1.0, 1.0 + 2.3e-16],
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(("width", "height"), [(160, 45), (60, 14), (24, 7), (12, 5), (3, 2)])
def test_any_values_have_a_plot_of_the_size_asked_for(name: str, log: bool, width: int, height: int) -> None:
    lines = text_of(CASES[name], width, height, log=log)
    assert all(len(line) == width for line in lines[:-1])


@settings(max_examples=40)
@given(st.lists(st.floats(), min_size=1, max_size=40), st.booleans(), st.booleans())
def test_no_values_break_a_plot(values: list[float], log: bool, growing: bool) -> None:
    text_of(values, 50, 10, log=log, growing=growing)


def test_axes_have_round_ticks() -> None:
    lines = text_of([n / 100 for n in range(101)], 60, 16)
    assert [label for label in ("0.2", "0.4", "0.6", "0.8", "1.0") if any(label + "┤" in line for line in lines)]
    assert lines[-2].split()[0] == "0" and lines[-2].split()[-1] == "100"
    assert lines[-1].split() == ["step"]


def test_a_rising_curve_rises() -> None:
    lines = text_of([float(n) for n in range(100)], 60, 14)
    left, right = lines[0].index("┌"), lines[0].index("┐")
    assert lines[1][right - 1] != " " and lines[1][left + 1] == " "
    bottom = next(n for n, line in enumerate(lines) if "└" in line)
    assert lines[bottom - 1][left + 1] != " " and lines[bottom - 1][right - 1] == " "


def test_nan_is_marked_on_the_axis_and_counted() -> None:
    lines = plot([Curve(series_of([1.0, 2.0] * 10 + [NAN] * 20))], 60, 14)
    axis = lines[-3]
    marked = "".join(part for part, _ in axis)
    assert marked.index("×") > 25
    assert all(style is theme.BAD for text, style in axis if "×" in text)
    assert "NaN from step 20 on (20)" in "".join(part for part, _ in lines[-1])


def test_a_log_scale_says_what_it_cannot_show() -> None:
    assert "values not above 0 at the bottom" in text_of([1.0, 10.0, 0.0], log=True)[-1]
    assert any("nothing above 0 to draw" in line for line in text_of([-1.0], log=True))
    decades = text_of([10.0**n for n in range(-3, 3)], 60, 20, log=True)
    assert [
        label for label in ("0.01", "0.1", "1", "10") if any(line.lstrip().startswith(label + "┤") for line in decades)
    ]


def test_curves_keep_their_styles() -> None:
    low, high = series_of([0.0] * 10), series_of([1.0] * 10)
    lines = plot([Curve(low, theme.GOOD), Curve(high, theme.BAD)], 60, 14)
    styles = [{style for part, style in line if set(part) - set(" ┤│0123456789.")} for line in lines]
    assert theme.BAD in styles[1] and theme.GOOD in styles[-4]


@pytest.mark.parametrize(
    ("ticks", "texts"),
    [
        ([0.0, 0.25, 0.5], ["0", "0.25", "0.50"]),
        ([0.0, 10_000.0, 20_000.0], ["0", "10k", "20k"]),
        ([12_400.0, 12_410.0], ["12.40k", "12.41k"]),
        ([2.3025, 2.3026], ["2.3025", "2.3026"]),
        ([-1e300, 0.0, 1e300], ["-1e300", "0", "1e300"]),
        ([0.0, 2e-5], ["0", "2e-5"]),
    ],
)
def test_tick_texts_tell_ticks_apart(ticks: list[float], texts: list[str]) -> None:
    assert tick_texts(ticks) == texts


@given(st.floats(-1e300, 1e300), st.floats(1e-250, 1e300), st.integers(2, 12))
def test_round_ticks_lie_on_the_axis(low: float, length: float, most: int) -> None:
    high = low + length
    ticks = round_ticks(low, high, most)
    assert 1 <= len(ticks) <= max(3, most)
    margin = (high / 2 - low / 2) / 1e6 + abs(low) * 1e-9
    assert all(low - margin <= tick <= high + margin for tick in ticks)


def test_log_ticks_are_powers_of_ten_or_round() -> None:
    assert log_ticks(-3.0, 2.0, 10) == [0.001, 0.01, 0.1, 1.0, 10.0, 100.0]
    assert len(log_ticks(-300.0, 300.0, 6)) <= 7
    assert log_ticks(0.1, 0.5, 5) == pytest.approx([1.5, 2.0, 2.5, 3.0])


@pytest.mark.parametrize(("low", "high"), [(307.2, 308.3), (307.9, 308.9), (308.1, 309.5), (-330.0, 309.5)])
def test_a_log_axis_ends_where_numbers_do(low: float, high: float) -> None:
    ticks = log_ticks(low, high, 5)
    assert ticks and all(math.isfinite(tick) for tick in ticks)


@settings(max_examples=60)
@given(st.lists(st.floats(-1e300, 1e300) | st.sampled_from([NAN, INF, 0.0, 1.0]), min_size=1, max_size=400))
def test_numpy_draws_the_same_dots(values: list[float]) -> None:
    number_ends = pytest.importorskip("spt_tui.runs.curves.number_ends")
    curves = [Curve(series_of(values))]
    views = [View(), View(window=Extent(3.0, 50.0)), View(log=True)]
    slow = [plot(curves, 60, 14, view=view) for view in views]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick_numbers, "_numbers", number_ends)
        patch.setattr(quick_numbers, "LEAST_VALUES", 1)
        patch.setattr(quick_numbers, "LEAST_COLUMNS", 1)
        assert [plot(curves, 60, 14, view=view) for view in views] == slow
