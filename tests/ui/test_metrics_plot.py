"""The full plot of the metrics pane, and its tiles, under keys."""

from __future__ import annotations

import gc
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from spt_tui.runs.curves.series import Series
from spt_tui.runs.curves.step_clock import StepClock
from spt_tui.runs.curves.x_axis import XKind
from spt_tui.runs.run import State
from spt_tui.ui.widgets.drawing_time import DrawingTime
from spt_tui.ui.widgets.metric_body import Shape
from spt_tui.ui.widgets.metric_list import Listing, Look, MetricList
from spt_tui.ui.widgets.metric_tiles import LEAST_HEIGHT, MetricTiles, grid_of, suits
from tests.ui.metrics_app import PaneApp, run_in, until, write_run
from tests.ui.series_of import series_of

Opened = tuple[PaneApp, "Pilot[None]"]


@asynccontextmanager
async def opened(
    tmp_path: Path, size: tuple[int, int] = (80, 18), zoomed: bool = True, created_at: float | None = None
) -> AsyncIterator[Opened]:
    app = PaneApp()
    async with app.run_test(size=size) as pilot:
        app.pane.focus()
        run = run_in(write_run(tmp_path / "abc"), State.COMPLETED)
        app.pane.run = replace(run, created_at=created_at, heartbeat_at=created_at and created_at + 190.0)
        await until(pilot, lambda: app.pane.series is not None)
        app.pane.zoomed = zoomed
        await pilot.pause()
        yield app, pilot


async def test_the_cursor_goes_from_row_to_row_and_says_the_exact_values(tmp_path: Path) -> None:
    async with opened(tmp_path) as (app, pilot):
        await pilot.press("left")
        assert app.lines[-1] == " step 19  0.1"
        await pilot.press("left", "left")
        assert app.lines[-1] == f" step 17  {2 / 18!r}"
        assert app.pane.copy_text() == f"step 17  {2 / 18!r}"
        await pilot.press("right", "x")
        assert not app.lines[-1].startswith(" step"), "a step is no epoch"
        await pilot.press("x", "right")
        assert app.lines[-1] == " step 0  2.0"


async def test_escape_lets_go_of_cursor_and_window_and_then_is_the_screens(tmp_path: Path) -> None:
    async with opened(tmp_path) as (app, pilot):
        await pilot.press("left", "plus", "plus")
        assert ", a part" in app.lines[0] and app.pane.state.view.window
        await pilot.press("escape")
        assert app.pane.state.view.cursor is None and app.pane.state.view.window
        await pilot.press("escape")
        assert app.pane.state.view.window is None
        assert app.pane.check_action("let_go", ()) is False
        assert app.pane.check_action("zoom_in", (1,)) is True
        app.pane.zoomed = False
        await pilot.pause()
        assert app.pane.check_action("zoom_in", (1,)) is False


async def test_keys_zoom_pan_and_show_the_whole_axis(tmp_path: Path) -> None:
    async with opened(tmp_path) as (app, pilot):
        await pilot.press("plus")
        assert app.pane.state.view.window == (9.5, 19.0)
        await pilot.press("<", "<")
        assert app.pane.state.view.window == (4.75, 14.25)
        await pilot.press(">", "minus")
        assert app.pane.state.view.window is None
        await pilot.press("plus", "0")
        assert app.pane.state.view.window is None


async def test_smoothing_is_said_and_scales_are_turned(tmp_path: Path) -> None:
    async with opened(tmp_path) as (app, pilot):
        await pilot.press("]", "]", "left")
        await until(pilot, lambda: "smoothed 0.6" in app.lines[0] and "(smoothed 0." in app.lines[-1])
        await pilot.press("[", "[", "l", "L")
        assert app.lines[0].endswith(" step log, log")
        assert any(" log" in line and "step, log" in line for line in app.lines)


async def test_times_are_offered_where_the_run_tells_them(tmp_path: Path) -> None:
    async with opened(tmp_path, created_at=1_700_000_000.0) as (app, pilot):
        await pilot.press("x", "x", "left")
        assert app.lines[-1] == " about 3m10s after the start  0.1"
        assert "about the time since the start" in app.text
        app.pane.zoomed = False
        await pilot.pause()
        assert "about 0s to 3m10s" in app.lines[1]


async def test_without_times_x_goes_from_epochs_back_to_steps(tmp_path: Path) -> None:
    async with opened(tmp_path) as (app, pilot):
        await pilot.press("x")
        assert app.lines[0].endswith("epoch, linear")
        await pilot.press("x")
        assert app.lines[0].endswith("step, linear")


async def test_marked_metrics_share_a_plot_with_the_one_under_the_cursor(tmp_path: Path) -> None:
    async with opened(tmp_path, zoomed=False) as (app, pilot):
        await pilot.press("space", "j", "space", "j")
        assert [line[:3] for line in app.lines if "fit/loss" in line or "top1" in line] == [" a ", " b "]
        app.pane.zoomed = True
        await pilot.pause()
        assert [(curve.letter, curve.name) for curve in app.pane.curves] == [
            ("a", "fit/loss"),
            ("b", "eval/top1"),
            ("c", "epoch"),
        ]
        await pilot.press("left")
        assert "a 0.1 fit/loss" in app.text and "b 0.95 eval/top1" in app.text and "c 3.0 epoch" in app.text
        await pilot.press("left")
        assert "b 0.7 (at 14) eval/top1" in app.text
        await pilot.press("u")
        assert [curve.series.name for curve in app.pane.curves] == ["epoch"]


async def test_tiles_take_the_place_of_lines_and_of_the_plot(tmp_path: Path) -> None:
    async with opened(tmp_path, zoomed=False) as (app, pilot):
        assert app.pane.shape is Shape.LIST
        await pilot.press("t")
        assert app.pane.shape is Shape.TILES and app.lines[1].startswith("▶ fit/loss ──")
        await pilot.press("right")
        assert app.pane.series is not None and app.pane.series.name == "eval/top1" and "  ▶ eval/top1" in app.lines[1]
        await pilot.press("down", "left")
        assert app.pane.series is not None and app.pane.series.name == "epoch"
        app.pane.zoomed = True
        await pilot.pause()
        assert app.pane.shape is Shape.PLOT
        await pilot.press("t")
        assert app.pane.shape is Shape.TILES
        await pilot.press("t")
        assert app.pane.shape is Shape.PLOT


async def test_tiles_say_what_they_are_drawn_along(tmp_path: Path) -> None:
    async with opened(tmp_path, zoomed=False, created_at=1e9) as (app, pilot):
        await pilot.press("t")
        assert app.lines[0].endswith(" step, linear, 4 metrics, 20 rows")
        await pilot.press("x", "l")
        assert app.lines[0].endswith(" epoch, log, 4 metrics, 20 rows")
        await pilot.press("x")
        assert app.lines[0].endswith(" time, log, 4 metrics, 20 rows")
        await pilot.press("t")
        assert app.lines[0].endswith("─ 4 metrics, 20 rows"), "the line over the columns says it"


@pytest.mark.parametrize("kind", [XKind.ELAPSED, XKind.WALL])
def test_tiles_along_times_go_by_the_clock(kind: XKind) -> None:
    series = series_of([float(n) for n in range(21)])
    families, clock = [[series]], StepClock((0.0, 10.0, 20.0), (1e9, 1e9 + 10, 1e9 + 1_000))
    tiles = MetricTiles()

    def drawn(look: Look, clock: StepClock | None = clock) -> list[str]:
        tiles.fit(Listing(families=families, clock=clock), look)
        lines = [tiles.line(line, 0, True, DrawingTime()) for line in range(1, tiles.height)]
        return ["".join(text for text, _ in line) for line in lines]

    along_steps, along_times = drawn(Look(40, 8)), drawn(Look(40, 8, kind))
    assert along_times != along_steps and tiles.axis_name == "time"
    assert along_times[-1][3:8].strip() and not along_times[-1][8:].strip(), "ten steps in a hundredth of the time"
    assert drawn(Look(40, 8, kind), None) == along_steps, "without a clock there is no time"


@pytest.mark.parametrize("drawn", [MetricList(), MetricTiles()], ids=["lines", "tiles"])
@pytest.mark.parametrize("next_name", ["a/x", "b/y"])
def test_no_rows_are_kept_of_a_run_that_is_listed_no_more(drawn: MetricList | MetricTiles, next_name: str) -> None:
    def shown(series: Series, time: DrawingTime) -> None:
        listing = Listing(families=[[series]])
        drawn.let_go(listing)
        drawn.fit(listing, Look(60, 8))
        for line in range(drawn.height):
            drawn.line(line, 0, True, time)

    gone = series_of([1.0, 2.0], "a/x")
    rows = weakref.ref(gone.axes.steps.numbers)
    shown(gone, DrawingTime())
    del gone
    later = DrawingTime()
    while later.allows():  # no time to draw the next run
        pass
    shown(series_of([3.0], next_name), later)
    gc.collect()
    assert rows() is None


async def test_tiles_scroll_with_the_cursor(tmp_path: Path) -> None:
    async with opened(tmp_path, (38, 12), zoomed=False) as (app, pilot):
        await pilot.press("t", "G")
        assert any(line.startswith("▶ lr-SGD") for line in app.lines)
        await pilot.press("g")
        assert app.lines[1].startswith("▶ fit/loss")


async def test_b_puts_the_best_value_first_and_narrow_panes_show_that_alone(tmp_path: Path) -> None:
    async with opened(tmp_path, (38, 12), zoomed=False) as (app, pilot):
        assert "last" in app.lines[1] and " 0.95 " in app.text
        await pilot.press("b")
        assert "best" in app.lines[1] and "last" not in app.lines[1] and "↑0.95" in app.text


async def test_nothing_is_drawn_anew_for_a_moved_cursor_but_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path) as (app, pilot):
        await pilot.press("left")
        await pilot.pause(0.1)
        drawn: list[int] = []
        refresh_row = app.pane.refresh_row
        monkeypatch.setattr(app.pane, "refresh_row", lambda *rows: (drawn.extend(rows), refresh_row(*rows)))
        app.pane.redraw()
        assert not drawn
        curves = list(app.pane.curves)
        await pilot.press("left")
        assert drawn and all(one is other for one, other in zip(curves, app.pane.curves, strict=True))


@pytest.mark.parametrize("size", [(200, 60), (80, 24), (40, 12), (38, 5), (20, 3)])
async def test_every_line_fills_its_pane_whatever_keys_come(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size, zoomed=False, created_at=1e9) as (app, pilot):
        for key in ("space", "t", "j", "t", "b", "D", "left", "right", "escape"):
            await pilot.press(key)
            assert {app.pane.render_line(y).cell_length for y in range(size[1])} == {size[0]}
        app.pane.zoomed = True
        await pilot.pause()
        for key in ("left", "shift+left", "plus", "<", "]", "x", "l", "L", "left", "x", "right", "t", "down", "x", "0"):
            await pilot.press(key)
            assert {app.pane.render_line(y).cell_length for y in range(size[1])} == {size[0]}


@pytest.mark.parametrize("count", [1, 2, 3, 7, 10, 31, 200])
@pytest.mark.parametrize("size", [(200, 60), (79, 31), (63, 24), (38, 5), (1, 1)])
def test_a_grid_has_a_tile_for_each_metric_within_its_width(count: int, size: tuple[int, int]) -> None:
    width, height = size
    grid = grid_of(width, height, count)
    assert grid.rows * grid.columns >= count > (grid.rows - 1) * grid.columns
    assert grid.columns * (grid.width + 2) - 2 <= max(width, 1) and grid.height >= LEAST_HEIGHT
    assert not suits(width, height, count) or grid.rows * grid.height <= height
