"""`P`: the visible runs as points, and what goes with what."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from rich.cells import cell_len

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import State
from spt_tui.ui.compare import drawer
from spt_tui.ui.compare.scatter_picture import draw_scatter
from spt_tui.ui.compare.scatter_screen import ScatterScreen
from spt_tui.ui.compare.scatter_state import ScatterState
from tests.runs.compare.runs_of import catalog_with, run_of
from tests.trees import write_run
from tests.ui.browser import Browser, browser
from tests.ui.compare.pictures import texts
from tests.ui.compare.test_compare_screen import under_cursor


def ten() -> Catalog:
    """`run0` ...: the more `lr`, the less `fit/loss`; `width` goes with it now and then, `seed` is a text in one."""
    hparams = [
        {"lr": 0.1 * (place + 1), "width": place % 3, "seed": "x" if place == 4 else place} for place in range(10)
    ]
    return catalog_with(hparams, [{"fit/loss": 20.0 - place, "eval/top1": -0.5 + 0.1 * place} for place in range(10)])


def state() -> ScatterState:
    catalog = ten()
    return ScatterState(catalog, catalog.slots())


def test_it_begins_with_the_strongest_correlation() -> None:
    found = state()
    assert (found.x, found.y) == ("hp.lr", "m.fit/loss")
    assert [(each.hparam, round(each.rho, 2), each.n) for each in found.correlated][:2] == [
        ("lr", -1.0, 10),
        ("seed", -1.0, 9),
    ]
    assert found.x_choices()[:2] == ["hp.lr", "hp.seed"] and "m.eval/top1" in found.x_choices()
    found.step_x(1)
    assert found.x == "hp.seed" and len(found.points().slots) == 9 and found.points().left_out == 1


def test_any_two_columns_of_numbers_can_be_plotted() -> None:
    hparams = [
        {"lr": 0.1, "depth": place, "name": "x", "late": 1 + place if place > 7 else None} for place in range(10)
    ]
    catalog = catalog_with(hparams, [{"fit/loss": 20.0 - place} if place < 8 else {} for place in range(10)])
    found = ScatterState(catalog, catalog.slots())
    assert found.x_choices() == ["hp.depth", "hp.late", "m.fit/loss"], "neither texts nor what is the same in all"
    assert found.y_choices() == ["m.fit/loss", "hp.depth", "hp.late"]
    found.choose_y("hp.late")
    found.choose_x("hp.depth")
    assert list(zip(found.points().xs, found.points().ys, strict=True)) == [(8.0, 9.0), (9.0, 10.0)]
    assert not found.correlated and "hp.depth" in found.x_choices()
    picture = draw_scatter(found, 160, 43)
    assert texts([picture.title]) == ["late over depth"]
    assert "of each hyper-parameter with a metric" in "\n".join(texts(picture.lines))
    found.choose_y("m.fit/loss")
    assert [each.hparam for each in found.correlated] == ["depth"]


def test_without_metrics_hyper_parameters_are_plotted() -> None:
    catalog = catalog_with([{"lr": 0.1 * place, "depth": place} for place in range(3)])
    found = ScatterState(catalog, catalog.slots())
    assert (found.x, found.y) == ("hp.lr", "hp.depth") and len(found.points().slots) == 3


def test_the_cursor_walks_along_each_axis_and_names_the_run() -> None:
    found = state()
    found.move(1)
    assert draw_scatter(found, 120, 30).dir == "/r/run0"
    found.move(1)
    found.move(1)
    assert draw_scatter(found, 120, 30).dir == "/r/run2"
    found.move(1, upwards=True)
    picture = draw_scatter(found, 120, 30)
    assert picture.dir == "/r/run1" and "run1   lr 0.2   fit/loss 19" in texts(picture.lines)[-1]
    for _ in range(20):
        found.move(-1)
    assert found.cursor == 0


def test_it_follows_what_the_runs_say() -> None:
    found = state()
    found.move(1)
    assert found.points().left_out == 0 and not found.follow()
    found.catalog.put(run_of("run3", {"lr": 7.0}, {"fit/loss": 99.0}))
    assert found.follow() and not found.follow()
    assert (7.0, 99.0) in zip(found.points().xs, found.points().ys, strict=True) and found.cursor == 0
    found.catalog.drop("/r", "run3")
    assert found.follow() and found.points().left_out == 1
    found.catalog.beat(0, State.RUNNING, 1.0)
    assert not found.follow(), "nothing that is plotted has changed"


def test_what_a_logarithmic_axis_cannot_show_is_counted() -> None:
    found = state()
    found.choose_y("m.eval/top1")
    found.turn_log_y()
    assert len(found.shown()) == 4
    assert "6 not above 0" in texts([draw_scatter(found, 120, 30).note])[0]


def test_correlations_are_called_what_they_are() -> None:
    for size in ((160, 43), (80, 21), (40, 10)):
        assert "rank correlation, not a cause" in "\n".join(texts(draw_scatter(state(), *size).lines))
    lone = catalog_with([{"lr": 1}], [{"fit/loss": 1.0}])
    text = "\n".join(texts(draw_scatter(ScatterState(lone, [0]), 80, 21).lines))
    assert "no hyper-parameter with three different runs" in text


@pytest.mark.parametrize("size", [(160, 43), (78, 21), (40, 10), (38, 5), (10, 2), (1, 1)])
def test_every_picture_fills_exactly_its_cells(size: tuple[int, int]) -> None:
    empty = Catalog()
    nothing = catalog_with([{}] * 2, [{"fit/loss": math.nan}] * 2)
    for found in (state(), ScatterState(empty, []), ScatterState(nothing, [0, 1])):
        found.move(1)
        lines = texts(draw_scatter(found, *size).lines)
        assert len(lines) == size[1] and {cell_len(line) for line in lines} == {size[0]}


async def scattered(b: Browser) -> None:
    await b.press("P")
    await b.until(lambda: isinstance(b.app.screen, ScatterScreen))
    await b.until("rank correlation, not a cause")


async def test_enter_goes_to_the_run_of_a_point(tmp_path: Path) -> None:
    for place in range(6):
        write_run(
            tmp_path / f"run{place}",
            status="completed",
            hparams={"lr": 0.1 * place, "depth": place % 2, "[/x]": "\x1b[2J"},
            summary={"fit/loss": 1.0 + place, "eval/loss": 5.0 - place},
        )
    async with browser(tmp_path, runs=6, size=(120, 30)) as b:
        await scattered(b)
        assert "fit/loss over lr" in b.lines[0] and "+1.00  n=6      lr" in b.text
        await b.press("enter")
        await b.until("pick a point with the arrows")
        await b.press("left", "left")
        await b.until("run4   lr 0.4   fit/loss 5")
        await b.press("L", "l")
        await b.until("lr, log")
        await b.press("y")
        assert "run4\t0.4\t5.0" in b.app.clipboard
        await b.press("enter")
        assert b.app.screen is b.screen and under_cursor(b) == "run4"


async def test_a_run_that_goes_on_moves_its_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawer, "FOLLOW_SECONDS", 0.05)
    for place in range(4):
        write_run(tmp_path / f"run{place}", hparams={"lr": 0.1 * place}, summary={"fit/loss": 1.0 + place})
    async with browser(tmp_path, runs=4, size=(120, 30)) as b:
        await scattered(b)
        await b.press("left")
        await b.until("run3   lr 0.3   fit/loss 4")
        write_run(tmp_path / "run3", hparams={"lr": 0.3}, summary={"fit/loss": 0.125})
        await b.until("fit/loss 0.125")


async def test_columns_are_picked_among_hyper_parameters_and_metrics(real_root: Path) -> None:
    async with browser(real_root, size=(80, 24)) as b:
        await scattered(b)
        await b.press("m")
        await b.type("eval/loss")
        await b.press("enter")
        await b.until(lambda: b.lines[0].strip().startswith("eval/loss over"))
        await b.press("x")
        await b.type("fit/loss")
        await b.press("enter")
        await b.until(lambda: "eval/loss over fit/loss" in b.lines[0])
        await b.press("m")
        await b.type("optim.lr")
        await b.press("enter")
        await b.until(lambda: "optim.lr over fit/loss" in b.lines[0])
        await b.press("escape")
        assert b.app.screen is b.screen


async def test_only_the_visible_runs_are_points(real_root: Path) -> None:
    async with browser(real_root, size=(120, 30), filter_text="sweep:48213") as b:
        await b.press("w", "home", "enter")
        await scattered(b)
        assert "4 runs" in b.lines[0]


async def test_the_points_are_saved(real_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with browser(real_root, size=(120, 30)) as b:
        await scattered(b)
        await b.press("E")
        await b.until(lambda: list(tmp_path.glob("*.csv")))
        await b.until(lambda: "scp" in b.app.clipboard)
    (table,) = tmp_path.glob("*.csv")
    assert table.read_text().startswith("run,optim.lr,fit/loss\n") and len(table.read_text().splitlines()) == 16
