"""What `y` copies, under a pilot."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from spt_tui.runs.run import Run
from spt_tui.ui import copying
from spt_tui.ui.copy_offers import Offer
from spt_tui.ui.widgets.copy_list import CopyList, text_lines
from tests.trees import write_run
from tests.ui.browser import Browser, browser


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory for files, in which the program runs."""
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    yield place


async def copied(b: Browser, *keys: str) -> str:
    """What is copied once these keys were pressed."""
    b.app.copy_to_clipboard("")
    await b.press(*keys)
    await b.until(lambda: b.app.clipboard)
    return b.app.clipboard


async def test_the_run_under_the_cursor_by_letters(real_root: Path) -> None:
    async with browser(real_root) as b:
        run = b.table.cursor_row
        assert isinstance(run, Run)
        assert await copied(b, "y", "y") == os.path.join(real_root, run.id)
        assert "copied" in b.lines[-1]
        assert await copied(b, "y", "p") == run.dir
        assert await copied(b, "y", "i") == run.id
        assert await copied(b, "y", "c") == run.checkpoint_path
        assert await copied(b, "y", "down", "enter") == run.id


async def test_a_checkpoint_of_a_tree_that_was_moved_is_copied_from_where_it_is(tmp_path: Path) -> None:
    recorded, root = "/old/runs/a/checkpoints/last.ckpt", tmp_path / "runs"
    here = write_run(root / "a", checkpoint_path=recorded) / "checkpoints" / "last.ckpt"
    here.parent.mkdir()
    here.touch()
    async with browser(root, runs=1) as b:
        assert await copied(b, "y", "c") == str(here)
        assert f"copied {here} (recorded as"[: b.app.size.width - 10] in b.lines[-1]
        here.unlink()
        assert await copied(b, "y", "c") == recorded


async def test_the_commands_show_the_view_again(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("slash")
        await b.type("sweep:48213")
        await b.press("enter", "s")
        await b.type("fit/loss")
        await b.press("enter")
        assert await copied(b, "y", "v") == f"spt-tui {real_root} --filter sweep:48213"
        listing = await copied(b, "y", "l")
        assert listing.startswith(
            f"spt-tui ls --root {real_root} --filter sweep:48213 --sort m.fit/loss --columns state,"
        )
        await b.press("S")
        assert "--sort m.fit/loss --reverse" in await copied(b, "y", "l")


async def test_the_command_has_the_filter_that_the_rows_are_of(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("slash")
        await b.type("sweep:48213 -stauts:x")
        await b.press("enter")
        assert (await copied(b, "y", "v")).endswith("--filter 'sweep:48213 -stauts'")


async def test_the_table_as_markdown_on_the_screen_and_whole(real_root: Path) -> None:
    async with browser(real_root, size=(100, 20)) as b:
        seen = (await copied(b, "y", "t")).split("\n")
        whole = (await copied(b, "y", "T")).split("\n")
        assert len(seen) - 2 == b.table.page < 16 and len(whole) == 18
        assert {line.replace("\\|", "").count("|") for line in whole} == {len(b.table.columns) + 1}
        assert 2 < seen[0].count("|") < whole[0].count("|")
        assert seen[0].startswith("| state | name |") and b.names()[0] in seen[2]


async def test_a_pipe_in_a_name_stays_in_its_cell(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "a|b*c")
    async with browser(tmp_path / "runs", runs=1) as b:
        assert "a\\|b\\*c" in (await copied(b, "y", "T")).split("\n")[2]


async def test_a_sweep_and_marked_runs(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("w", "home")
        assert await copied(b, "y", "i") == "48377"
        assert "sweep 48377" in (await copied(b, "y", "T")).split("\n")[2]
        await b.press("space")
        paths = (await copied(b, "y", "m")).split("\n")
        assert len(paths) == 3 and all(map(os.path.isdir, paths))


async def test_another_pane_offers_what_its_cursor_is_on_first(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("2")
        await b.until(lambda: b.screen.pane.copy_text())
        assert await copied(b, "y", "y") == b.screen.pane.copy_text()
        assert b.screen.run is not None
        assert await copied(b, "y", "p") == b.screen.run.dir


async def test_a_file_is_written_on_request_and_where_there_are_no_runs(
    real_root: Path, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browser(real_root) as b:
        run = b.table.cursor_row
        assert isinstance(run, Run)
        assert await copied(b, "y", "w") == str(own_place / "spt-tui-copy.txt")
        assert (own_place / "spt-tui-copy.txt").read_text() == f"{run.dir}\n"
        await b.press("y")
        await b.until("whole table")
        await b.press(*["down"] * 9)
        assert await copied(b, "w") == str(own_place / "spt-tui-copy.md")
        assert (own_place / "spt-tui-copy.md").read_text().count("\n") == 18
        monkeypatch.chdir(real_root)
        monkeypatch.setenv("HOME", str(own_place))
        assert await copied(b, "y", "w") == str(own_place / "spt-tui-copy-2.txt")


async def test_what_no_clipboard_holds_goes_to_a_file(
    real_root: Path, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "LARGEST", 1_000)
    async with browser(real_root) as b:
        assert await copied(b, "y", "T") == str(own_place / "spt-tui-copy.md")
        assert (own_place / "spt-tui-copy.md").read_text().count("\n") == 18
        await b.until("spt-tui-copy.md (too long for a clipboard), path copied")


async def test_where_no_file_can_be_written_that_is_said(real_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("spt_tui.export.saved_plot.place_to_save", refuse)
    async with browser(real_root) as b:
        await b.press("y", "w")
        await b.until("cannot write a file: permission denied")


@pytest.mark.parametrize("size", [(200, 60), (80, 24), (40, 12)])
async def test_the_text_stands_whole_at_the_left_edge(real_root: Path, size: tuple[int, int]) -> None:
    async with browser(real_root, size=size) as b:
        run = b.table.cursor_row
        assert isinstance(run, Run)
        await b.press("y")
        await b.until("the text, to be selected")
        place = next(place for place, line in enumerate(b.lines) if "the text, to be selected" in line)
        assert "".join(line.rstrip() for line in b.lines[place + 1 :]) == run.dir
        assert len(b.lines) == size[1] and "yp path" in b.text
        await b.press("escape")
        await b.until(" s sort")


async def test_letters_typed_ahead_find_the_list(real_root: Path) -> None:
    async with browser(real_root) as b:
        run = b.table.cursor_row
        assert isinstance(run, Run)
        await b.press("y", "i", "y", "j", "escape", "y", "v")
        await b.until(lambda: b.app.clipboard == f"spt-tui {real_root}")


async def test_with_no_run_there_is_still_the_command(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    async with browser(tmp_path / "runs", runs=0) as b:
        assert await copied(b, "y", "v") == f"spt-tui {tmp_path / 'runs'}"


def test_a_long_text_ends_in_what_is_left_out() -> None:
    many = Offer("T", "table", lambda: map(str, range(1_000)), 1_000)
    assert text_lines(many, 40, 5) == ["0", "1", "2", "3", "… 1,000 lines in all"]
    assert text_lines(Offer("y", "path", lambda: ["x" * 100]), 40, 2) == ["x" * 40, "… not all of it"]
    assert text_lines(Offer("y", "path", lambda: ["x" * 80]), 40, 2) == ["x" * 40] * 2
    assert text_lines(Offer("y", "path", lambda: ["a\x1b[2Jb"]), 40, 2) == ["a␛[2Jb"]


def test_the_letters_of_a_list_are_each_for_one_thing() -> None:
    offers = [Offer("yp", "path", lambda: []), Offer("i", "id", lambda: [])]
    listed = CopyList(offers)
    assert listed.find("p") is offers[0] and listed.find("i") is offers[1] and listed.find("x") is None
