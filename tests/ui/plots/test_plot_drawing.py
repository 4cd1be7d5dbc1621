"""A plot as a picture: what it shows, and that nothing of it lies where it should not."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.export.drawing import Area, Drawing, Point, Stroke, Words
from spt_tui.export.plot_svg import svg_text
from spt_tui.runs.curves.band import Band
from spt_tui.runs.curves.series import Extent
from spt_tui.runs.curves.smoothing import Smoother
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.curves.x_axis import XKind
from spt_tui.ui import theme
from spt_tui.ui.plots.curve import BandCurve, Curve, View, letter_of
from spt_tui.ui.plots.plot_drawing import COLOURS, plot_drawing
from tests.ui.series_of import series_of

NAN = math.nan
HOSTILE = "</svg><script>alert(1)</script> & \"'\x1b[2J\u202e\ud800 ]]>"


def texts(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if isinstance(shape, Words)]


def lines_of(drawing: Drawing, colour: str = COLOURS[0]) -> list[Sequence[Point]]:
    return [shape.points for shape in drawing.shapes if isinstance(shape, Stroke) and shape.colour == colour]


def points_of(drawing: Drawing) -> list[Point]:
    places = [shape.at if isinstance(shape, Words) else None for shape in drawing.shapes]
    drawn = [point for shape in drawing.shapes if not isinstance(shape, Words) for point in shape.points]
    return [place for place in places if place] + drawn


@pytest.mark.parametrize("width, height", [(900, 540), (320, 200), (1, 1), (3_000, 200)])
def test_everything_lies_on_the_page(width: int, height: int) -> None:
    curves = [
        Curve(series_of([5.0, 2.0, NAN, 1e300, -1e300]), theme.CURVES[number % 12], f"a long name {number}" * 5, "a")
        for number in range(40)
    ]
    drawing = plot_drawing(curves, "title " * 90, width=width, height=height)
    assert all(-1 <= x <= drawing.width + 1 and -1 <= y <= drawing.height + 1 for x, y in points_of(drawing))
    assert any("more" in text for text in texts(drawing))


def test_the_text_of_a_tick_at_the_end_of_the_axis_is_on_the_page() -> None:
    drawing = plot_drawing([Curve(series_of([1.0, 2.0], steps=[0, 1_000_000]))])
    (last,) = (shape for shape in drawing.shapes if isinstance(shape, Words) and shape.text == "1.0M")
    assert last.anchor == "middle" and last.at.x + len(last.text) * 0.3 * last.size <= drawing.width


def test_one_spike_among_a_hundred_thousand_values_is_on_the_line() -> None:
    values = [1.0] * 100_000
    values[61_803], values[20_001] = 9.0, -7.0
    (line,) = lines_of(plot_drawing([Curve(series_of(values))]))
    top, bottom = min(point.y for point in line), max(point.y for point in line)
    middle = line[0].y
    assert math.isclose((bottom - middle) / (middle - top), 8 / 8, rel_tol=0.01)
    spike = next(point for point in line if point.y == top)
    assert (spike.x - line[0].x) / (line[-1].x - line[0].x) == pytest.approx(0.618, abs=0.002)
    assert len(line) < 4 * 900


@settings(max_examples=30)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_the_line_reaches_from_the_smallest_to_the_largest_value(values: list[float]) -> None:
    drawing = plot_drawing([Curve(series_of(values))])
    frame = next(shape for shape in drawing.shapes if isinstance(shape, Stroke) and len(shape.points) == 5)
    top, bottom = (pick(point.y for point in frame.points) for pick in (min, max))
    found = [point.y for line in lines_of(drawing) for point in line]
    if max(values) - min(values) > 1e-9:
        assert min(found) == pytest.approx(top) and max(found) == pytest.approx(bottom)
    assert all(top - 1e-6 <= y <= bottom + 1e-6 for y in found)


def test_nan_breaks_the_line_is_marked_and_said() -> None:
    drawing = plot_drawing([Curve(series_of([1.0, 2.0, NAN, NAN, 3.0, 4.0, math.inf]), name="run", letter="a")])
    assert [len(line) for line in lines_of(drawing)] == [2, 2, 2]  # two pieces, and the legend's
    crosses = [shape for shape in drawing.shapes if isinstance(shape, Stroke) and shape.width == 1.4]
    assert len(crosses) == 2 * 3
    assert "× a: NaN/Inf from step 6 on (3 in all, first at step 2)" in texts(drawing)


def test_a_restart_is_a_dashed_line_at_its_step() -> None:
    series = series_of([9.0, 8.0, 7.0, 6.0, 5.0], steps=[0, 10, 20, 10, 20])
    drawing = plot_drawing([Curve(series)])
    (dashed,) = (shape for shape in drawing.shapes if isinstance(shape, Stroke) and shape.dashed)
    (line,) = lines_of(drawing)
    assert dashed.points[0].x == pytest.approx((line[0].x + line[-1].x) / 2, abs=1)
    assert "↺ resumed at step 10" in texts(drawing)


def test_a_smoothed_curve_lies_over_its_faint_series() -> None:
    series = series_of([1.0, 5.0] * 50)
    drawing = plot_drawing([Curve(series, smoothed=Smoother(0.9).follow(series))])
    raw, front = (
        next(
            shape
            for shape in drawing.shapes
            if isinstance(shape, Stroke) and shape.width == width and len(shape.points) > 50
        )
        for width in (1.0, 1.6)
    )
    assert drawing.shapes.index(raw) < drawing.shapes.index(front)
    assert raw.colour != front.colour == COLOURS[0]


def test_a_band_is_an_area_around_its_mean() -> None:
    band = Band([0, 1, 2, 3], [1, 1, NAN, 1], [2, 2, NAN, 2], [3, 4, NAN, 3], [2, 2, 0, 2])
    drawing = plot_drawing([BandCurve(band, theme.CURVES[1], "lr=0.1", "a")])
    areas = [shape for shape in drawing.shapes if isinstance(shape, Area)]
    assert areas and all(area.colour == COLOURS[1] for area in areas)
    means = [point.y for line in lines_of(drawing, COLOURS[1]) if len(line) > 2 for point in line]
    edges = [point.y for area in areas for point in area.points]
    assert min(edges) < min(means) and max(means) < max(edges)


def test_a_single_row_is_a_dot_and_no_row_a_sentence() -> None:
    assert [len(line) for line in lines_of(plot_drawing([Curve(series_of([2.0]))]))] == [1]
    assert texts(plot_drawing([])) == ["no rows to draw"]
    assert "no finite value to draw" in texts(plot_drawing([Curve(series_of([NAN]))]))
    assert "nothing above 0 to draw" in texts(plot_drawing([Curve(series_of([-1.0]))], view=View(log=True)))


def test_axes_are_named_as_on_the_screen() -> None:
    clock = StepClock.of([(0, 0.0), (100, 3_600.0)])
    curve = Curve(series_of([1.0, 2.0, 3.0] * 30), clock=clock)
    assert "about the time since the start" in texts(plot_drawing([curve], view=View(XKind.ELAPSED)))
    assert "row" in texts(plot_drawing([curve], x_name="row"))
    assert {"step, log", "log scale"} <= set(texts(plot_drawing([curve], view=View(log=True, log_x=True))))


def test_a_window_shows_its_part_and_the_cursor_is_no_part_of_a_picture() -> None:
    curve = Curve(series_of([float(step) for step in range(101)]))
    part = plot_drawing([curve], view=View(window=Extent(20.0, 40.0)))
    assert "100" not in texts(part) and "40" in texts(part)
    assert plot_drawing([curve], view=View(cursor=50.0)) == plot_drawing([curve])


def test_svg_is_well_formed_and_inert_whatever_a_run_is_called() -> None:
    curves = [Curve(series_of([1.0, 2.0]), theme.CURVES[n], HOSTILE, letter_of(n)) for n in range(2)]
    svg = svg_text(plot_drawing(curves, HOSTILE, HOSTILE))
    root = ElementTree.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags == {"svg", "title", "rect", "polyline", "text"}
    assert not any(name.startswith("on") or "href" in name for element in root.iter() for name in element.attrib)
    assert svg.isascii() and "\x1b" not in svg
    assert any("</svg><script>" in (element.text or "") for element in root.iter())


def test_points_of_the_svg_are_those_of_the_drawing() -> None:
    drawing = plot_drawing([Curve(series_of([3.0, 1.0, 2.0]))])
    root = ElementTree.fromstring(svg_text(drawing))
    (line,) = (element for element in root.iter() if element.get("stroke") == COLOURS[0])
    written = [tuple(map(float, pair.split(","))) for pair in str(line.get("points")).split()]
    assert written == [(round(x, 1), round(y, 1)) for x, y in lines_of(drawing)[0]]
    assert root.get("viewBox") == "0 0 900 540"


def test_a_million_points_are_a_small_file() -> None:
    series = series_of([math.sin(step) for step in range(200_000)])
    assert len(svg_text(plot_drawing([Curve(series)]))) < 100_000


@pytest.mark.parametrize("colour", COLOURS)
def test_colours_can_be_seen_on_white_paper(colour: str) -> None:
    assert re.fullmatch("#[0-9a-f]{6}", colour)
    linear = [
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in bytes.fromhex(colour[1:])
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 3  # WCAG 2.1, graphical objects


def test_a_curve_in_front_keeps_its_colour() -> None:
    bold = replace(Curve(series_of([1.0, 2.0])), style=theme.CURVES[3] + theme.BOLD)
    assert lines_of(plot_drawing([bold]), COLOURS[3])
    assert len(set(COLOURS)) == len(theme.CURVES)
