"""The points of curves as CSV."""

import csv
import math
from dataclasses import replace

from spt_tui.export.point_table import BATCH, PlottedCurve, band_lines, curve_lines, series_lines
from spt_tui.runs.curves.band import Band
from spt_tui.runs.curves.series import Extent
from spt_tui.runs.curves.smoothing import Smoother
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.curves.x_axis import XKind, track_of
from tests.ui.series_of import series_of


def test_every_value_is_there_to_the_last_bit() -> None:
    values = [math.sin(place) * 10.0 ** (place % 600 - 300) for place in range(2 * BATCH + 7)]
    values[5], values[6], values[7] = math.nan, math.inf, -math.inf
    series = series_of(values, epochs=True)
    rows = list(csv.reader(series_lines([series])))
    assert rows[0] == ["metric", "step", "epoch", "value"]
    assert [repr(float(row[3])) for row in rows[1:]] == list(map(repr, values))
    assert [row[1] for row in rows[1:]] == [str(place) for place in range(len(values))]
    assert rows[-1][0] == "fit/loss" and rows[-1][2] == str((len(values) - 1) // 10)


def test_overtaken_rows_are_left_out_unless_wanted() -> None:
    series = series_of([1.0, 2.0, 3.0, 20.0, 30.0], steps=[0, 1, 2, 1, 2])
    assert list(series_lines([series]))[1:] == ["fit/loss,0,,1.0", "fit/loss,1,,20.0", "fit/loss,2,,30.0"]
    assert len(list(series_lines([series], with_overtaken=True))) == 6


def test_a_name_with_a_comma_is_one_cell() -> None:
    (_, line) = series_lines([replace(series_of([1.0]), name='a,"b"')])
    assert next(csv.reader([line])) == ['a,"b"', "0", "", "1.0"]


def test_the_points_of_a_plot_are_those_of_its_window() -> None:
    series = series_of([0.0, 1.0, 2.0, 3.0, 4.0])
    track = track_of(series)
    assert track is not None
    smoothed = Smoother(0.5).follow(series)
    assert smoothed is not None
    rows = list(csv.reader(curve_lines([PlottedCurve("run", track, smoothed)], Extent(1.0, 3.0))))
    assert [row[2] for row in rows[1:]] == ["1", "2", "3"]
    assert [float(row[5]) for row in rows[1:]] == list(smoothed.values[1:4])


def test_times_have_a_column_that_calls_them_approximate() -> None:
    clock = StepClock.of([(0, 1_000.0), (10, 1_010.0)])
    track = track_of(series_of([5.0, 6.0]), XKind.ELAPSED, clock)
    assert track is not None
    rows = list(csv.DictReader(curve_lines([PlottedCurve("", track)])))
    assert [row["about_seconds"] for row in rows] == ["0.000", "1.000"]


def test_bands_leave_out_where_there_is_no_run() -> None:
    band = Band([0.0, 1.5], [1.0, math.nan], [2.0, math.nan], [3.0, math.nan], [4, 0])
    assert list(band_lines([("lr=0.1", band)])) == ["curve,x,low,mean,high,runs", "lr=0.1,0,1.0,2.0,3.0,4"]
