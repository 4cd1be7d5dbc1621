"""`d`: in what the marked runs differ; and `v`'s offer to show only what differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from spt_tui.runs.compare.difference import differences
from spt_tui.runs.run import Run
from spt_tui.ui import difference_lines as difference_lines_module
from spt_tui.ui.difference_lines import difference_lines, head_line, lay_out
from spt_tui.ui.difference_view import DifferenceScreen, DifferenceView
from tests.runs.compare.runs_of import run_of
from tests.strategies import runs
from tests.trees import MANIFEST, write_run
from tests.ui.browser import Browser, browser

SWEEP = [run_of(f"run{i}", {"optim.lr": 0.1 * 2**i, "optim.name": "AdamW"}, {"loss": 1.0 + i}) for i in range(6)]


def shown(found: list[Run], width: int, shift: int = 0) -> list[str]:
    compared = differences(found)
    layout = lay_out(compared, width, shift)
    lines = (head_line(compared, layout), *difference_lines(compared, layout))
    return ["".join(text for text, _ in line) for line in lines]


@pytest.mark.parametrize(("width", "fit"), [(158, 6), (78, 2), (38, 1)])
def test_so_many_runs_fit_beside_each_other(width: int, fit: int) -> None:
    wide = [
        run_of(f"{i}" * 20, {"a.key.of.a.usual.length": "a long text " * 3, "lr": 0.123456 * (i + 1)}) for i in range(9)
    ]
    assert len(lay_out(differences(wide), width).columns) >= fit


def test_differing_rows_come_first_and_equal_ones_are_counted() -> None:
    lines = shown(SWEEP[:3], 78)
    assert lines[0].split() == ["run0", "run1", "run2"]
    assert [line.split() for line in lines[1:8]] == [
        ["Hyper-parameters"],
        ["optim.lr", "0.1", "0.2", "+100", "%", "0.4", "+300", "%"],
        ["1", "equal"],
        [],
        ["Last", "values"],
        ["loss", "1", "2", "+100", "%", "3", "+200", "%"],
        ["0", "equal"],
    ]
    assert lines[-1].split() == ["optim.name", "AdamW"]


def test_runs_that_do_not_fit_are_shifted_in_beside_the_first() -> None:
    assert shown(SWEEP, 40)[0].split() == ["run0", "run1", "+4›"]
    assert shown(SWEEP, 40, shift=2)[0].split() == ["run0", "run3", "‹2+2›"]
    assert shown(SWEEP, 24, shift=3)[0].split() == ["run3", "‹3+2›"]


def test_texts_that_begin_alike_keep_their_ends() -> None:
    found = [run_of(f"r{i}", {"path": f"/a/very/long/way/to/the/data/set/of/{i}"}) for i in range(3)]
    row = next(line for line in shown(found, 78) if "path" in line)
    assert [text[0] + text[-1] for text in row.split()[1:]] == ["…0", "…1", "…2"]


def test_only_runs_that_can_fit_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(difference_lines_module, "cell_text", lambda cell, number: asked.append(cell) or str(cell))
    compared = differences(
        [run_of(f"run{i}", {f"key{j}": f"{i} {j} {'long' * 5}" for j in range(9)}) for i in range(64)]
    )
    assert len(lay_out(compared, 160).columns) == 7 and len(asked) == 9 * 9
    DifferenceView(compared)
    assert len(asked) == 9 * 9


@given(st.lists(runs(), min_size=1, max_size=5), st.integers(1, 160), st.integers(0, 6))
def test_no_line_of_a_usable_width_is_too_long(found: list[Run], width: int, shift: int) -> None:
    compared = differences(found)
    layout = lay_out(compared, width, shift)
    lines = [head_line(compared, layout), *difference_lines(compared, layout)]
    if width >= 38:
        assert max(cell_len("".join(text for text, _ in line)) for line in lines) <= width
    hidden = layout.before + layout.after
    assert len(layout.columns) + hidden == len(found)


async def opened_on(b: Browser) -> DifferenceScreen:
    await b.until(lambda: isinstance(b.app.screen, DifferenceScreen))
    screen = b.app.screen
    assert isinstance(screen, DifferenceScreen)
    return screen


async def test_the_marked_runs_are_compared(real_root: Path) -> None:
    async with browser(real_root, size=(80, 24)) as b:
        await b.press("space", "down", "space", "d")
        await opened_on(b)
        assert "differences of 2 runs" in b.text
        assert f"{MANIFEST['resumed'].rpartition('/')[2]}" in b.text and MANIFEST["media"].rpartition("/")[2] in b.text
        assert "resumed" in b.text and "equal" in b.text
        await b.press("y")
        assert "exp_name" in b.app.clipboard and "output_dir" in b.app.clipboard
        assert "copied" in b.text
        await b.press("escape")
        assert b.app.screen is b.screen and len(b.table.marks) == 2


async def test_without_marks_it_is_said_what_to_do(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("d")
        await b.until("mark two runs or more with space")
        await b.press("space", "d")
        assert b.app.screen is b.screen


async def test_the_head_of_a_sweep_compares_its_runs(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("w", "home", "d")
        await opened_on(b)
        assert "differences of 3 runs" in b.text
        await b.press("d")
        assert b.app.screen is b.screen


async def test_so_many_of_a_sweep_or_of_the_marked_runs(real_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spt_tui.ui.pages.MOST_COMPARED", 2)
    async with browser(real_root) as b:
        await b.press("w", "home", "d")
        await opened_on(b)
        assert "differences of 2 runs of 3 runs" in b.text
        await b.press("d", "down", "space", "space", "space", "d")
        await opened_on(b)
        assert "differences of 2 runs of 3 marked" in b.text


@pytest.mark.parametrize("size", [(200, 60), (80, 24), (40, 12)])
async def test_runs_beyond_the_edge_can_be_reached(real_root: Path, size: tuple[int, int]) -> None:
    async with browser(real_root, size=size) as b:
        await b.press(*["space"] * 16, "d")
        await opened_on(b)
        names = b.names()
        for _ in range(16):
            await b.press("right")
        assert names[-1] in b.text and "›" not in b.lines[3]
        for _ in range(16):
            await b.press("left")
        assert names[0] in b.text


async def test_hostile_hyper_parameters_are_texts(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_run(tmp_path / name, hparams={"[/x]": f"\x1b[2J[bold]{name}[@click=app.quit]x[/]"})
    async with browser(tmp_path, runs=2, size=(100, 24)) as b:
        await b.press("space", "space", "d")
        await opened_on(b)
        assert "[/x]" in b.text and "␛[2J[bold]" in b.text and "\x1b" not in b.text


async def test_only_the_columns_in_which_the_visible_runs_differ(real_root: Path) -> None:
    async with browser(real_root, filter_text="sweep:48213") as b:
        before = b.table.columns
        await b.press("v", "up", "enter")
        assert b.app.screen is b.screen
        assert "hp.optim.lr" in b.table.columns and "m.eval/loss" in b.table.columns
        assert "hp.optim.name" not in b.table.columns and "hp.output_dir" not in b.table.columns
        assert {"state", "name", "age"} <= set(b.table.columns)
        await b.press("v")
        for _ in b.table.columns:
            await b.press("space")
        await b.press("enter")
        assert b.table.columns == before


async def test_runs_that_a_fold_hides_are_visible_to_the_offer(real_root: Path) -> None:
    async with browser(real_root, filter_text="sweep:48213") as b:
        await b.press("w", "home", "enter")
        await b.press("v", "up", "space")
        assert "hp.optim.lr" in b.table.columns


async def test_the_offer_can_be_found_by_typing(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("v")
        await b.type("only what")
        await b.press("enter")
        assert "hp.exp_name" in b.table.columns
