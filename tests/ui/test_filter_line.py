"""The filter's line under a pilot: completion, history, saved filters, and where it is wrong."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widget import Widget

from spt_tui.runs.filter_book import FilterFile
from tests.ui.browser import Browser, browser


@pytest.fixture(autouse=True)
def own_data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    yield tmp_path / "data" / "spt-tui"


def typed(b: Browser) -> str:
    return b.screen._bar.text


def offers(b: Browser) -> Widget:
    return b.screen.query_one("#completions")


async def keep(b: Browser, root: Path, *texts: str) -> None:
    """Filter by each of these, one after the other."""
    for text in texts:
        await b.press("slash")
        await b.press("ctrl+u")
        await b.type(text)
        await b.press("enter")
    await b.until(lambda: FilterFile(str(root)).read().past.get("runs", ())[-1:] == texts[-1:])


async def test_tab_takes_what_the_runs_have(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("slash")
        await b.type("swe")
        await b.until("│")
        await b.press("tab")
        assert typed(b) == "sweep:"
        await b.until("48213")
        await b.press("down", "enter")
        assert typed(b) in ("sweep:48213", "sweep:48377") and not offers(b).display
        assert b.table.table.shown in (3, 4)
        await b.press("shift+tab")
        assert typed(b) == "sweep:"
        await b.press("enter")
        await b.until(lambda: b.table.has_focus)


async def test_tab_goes_on_where_there_is_nothing_to_complete(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("slash")
        await b.type("sweep:48213")
        await b.press("tab")
        await b.until(lambda: b.screen._panes.focused == "metrics")
        await b.press("slash")
        await b.type("s")
        assert not offers(b).display
        await b.press("shift+tab")
        await b.until(lambda: b.table.has_focus)
        assert typed(b) == "sweep:48213"


async def test_escape_closes_the_list_before_it_clears(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("slash")
        await b.type("sta")
        assert offers(b).display
        await b.press("escape")
        assert not offers(b).display and typed(b) == "sta"
        await b.type("t")
        assert not offers(b).display
        await b.press("tab")
        assert offers(b).display
        await b.press("escape", "escape")
        assert typed(b) == "" and b.table.has_focus


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_list_leaves_most_of_a_small_screen(real_root: Path, size: tuple[int, int]) -> None:
    async with browser(real_root, size=size) as b:
        await b.press("slash")
        await b.type("s")
        await b.until(lambda: offers(b).region.height)
        assert offers(b).region.height <= size[1] // 4 + 1
        assert offers(b).region.y == 2 and offers(b).region.right <= size[0]
        await b.press("enter")
        assert not offers(b).display


async def test_the_arrows_go_through_what_was_used_before(real_root: Path) -> None:
    async with browser(real_root) as b:
        await keep(b, real_root, "sweep:48213", "preempted")
        await b.press("escape", "slash", "up")
        assert typed(b) == "preempted"
        await b.press("up")
        assert typed(b) == "sweep:48213" and b.table.table.shown == 4
        await b.press("up")
        assert typed(b) == "sweep:48213"
        await b.press("down", "down")
        assert typed(b) == ""
        await b.press("down")
        assert b.table.has_focus


async def test_the_next_session_knows_what_was_used(real_root: Path) -> None:
    async with browser(real_root) as b:
        await keep(b, real_root, "sweep:48377")
    async with browser(real_root) as b:
        await b.press("slash")
        await b.until(lambda: b.screen._bar.book)
        await b.type("483")
        await b.press("up")
        assert typed(b) == "sweep:48377"


async def test_a_sample_of_runs_keeps_nothing(real_root: Path, own_data_home: Path) -> None:
    async with browser(real_root) as b:
        b.screen._root = None
        await b.press("slash")
        await b.type("48213")
        await b.press("enter", "slash", "ctrl+u", "up")
        assert typed(b) == "48213"
    assert not own_data_home.exists()


async def test_a_filter_is_saved_by_name_used_and_completed(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("apostrophe")
        await b.until("none is saved yet")
        await b.press("escape", "slash")
        await b.type("sweep:48213")
        await b.press("f2")
        await b.type("lr sweep")
        await b.until("save as @lr-sweep: sweep:48213")
        await b.press("enter")
        await b.until(lambda: "lr-sweep" in FilterFile(str(real_root)).read().named)
        await b.press("escape", "apostrophe")
        await b.until("@lr-sweep  sweep:48213")
        await b.press("enter")
        assert typed(b) == "sweep:48213" and b.table.table.shown == 4
        await b.press("escape", "slash")
        await b.type("digits ")
        await b.press("at", "l", "tab")
        assert typed(b) == "digits sweep:48213"


async def test_a_deleted_filter_can_be_brought_back(real_root: Path) -> None:
    file = FilterFile(str(real_root))
    file.edit(lambda book: book.saved("a", "tag:a").saved("b", "tag:b"))
    async with browser(real_root) as b:
        await b.press("apostrophe")
        await b.until("@b  tag:b")
        await b.press("delete")
        await b.until(lambda: [*file.read().named] == ["a"])
        assert "deleted, enter brings it back" in b.text
        await b.press("enter")
        await b.until(lambda: [*file.read().named] == ["a", "b"])
        assert "deleted" not in b.text.replace("del delete", "")
        await b.press("delete", "escape")
        await b.until(lambda: [*file.read().named] == ["a"])


async def test_what_another_program_saved_comes_into_the_list(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("apostrophe")
        await b.until("none is saved yet")
        await b.press("escape")
        FilterFile(str(real_root)).edit(lambda book: book.saved("theirs", "tag:x"))
        await b.press("apostrophe")
        await b.until("@theirs  tag:x")


async def test_a_file_that_is_damaged_is_said_once(real_root: Path, own_data_home: Path) -> None:
    file = FilterFile(str(real_root))
    own_data_home.mkdir(parents=True)
    Path(file.path).write_text(json.dumps({"format": 99}))
    async with browser(real_root) as b:
        await b.press("slash")
        await b.until("filters not used")
        await b.type("48213")
        await b.press("enter")
        await b.until("filters not kept: written by a later version")
        assert b.table.table.shown == 4
        await b.press("escape", "slash", "up")
        assert typed(b) == "48213", "this session remembers it all the same"


@pytest.mark.parametrize("width", [200, 80, 40])
async def test_a_wrong_part_is_underlined_said_and_mended(real_root: Path, width: int) -> None:
    async with browser(real_root, size=(width, 24)) as b:
        await b.press("slash")
        await b.type("digits -stauts:x")
        await b.until("no such field")
        input = b.screen.query_one("#filter-input")
        marked = [segment.text for segment in input.render_line(0) if segment.style and segment.style.underline]
        assert "".join(marked) == "stauts"
        if width < 200:
            await b.until(lambda: offers(b).region.height)
            column = max(b.lines[2].find(sign) for sign in "╵╰╯")
            assert b.lines[1][column:].startswith("stauts") and "tab takes it" in b.text
        await b.press("tab")
        assert typed(b) == "digits -status:x" and "no such field" not in b.text


async def test_the_place_of_what_is_wrong_moves_with_the_text(real_root: Path) -> None:
    async with browser(real_root, size=(40, 12)) as b:
        await b.press("slash")
        await b.type("state:completed digits -stauts:x")
        await b.until(lambda: offers(b).region.height)
        for _ in range(26):
            await b.press("left")
            column = b.lines[2].index("╵")
            shown = b.lines[1].find("stauts")
            assert column == (shown if shown >= 0 else column)


async def test_the_bottom_line_has_the_keys_of_the_line_while_it_is_open(real_root: Path) -> None:
    async with browser(real_root, size=(100, 24)) as b:
        await b.press("slash")
        await b.until(lambda: b.lines[-1].startswith(" tab complete"))
        assert "f2 saved filters" in b.lines[-1] and "sort" not in b.lines[-1]
        await b.press("enter")
        await b.until(lambda: b.lines[-1].startswith(" s sort"))
        await b.press("2", "slash")
        await b.until(lambda: b.lines[-1].startswith(" ↑ typed before"))
        assert "tab" not in b.lines[-1] and "f2" not in b.lines[-1]


async def test_what_is_only_unfinished_is_said_calmly(real_root: Path) -> None:
    async with browser(real_root) as b:
        await b.press("slash")
        await b.type('digits "')
        assert b.screen._bar.wrong is None and b.table.table.shown == 16
        await b.type("x")
        assert b.screen._bar.wrong is None
