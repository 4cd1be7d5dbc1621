"""What is compared, as a value and as text, without a thread or a screen."""

from __future__ import annotations

import math

import pytest
from rich.cells import cell_len

from spt_tui.runs.compare.best_table import run_figures
from spt_tui.runs.compare.curve_group import ALL_BUT_SEED
from spt_tui.runs.compare.group_band import Spread
from spt_tui.runs.metrics import Metrics
from spt_tui.ui.compare.comparison import Comparison
from spt_tui.ui.compare.curves_reader import Read
from spt_tui.ui.compare.member import members_of
from spt_tui.ui.compare.metric_order import compared_metrics
from spt_tui.ui.compare.picture import draw
from spt_tui.ui.plots.curve import BandCurve, Curve
from tests.runs.compare.runs_of import catalog_with
from tests.ui.compare.pictures import comparison_of, metrics_of, shown, texts

FALLING = [[3.0, 2.0, 1.0], [3.0, 1.5, 0.5], [3.0, 2.5, 2.0]]
SWEEP = [{"lr": rate, "seed": seed} for rate in (0.1, 0.2) for seed in range(3)]


def test_the_most_telling_metric_that_most_share_comes_first() -> None:
    summaries = [{"lr": 1, "eval/top1": 0.5, "epoch": 1}] * 3 + [{"lr": 1, "fit/loss": 1.0}]
    catalog = catalog_with([{}] * 4, summaries)
    assert compared_metrics(catalog, range(4)) == ["eval/top1", "lr", "fit/loss", "epoch"]
    assert compared_metrics(catalog, [3]) == ["fit/loss", "lr"]
    assert compared_metrics(catalog, []) == []


def test_letters_go_by_the_runs_and_not_by_the_order_of_the_table() -> None:
    catalog = catalog_with([{}] * 12)
    forwards, backwards = members_of(catalog, range(12)), members_of(catalog, list(reversed(range(12))))
    assert forwards == backwards
    assert [member.label for member in forwards][:3] == ["run0", "run1", "run2"]
    assert forwards[-1].label == "run11"
    catalog.drop("/r", "run3")
    assert len(members_of(catalog, range(12))) == 11


def test_a_curve_is_the_same_object_until_something_of_it_changes() -> None:
    comparison = comparison_of(FALLING)
    before = [one.curve for one in comparison.shown(100)]
    comparison.turn(lambda state, curves: state.log_turned())
    comparison.take(Read("fit/loss", {2: metrics_of([1.0, 1.0])}))
    after = [one.curve for one in comparison.shown(100)]
    assert [old is new for old, new in zip(before, after, strict=True)] == [True, True, False]
    comparison.walk(1)
    assert [one.curve for one in comparison.shown(100)] == after
    front = draw(comparison, 80, 20).front
    assert front is not None and front.curve is after[0] and front.in_front.style.bold


def test_what_is_read_of_a_metric_that_is_no_longer_shown_is_dropped() -> None:
    asked: list[str] = []
    catalog = catalog_with([{}] * 2, [{"fit/loss": 1.0, "eval/loss": 2.0}] * 2)
    comparison = Comparison(catalog, members_of(catalog, range(2)), ["fit/loss", "eval/loss"], asked.append)
    comparison.step_metric(1)
    comparison.step_metric(1)
    assert asked == ["eval/loss"] and comparison.metric == "eval/loss"
    comparison.take(Read("fit/loss", {0: metrics_of([1.0])}))
    assert not comparison.found and comparison.waiting == 2


def test_figures_do_not_say_that_all_runs_are_read() -> None:
    reading = comparison_of(FALLING, read=False)
    reading.take(Read("fit/loss", {}, figures={0: run_figures(metrics_of([1.0]).series)}))
    assert "0 of 3 read" in shown(reading) and reading.best() is not None


def test_the_cursor_gives_exact_values_the_largest_first() -> None:
    comparison = comparison_of([*FALLING, [math.nan] * 3, [1.0]])
    comparison.turn(lambda state, curves: state.moved(-1, curves))
    rows = [line.rpartition("│")[2].split() for line in shown(comparison).split("\n") if "│" in line]
    assert [row for row in rows if len(row) > 2] == [
        ["c", "2", "run2"],
        ["a", "1", "run0"],
        ["e", "1", "run4", "at", "0"],
        ["b", "0.5", "run1"],
        ["d", "NaN", "run3"],
    ]
    assert "step 2" in shown(comparison)
    assert draw(comparison, 120, 24).text.splitlines()[0] == "run2\t2.0\t2.0"


def test_walking_names_the_run_in_front_and_comes_round() -> None:
    comparison = comparison_of(FALLING)
    names = []
    for _ in range(4):
        comparison.walk(1)
        front = draw(comparison, 80, 20).front
        names.append(front.label if front else None)
    assert names == ["run0", "run1", "run2", None]
    comparison.walk(-1)
    assert "run2" in shown(comparison).split("\n")[0]


def test_groups_have_their_mean_and_how_many_they_are() -> None:
    comparison = comparison_of([[1.0 * place, 2.0 * place] for place in range(6)], SWEEP)
    comparison.group("lr")
    text = shown(comparison)
    assert "by lr, mean and min to max" in text and "n=3 lr=0.1" in text and "n=3 lr=0.2" in text
    (first, second) = draw(comparison, 120, 24).shown
    assert (first.last, second.last) == (2.0, 8.0)
    comparison.turn_spread()
    assert comparison.spread is Spread.DEVIATION and "standard deviation" in shown(comparison)
    comparison.turn(lambda state, curves: state.moved(-1, curves))
    assert "lr=0.1  0 to 4" in shown(comparison) and "lr=0.2  6 to 10" in shown(comparison)
    comparison.group(ALL_BUT_SEED)
    assert len(draw(comparison, 120, 24).shown) == 2
    comparison.group(None)
    assert len(draw(comparison, 120, 24).shown) == 6


def test_bringing_a_group_to_the_front_computes_no_band_anew() -> None:
    comparison = comparison_of([[1.0 * place, 2.0 * place] for place in range(6)], SWEEP)
    comparison.group("lr")
    before = comparison.shown(240)
    comparison.walk(1)
    after = comparison.shown(240)
    front = draw(comparison, 240, 24).front
    assert comparison.front == 0 and front is not None and front.in_front.style.bold
    assert after == before and isinstance(before[1].curve, BandCurve) and len(before[1].curve.band.x) > 2


def test_nan_in_a_group_is_told() -> None:
    comparison = comparison_of([[1.0, math.nan], [1.0, 2.0]], [{"lr": 1}, {"lr": 1}])
    comparison.group("lr")
    assert "1 value NaN or infinite, not in the means" in shown(comparison)


def test_what_is_missing_is_said_in_words() -> None:
    assert "2 of 3 read" not in shown(comparison_of(FALLING))
    reading = comparison_of(FALLING, read=False)
    assert "reading" in shown(reading) and "0 of 3 read" in shown(reading)
    lacking = comparison_of([*FALLING, []])
    assert "1 run without values of fit/loss" in shown(lacking)
    lacking.take(Read("fit/loss", {3: Metrics(problem="cannot read metrics.csv: Permission denied")}))
    assert "run3: cannot read metrics.csv: Permission denied" in shown(lacking)
    full = comparison_of(FALLING)
    full.take(Read("fit/loss", {}, left_out=7))
    assert "7 runs not read: 256M of memory are full" in shown(full)
    full.take(Read("fit/loss", {0: metrics_of([1.0, 0.5])}))
    full.take(Read("fit/loss", {}, figures={0: run_figures(metrics_of([1.0]).series)}))
    assert "7 runs not read: 256M of memory are full" in shown(full)
    assert "no metric in the summaries" in shown(comparison_of([[], []]))


@pytest.mark.parametrize("size", [(160, 43), (78, 21), (40, 10), (38, 5), (20, 3), (1, 1)])
@pytest.mark.parametrize("runs", [1, 3, 80])
def test_every_picture_fills_exactly_its_cells(size: tuple[int, int], runs: int) -> None:
    comparison = comparison_of([[float(place), 2.0 * place] for place in range(runs)], SWEEP[: min(runs, 6)])
    for by in (None, "lr"):
        comparison.group(by)
        comparison.walk(1)
        comparison.turn(lambda state, curves: state.moved(-1, curves))
        lines = texts(draw(comparison, *size).lines)
        assert len(lines) == size[1] and {cell_len(line) for line in lines} == {size[0]}


def test_the_one_in_front_is_seen_among_many() -> None:
    comparison = comparison_of([[float(place)] for place in range(200)])
    for _ in range(150):
        comparison.walk(1)
    assert "run149" in shown(comparison, 120, 20).partition("\n")[2]
    assert "of 200" in shown(comparison, 120, 20)


def test_smoothed_curves_are_drawn_and_said() -> None:
    comparison = comparison_of([[0.0, 1.0] * 20])
    comparison.turn(lambda state, curves: state.smoothed(3))
    (one,) = comparison.shown(100)
    assert isinstance(one.curve, Curve) and one.curve.smoothed is not None and not comparison.behind
    assert "smoothed 0.9" in shown(comparison)


@pytest.mark.parametrize("height", [1, 2, 3, 6])
def test_a_low_view_is_that_of_the_plot_whatever_there_is_to_warn_of(height: int) -> None:
    comparison = comparison_of([[1.0, 2.0], [], [math.nan, 3.0]], [{"lr": 1}, {"lr": 2}, {"lr": 1}])
    comparison.take(Read("fit/loss", {1: Metrics(problem="it is gone")}, left_out=1))
    for by in (None, "lr"):
        comparison.group(by)
        lines = texts(draw(comparison, 38, height).lines)
        assert len(lines) == height and not any("is gone" in line or "not read" in line for line in lines)


def test_a_group_says_how_many_runs_its_last_mean_is_of() -> None:
    comparison = comparison_of([[1.0, 2.0], [3.0, 3.0, 3.0, 3.0], [math.nan]], [{"lr": 1}] * 3)
    comparison.group("lr")
    assert "n=1 lr=1" in shown(comparison)
    comparison.turn(lambda state, curves: state.moved(1, curves))
    assert "n=2 lr=1" in shown(comparison)


def test_groups_have_a_logarithmic_x_axis_though_their_runs_begin_at_step_0() -> None:
    comparison = comparison_of(FALLING, [{"lr": 1}] * 3)
    comparison.group("lr")
    comparison.turn(lambda state, curves: state.log_x_turned())
    (one,) = comparison.shown(40)
    assert isinstance(one.curve, BandCurve) and one.curve.band.x[0] == 1.0
    assert "log" in shown(comparison) and "n=3" in shown(comparison)


def test_a_group_without_a_finite_value_is_said_to_have_none() -> None:
    comparison = comparison_of([[1.0, 2.0], [math.nan, math.nan]], [{"lr": 1}, {"lr": 2}])
    comparison.group("lr")
    text = shown(comparison)
    assert "1 curve without finite values left out" in text and "NaN n=0 lr=2" in text
