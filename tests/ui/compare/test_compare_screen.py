"""`c`: the marked runs, or a sweep, in one plot, with their best and last values."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

from spt_tui.runs.metric_choices import ChoicesFile
from spt_tui.ui.compare.best_view import BestView
from spt_tui.ui.compare.compare_plot import ComparePlot
from spt_tui.ui.compare.compare_screen import CompareScreen
from spt_tui.ui.compare.picture import Picture
from tests.trees import write_run
from tests.ui.browser import Browser, browser


def rows_of(*losses: float, names: tuple[str, ...] = ("fit/loss", "eval/top1")) -> list[dict[str, float]]:
    return [{"step": step, **dict.fromkeys(names, loss)} for step, loss in enumerate(losses)]


def sweep(root: Path, runs: int = 4) -> Path:
    """`run0` ... of one sweep, two learning rates, the next one always a little worse."""
    for place in range(runs):
        write_run(
            root / f"run{place}",
            status="completed",
            tags=["sweep:7"],
            hparams={"lr": 0.1 * (1 + place % 2), "seed": place // 2},
            summary={"fit/loss": 1.0 + place, "eval/top1": 0.5},
            rows=rows_of(9.0, 5.0, 1.0 + place),
        )
    return root


async def compared(b: Browser, read: int | None = None) -> CompareScreen:
    await b.until(lambda: isinstance(b.app.screen, CompareScreen))
    screen = b.app.screen
    assert isinstance(screen, CompareScreen)
    await b.until(lambda: (found := picture(b)) is not None and "read" not in note(found))
    return screen


def picture(b: Browser) -> Picture | None:
    return b.app.screen.query_one(ComparePlot).picture


def note(found: Picture) -> str:
    return "".join(text for text, _ in found.note)


def under_cursor(b: Browser) -> str:
    row = b.table.cursor_row
    assert row is not None
    return row.dir.rpartition("/")[2]


async def test_the_marked_runs_are_plotted_and_escape_goes_back(real_root: Path) -> None:
    async with browser(real_root, size=(80, 24)) as b:
        await b.press("space", "space", "c")
        await compared(b)
        assert "fit/loss ↓  2 runs" in b.lines[0] and "step" in b.text
        await b.press("escape")
        assert b.app.screen is b.screen and len(b.table.marks) == 2


async def test_without_marks_it_is_the_sweep_of_the_cursor_or_a_word(tmp_path: Path) -> None:
    write_run(sweep(tmp_path) / "alone", status="completed")
    async with browser(tmp_path, runs=5, size=(100, 30)) as b:
        while under_cursor(b) != "alone":
            await b.press("down")
        await b.press("c")
        await b.until("mark runs with space, or go to a run of a sweep")
        while under_cursor(b) == "alone":
            await b.press("home" if b.table.row_count and b.names()[0] != "alone" else "down")
        await b.press("c")
        await compared(b)
        assert "4 runs" in b.lines[0]
        await b.press("escape", "w", "home", "enter", "c")
        await compared(b)
        assert "runs" in b.lines[0]


async def test_enter_goes_to_the_run_in_front_and_unfolds_its_sweep(tmp_path: Path) -> None:
    async with browser(sweep(tmp_path), runs=4, size=(100, 30)) as b:
        await b.press("w", "home", "enter")
        assert len(b.table.table.rows) == 1
        await b.press("c")
        await compared(b)
        await b.press("enter")
        await b.until("bring a curve to the front with n")
        await b.press("n", "n", "n")
        await b.until(lambda: "run2" in b.lines[0])
        await b.press("enter")
        assert b.app.screen is b.screen and under_cursor(b) == "run2"


async def test_a_run_that_the_filter_hides_is_told(tmp_path: Path) -> None:
    async with browser(sweep(tmp_path), runs=4, size=(100, 30)) as b:
        await b.press("space", "space", "space", "space", "slash", *"run3", "enter", "c")
        await compared(b)
        await b.press("n")
        await b.until(lambda: "run0" in b.lines[0])
        await b.press("enter")
        await b.until("the filter hides it")


async def test_metrics_are_gone_through_and_picked(tmp_path: Path) -> None:
    async with browser(sweep(tmp_path), runs=4, size=(100, 30)) as b:
        await b.press("c")
        await compared(b)
        await b.press("down")
        await b.until(lambda: "eval/top1 ↑" in b.lines[0])
        await b.press("up", "up")
        await b.until(lambda: "fit/loss ↓" in b.lines[0])
        await b.press("m")
        await b.type("top1")
        await b.press("enter")
        await b.until(lambda: "eval/top1 ↑" in b.lines[0])


async def test_the_view_obeys_the_keys_of_a_plot(tmp_path: Path) -> None:
    async with browser(sweep(tmp_path), runs=4, size=(100, 30)) as b:
        await b.press("c")
        await compared(b)
        await b.press("l")
        await b.until("log scale")
        await b.press("left", "left")
        await b.until(" step 1 ")
        await b.press("plus")
        await b.until("zoomed")
        await b.press("right_square_bracket")
        await b.until("smoothed 0.3")
        await b.press("escape")
        await b.until("last values")
        await b.press("escape")
        await b.until(lambda: "zoomed" not in b.lines[0])
        await b.press("y")
        assert "run0\t1.0" in b.app.clipboard
        await b.press("escape")
        assert b.app.screen is b.screen


async def test_groups_are_picked_and_bands_turned(tmp_path: Path) -> None:
    async with browser(sweep(tmp_path), runs=4, size=(100, 30)) as b:
        await b.press("c")
        await compared(b)
        await b.press("B")
        await b.until("group the runs with g")
        await b.press("g")
        assert "all hyper-parameters but the seed" in b.text and "lr" in b.text
        await b.press("down", "enter")
        await b.until("n=2 lr=0.1")
        await b.press("n", "enter")
        await b.until("a group is no run")
        await b.press("B")
        await b.until("standard deviation")
        await b.press("g", "up", "up", "enter")
        await b.until("4 runs")


async def test_the_table_says_who_wins(tmp_path: Path) -> None:
    async with browser(sweep(tmp_path), runs=4, size=(160, 45)) as b:
        await b.press("c")
        await compared(b)
        await b.until("*1")
        row = next(line for line in b.lines if "fit/loss ↓" in line and "*" in line).split()
        assert row[:7] == ["▶fit/loss", "↓", "*1", "*1", "2", "2", "3"]
        await b.press("tab", "down", "enter")
        await b.until(lambda: "eval/top1 ↑" in b.lines[0])
        await b.press("T")
        await b.until(lambda: "best and last" not in b.text)


async def test_a_direction_that_was_turned_round_is_that_of_the_comparison(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    root = sweep(tmp_path / "runs")
    ChoicesFile(str(root)).edit(lambda choices: choices.turn("fit/loss"))
    async with browser(root, runs=4, size=(160, 45)) as b:
        await b.press("c")
        await compared(b)
        await b.until("*4")
        assert "fit/loss ↑" in b.lines[0]
        row = next(line for line in b.lines if "fit/loss ↑" in line and "*" in line).split()
        assert row == ["▶fit/loss", "↑", *("9", "1", "9", "2", "9", "3", "9", "*4")]
        await b.press("tab", "y")
        assert "fit/loss\t9.0\t1.0\t9.0\t2.0\t9.0\t3.0\t9.0\t4.0" in b.app.clipboard


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_in_a_small_screen_the_table_takes_the_place_of_the_plot(tmp_path: Path, size: tuple[int, int]) -> None:
    async with browser(sweep(tmp_path, 12), runs=12, size=size) as b:
        await b.press("c")
        await compared(b)
        assert "best and last" not in b.text
        await b.press("T")
        await b.until("*1")
        assert isinstance(b.app.screen.focused, BestView) and "12 runs" in b.text
        await b.press("G", "enter")
        assert b.app.screen is b.screen and under_cursor(b) == "run11"


async def test_a_hidden_plot_is_drawn_on_in_the_size_that_it_had(tmp_path: Path) -> None:
    """The table is told by what is drawn."""
    async with browser(sweep(tmp_path, 3), runs=3, size=(80, 24)) as b:
        await b.press("c")
        await compared(b)
        plot = b.app.screen.query_one(ComparePlot)
        await b.press("T")
        await b.until(lambda: not plot.size)
        plot.on_resize()  # Textual tells it, or not
        drawn = plot.picture
        plot.choose_metric("eval/top1")
        await b.until(lambda: plot.picture is not drawn)


async def test_a_live_run_is_read_on(tmp_path: Path) -> None:
    write_run(sweep(tmp_path, 2) / "live", rows=rows_of(9.0, 4.0), summary={"fit/loss": 4.0}, tags=["sweep:7"])
    async with browser(tmp_path, runs=3, size=(100, 30)) as b:
        await b.press("space", "space", "space", "c")
        await compared(b)
        with (tmp_path / "live" / "metrics.csv").open("ab") as file:
            file.write(b"0.5,0.25,2\r\n")
        await b.until("0.25")


async def test_hostile_names_are_texts(tmp_path: Path) -> None:
    name = "\x1b[2J[bold]x[/]"
    for place in range(2):
        write_run(
            tmp_path / f"run{place}",
            status="completed",
            display_name=f"{name}{place}",
            summary={name: 1.0},
            hparams={"[/x]": name * place},
            rows=rows_of(1.0, 2.0 - place, names=(name,)),
        )
    async with browser(tmp_path, runs=2, size=(100, 40)) as b:
        await b.press("space", "space", "c")
        await compared(b)
        await b.until("*2")
        assert "␛[2J[bold]x[/] ↑" in b.lines[0] and "\x1b" not in b.text
        await b.press("g", "down", "down", "enter")
        await b.until("n=1")
        assert "\x1b" not in b.text


async def test_help_and_commands_are_those_of_the_comparison(tmp_path: Path) -> None:
    async with browser(sweep(tmp_path), runs=4, size=(100, 45)) as b:
        await b.press("c")
        await compared(b)
        await b.press("question_mark")
        await b.until("curve in front")
        assert "cursor to the next row" in b.text
        await b.press("escape", "ctrl+p")
        await b.type("log scale")
        await b.press("enter")
        await b.until("step  log scale")


async def test_runs_without_a_metric_say_so(tmp_path: Path) -> None:
    for place in range(2):
        write_run(tmp_path / f"run{place}", status="completed")
    async with browser(tmp_path, runs=2, size=(80, 24)) as b:
        await b.press("space", "space", "c", "down", "n", "g")
        await b.until("group by what differs")
        await b.press("escape")
        await b.until("no metric in the summaries of these runs")


async def test_the_plot_is_saved_with_the_names_of_the_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    async with browser(sweep(tmp_path / "runs"), runs=4, size=(140, 30)) as b:
        await b.press("c")
        await compared(b)
        await b.press("n", "E")
        await b.until(lambda: list(here.glob("*.csv")))
        await b.until(lambda: "scp" in b.app.clipboard)
    (table,) = here.glob("*.csv")
    assert {line.partition(",")[0] for line in table.read_text().splitlines()[1:]} == {f"run{n}" for n in range(4)}
    assert len(list(here.glob("*.svg"))) == 1


async def test_keys_come_first_as_long_as_runs_are_compared(tmp_path: Path) -> None:
    usual = gc.get_threshold(), sys.getswitchinterval()
    async with browser(sweep(tmp_path), runs=4) as b:
        await b.press("c")
        await compared(b)
        assert gc.get_threshold()[:2] == usual[0][:2] and gc.get_threshold()[2] > 10 * usual[0][2]
        assert sys.getswitchinterval() < usual[1]
        await b.press("escape")
        await b.until(lambda: (gc.get_threshold(), sys.getswitchinterval()) == usual)


async def test_the_curves_of_a_closed_comparison_go_without_a_collection_of_garbage(tmp_path: Path) -> None:
    gc.collect()  # those of other tests
    async with browser(sweep(tmp_path), runs=4) as b:
        await b.press("c")
        await compared(b)
        assert pictures_in_memory()
        gc.disable()
        try:
            await b.press("escape")
            await b.until(lambda: not pictures_in_memory())
        finally:
            gc.enable()


def pictures_in_memory() -> int:
    return sum(type(each) is Picture for each in gc.get_objects())
