"""Plots of several curves: legend, letters, axes of times, windows, cursors, bands; and no input breaks one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from spt_tui.runs.curves.band import Band
from spt_tui.runs.curves.series import Extent
from spt_tui.runs.curves.smoothing import Smoother
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui import theme
from spt_tui.ui.plots.curve import AnyCurve
from spt_tui.ui.plots.plot import BandCurve, Curve, Glyphs, Sketches, View, letter_of, plot, x_ends
from spt_tui.ui.plots.readout import nearest_row, values_at
from spt_tui.ui.plots.small_plot import small_plot
from tests.ui.series_of import series_of

NAN, INF = math.nan, math.inf
START = 1_800_000_000.0
RISING = [float(n) for n in range(101)]


def shown(curves: Sequence[AnyCurve], width: int = 60, height: int = 14, view: View = View()) -> list[str]:  # noqa: B008
    lines = plot(curves, width, height, view=view)
    texts = ["".join(text for text, _ in line) for line in lines]
    assert len(texts) == height and {cell_len(text) for text in texts} == {width}
    return texts


def beside(curves: Sequence[AnyCurve], x: float, view: View) -> tuple[float | None, float | None]:
    return nearest_row(curves, x, False, view), nearest_row(curves, x, True, view)


def named(count: int) -> list[Curve]:
    return [
        Curve(series_of([n + x / 10 for x in RISING]), theme.CURVES[n % 12], f"run {n}", letter_of(n))
        for n in range(count)
    ]


def band_of(xs: Sequence[float]) -> Band:
    return Band(xs, [x - 10 for x in xs], list(xs), [x + 10 for x in xs], [3] * len(xs))


def axis_of(lines: Sequence[str]) -> str:
    return next(line for line in lines if "└" in line)


values = st.floats() | st.sampled_from([NAN, INF, 1e300, -1e300, 0.0])
views = st.builds(
    View,
    x=st.sampled_from(XKind),
    log=st.booleans(),
    log_x=st.booleans(),
    growing=st.booleans(),
    window=st.none() | st.tuples(st.floats(-5, 50), st.floats(0, 50)).map(lambda pair: Extent(pair[0], sum(pair))),
    cursor=st.none() | st.floats(-5, 60),
    glyphs=st.sampled_from(Glyphs),
)


@settings(max_examples=120)
@given(
    st.lists(st.lists(values, min_size=1, max_size=30), max_size=4),
    st.integers(8, 200),
    st.integers(3, 60),
    views,
    st.booleans(),
)
def test_nothing_breaks_a_plot(series: list[list[float]], width: int, height: int, view: View, plain: bool) -> None:
    clock = StepClock.of([(0, START), (20, START + 3_000)])
    curves: list[AnyCurve] = [
        Curve(one, theme.CURVE, "" if plain else f"日本 {number}", letter_of(number), Smoother(0.9).follow(one), clock)
        for number, one in enumerate(map(series_of, series))
    ]
    shown([*curves, BandCurve(band_of([0.0, 1.0, 7.0]), name="all")], width, height, view)
    for line in small_plot(curves, width, height, view):
        assert sum(cell_len(text) for text, _ in line) == width


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1e308), min_size=1, max_size=20), views)
def test_no_steps_break_a_plot(steps: list[float], view: View) -> None:
    clock = StepClock.of([(0, START), (20, START + 3_000)])
    shown([Curve(series_of([1.0] * len(steps), steps=steps), clock=clock)], view=view)


@pytest.mark.parametrize("width", [8, 40, 200])
@pytest.mark.parametrize("glyphs", Glyphs)
def test_a_spike_of_one_step_among_many_is_on_the_plot(width: int, glyphs: Glyphs) -> None:
    flat = [0.0] * 30_000
    spiked = [*flat[:20_000], 1.0, *flat[20_001:]]
    blank = shown([Curve(series_of(flat))], width, 10, View(glyphs=glyphs))
    assert sum(a != b for a, b in zip(blank, shown([Curve(series_of(spiked))], width, 10, View(glyphs=glyphs)))) >= 5  # noqa: B905


def test_thirty_curves_have_letters_and_a_legend_that_counts_the_rest() -> None:
    wide = shown(named(30), 100, 20)
    assert wide[0].endswith("  a run 0     ") and wide[1].endswith("  b run 1     ")
    assert wide[-2].endswith("  +12 more    ")
    assert "┐" in wide[0][:90]
    high = shown(named(30), 100, 60)
    canvas = "".join(line.partition("│")[2].rpartition("│")[0] for line in high)
    assert set(canvas) >= set("abcdefghijklmnopqrstuvwxyzABCD")


def test_a_narrow_plot_has_its_legend_below() -> None:
    lines = shown(named(30), 60, 20)
    assert lines[-6].startswith("a run 0 ") and lines[-2].rstrip().endswith("+11 more")
    assert lines[-1].split() == ["step"]
    assert shown(named(2), 60, 20)[-2].split() == ["a", "run", "0", "b", "run", "1"]


def test_curves_keep_their_letters_apart_without_colours() -> None:
    lines = shown(named(2), 80, 20)
    assert sum(line.count("a") for line in lines) > 2 and sum(line.count("b") for line in lines) > 2


def test_long_names_are_cut_with_a_sign() -> None:
    curves = [Curve(series_of(RISING), name="x" * 200, letter="a"), Curve(series_of(RISING), name="y", letter="b")]
    assert "xxx…" in shown(curves, 120, 14)[0]
    assert "~" in shown(curves, 120, 14, View(glyphs=Glyphs.ASCII))[0]


def test_ascii_plots_are_ascii() -> None:
    clock = StepClock.of([(0, START), (9, START + 60)])
    curve = Curve(series_of([1.0, NAN, 3.0, 2.0, 4.0], steps=[0, 1, 3, 2, 3]), name="run", clock=clock)
    for kind in XKind:
        text = "".join(shown([curve], 80, 14, View(kind, cursor=1.0, glyphs=Glyphs.ASCII)))
        assert text.isascii() and "x" in text and "^" in text


def test_times_are_called_approximate() -> None:
    clock = StepClock.of([(0, START), (100, START + 7_200)])
    elapsed = shown([Curve(series_of(RISING), clock=clock)], 80, 14, View(XKind.ELAPSED))
    assert elapsed[-2].split() == ["0", "30m", "1h", "1h30m", "2h"]
    assert elapsed[-1].strip() == "about the time since the start"
    wall = shown([Curve(series_of(RISING), clock=clock)], 80, 14, View(XKind.WALL))
    assert all(len(text) == 5 and text[2] == ":" for text in wall[-2].split())
    assert wall[-1].strip() == "about the time of day"


def test_a_curve_that_has_no_time_is_left_out_and_counted() -> None:
    clock = StepClock.of([(0, START), (100, START + 7_200)])
    curves = [Curve(series_of(RISING), clock=clock), Curve(series_of([500.0] * 9))]
    assert "1 curve without times left out" in shown(curves, 80, 14, View(XKind.WALL))[-1]
    assert "no times known" in shown([Curve(series_of(RISING))], 80, 14, View(XKind.WALL))[-1]
    assert "no epochs known" in shown([Curve(series_of(RISING))], 80, 14, View(XKind.EPOCH))[-1]


def test_a_log_axis_of_steps_begins_above_0() -> None:
    lines = shown([Curve(series_of([1.0] * 1_001))], 80, 14, View(log_x=True))
    assert lines[-2].split() == ["1", "10", "100", "1000"]
    assert lines[-1].strip() == "step, log"


def test_y_is_fitted_to_the_window() -> None:
    curve = Curve(series_of([*RISING, 1e9]))
    whole, part = shown([curve]), shown([curve], view=View(window=Extent(0.0, 50.0)))
    assert any("1.0G" in line.partition("┤")[0] for line in whole)
    assert any(line.startswith("50┤") for line in part)
    assert part[-2].split() == ["0", "20", "40"]
    ends = x_ends([curve], View())
    assert ends == (0.0, 101.0)


def test_a_window_without_a_row_shows_the_line_that_crosses_it() -> None:
    lines = shown([Curve(series_of([0.0, 100.0], steps=[0, 100]))], view=View(window=Extent(40.0, 60.0)))
    assert any(line.startswith("50┤") for line in lines)
    assert lines[1].rstrip("│")[-1] != " "


def test_a_cursor_is_a_line_and_the_values_there() -> None:
    first = series_of(RISING)
    second = series_of([0.1 + 0.2, NAN], steps=[50, 70])
    view = View(cursor=60.5)
    curves: list[AnyCurve] = [Curve(first), Curve(second), Curve(series_of([1.0], steps=[99]))]
    readings = values_at(curves, 60.5, view)
    assert [(each.step, each.value) for each in readings] == [(60.0, 60.0), (50.0, 0.1 + 0.2)]
    assert math.isnan(values_at(curves, 70.0, view)[1].value)
    assert beside(curves, 60.0, view) == (59.0, 61.0)
    assert beside(curves[1:2], 60.0, view) == (50.0, 70.0)
    assert values_at(curves, -1.0, view) == [] and beside(curves, -1.0, view) == (None, 0.0)
    column = axis_of(shown(curves, view=view)).index("└") + 1
    marked = [line for line in shown(curves, view=view) if "│" in line[column:].strip("│")]
    assert len(marked) >= 8


def test_a_resumed_run_is_marked_where_it_was_resumed() -> None:
    lines = shown([Curve(series_of([1.0] * 10 + [5.0] * 8, steps=[*range(10), *range(6, 14)]))])
    assert "↺" in axis_of(lines)
    assert "↺ resumed at step 6" in lines[-1]


def test_the_smoothed_curve_is_in_front_of_the_faint_raw_one() -> None:
    series = series_of([float(n % 2) for n in range(500)])
    lines = plot([Curve(series, theme.CURVES[2], smoothed=Smoother(0.99).follow(series))], 60, 14)
    styles = [{style for text, style in line if any("⠀" < character <= "⣿" for character in text)} for line in lines]
    assert theme.faded(theme.CURVES[2]) in styles[1], "the raw curve reaches the top"
    assert theme.CURVES[2] in styles[5] | styles[6], "its average does not"
    assert theme.CURVES[2] not in styles[1]


def test_a_band_is_light_and_its_mean_is_not() -> None:
    xs = [float(n) for n in range(101)]
    curve = BandCurve(band_of(xs), theme.CURVES[0], "lr=0.1", "a")
    lines = plot([curve], 60, 14)
    styles = [style for line in lines for _, style in line]
    assert theme.faded(theme.CURVES[0]) in styles and theme.CURVES[0] in styles
    (reading,) = values_at([curve], 50.4, View())
    assert (reading.x, reading.low, reading.value, reading.high, reading.count) == (50.0, 40.0, 50.0, 60.0, 3)
    assert beside([curve], 50.4, View()) == (50.0, 51.0)


def test_a_gap_in_a_band_is_not_filled() -> None:
    band = Band([0.0, 1.0, 2.0, 3.0], [0.0, NAN, 0.0, 0.0], [1.0, NAN, 1.0, 1.0], [2.0, NAN, 2.0, 2.0], [2, 0, 2, 2])
    lines = shown([BandCurve(band)], 62, 14)
    left = lines[3].index("│") + 1
    assert lines[3][left + 22 : left + 36].strip() == ""
    assert lines[3][left + 45 : left + 55].strip() != ""


def test_small_plots_say_from_where_to_where_they_reach() -> None:
    lines = ["".join(text for text, _ in line) for line in small_plot([Curve(series_of(RISING))], 30, 4)]
    assert lines[0].startswith("100 ") and lines[-1].startswith("  0 ")
    assert {len(line) for line in lines} == {30}
    for height in (2, 3, 4, 7):
        flat = ["".join(text for text, _ in line) for line in small_plot([Curve(series_of([7.0] * 9))], 30, height)]
        assert [line.split()[0] for line in flat if line.strip()] == ["7"], "a constant has one label, and it is true"
    marked = small_plot([Curve(series_of([1.0] * 10 + [NAN] * 10))], 30, 3)
    assert "".join(text for text, _ in marked[-1]).count("×") > 5
    empty = small_plot([Curve(series_of([NAN]))], 30, 3)
    assert "no finite value" in "".join(text for line in empty for text, _ in line)


def test_a_plot_of_nothing_says_so() -> None:
    assert any("no rows to draw" in line for line in shown([]))


def test_a_plot_begun_from_the_sketches_of_another_is_the_same() -> None:
    curves, sketches = named(3), Sketches()
    views = [View(), View(cursor=40.0), View(log=True), View(window=Extent(20.0, 50.0)), View(x=XKind.EPOCH), View()]
    for view in views:
        for width, height in [(60, 14), (100, 20)]:
            assert plot(curves, width, height, view=view, sketches=sketches) == plot(curves, width, height, view=view)
    assert plot(curves[:1], 60, 14, sketches=sketches) == plot(curves[:1], 60, 14)


def test_sketches_spare_the_work_of_a_moved_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    curves, sketches = named(3), Sketches()
    plot(curves, 60, 14, view=View(cursor=10.0), sketches=sketches)
    monkeypatch.delattr("spt_tui.ui.plots.sketch.envelope")
    monkeypatch.delattr("spt_tui.ui.plots.sketch.raster")
    plot(curves, 60, 14, view=View(cursor=20.0), sketches=sketches)
    with pytest.raises(NameError):
        plot(named(1), 60, 14, sketches=sketches)


def test_curves_that_find_no_time_follow() -> None:
    curves, sketches = named(5), Sketches()
    sketches.seconds = 0.0
    left_out: list[int] = []
    while not left_out or left_out[-1]:
        begun = plot(curves, 60, 14, view=View(cursor=40.0), sketches=sketches)
        left_out.append(sketches.behind)
    assert left_out == [4, 3, 2, 1, 0]
    assert begun == plot(curves, 60, 14, view=View(cursor=40.0))


def test_the_curve_in_front_lies_over_all_others() -> None:
    curves, sketches = named(4), Sketches()
    below = plot(curves, 60, 14, sketches=sketches)
    front = replace(curves[0], style=curves[0].style + Style(bold=True))
    above = plot(curves, 60, 14, sketches=sketches, front=front)
    assert [text for line in above for text, style in line if style is front.style]
    assert plot(curves, 60, 14, sketches=sketches) == below
