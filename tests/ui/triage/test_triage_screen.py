"""`!`: why runs died, over the browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.ui.triage.group_list import GroupList
from spt_tui.ui.triage.group_view import GroupView
from spt_tui.ui.triage.triage_screen import TriageScreen
from tests.runs.triage.logs import CUDA_MEMORY, TIME_LIMIT, WATCHDOG, dead_run, traceback
from tests.trees import write_run
from tests.ui.browser import Browser, browser

LONG = (
    "RuntimeError: a message [bold]that[/x] is much \x1b[2J too long for any screen of this size, " + "and more " * 20
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Sweep 77 with three runs out of memory, one out of time and four that live; one of sweep 78 with an exception."""
    runs = tmp_path / "runs"
    for task in range(3):
        logs = {"0.err": WATCHDOG, "3.err": traceback(CUDA_MEMORY)}
        dead_run(runs, f"a_{task}", logs, hparams={"batch": 512})
    dead_run(runs, "a_3", {"0.err": TIME_LIMIT})
    for task in range(4, 8):
        dead_run(runs, f"a_{task}", {"0.err": "fine\n"}, status="completed", hparams={"batch": 128})
    dead_run(runs, "b_9", {"0.err": traceback(LONG)}, sweep="78")
    return runs


async def triaged(b: Browser) -> TriageScreen:
    await b.press("exclamation_mark")
    await b.until(lambda: isinstance(b.app.screen, TriageScreen))
    screen = b.app.screen
    assert isinstance(screen, TriageScreen)
    groups = screen.query_one(GroupList)
    await b.until(lambda: groups.triage is not None and groups.triage.is_complete)
    await b.pilot.pause()
    return screen


async def test_the_groups_of_what_is_shown_and_the_runs_of_one(root: Path) -> None:
    async with browser(root, size=(80, 24), runs=9, filter_text="sweep:77") as b:
        screen = await triaged(b)
        assert "triage  shown runs" in b.lines[0] and "4 of 8 runs died" in b.lines[0]
        assert "3  CUDA out of memory" in b.lines[1] and "rank 3 ×3" in b.lines[1]
        assert "1  time limit" in b.lines[2] and "gpu031" in b.lines[2]
        await b.until(lambda: "batch = 512  3 of 3 dead  0 of 4 living" in b.text)
        assert "torch.OutOfMemoryError: CUDA out of memory." in b.text
        await b.press("down")
        assert screen.query_one(GroupView).group is screen.query_one(GroupList).group
        await b.until(lambda: "slurmstepd: error: *** JOB 48213 ON gpu031" in b.text)
        await b.press("escape")
        assert b.app.screen is b.screen


async def test_enter_goes_through_the_runs_and_then_to_one(root: Path) -> None:
    async with browser(root, size=(80, 24), runs=9, filter_text="sweep:77") as b:
        screen = await triaged(b)
        await b.press("enter", "G", "up")
        assert screen.pane is screen.query_one(GroupView)
        await b.press("escape")
        assert b.app.screen is screen and screen.pane is screen.query_one(GroupList)
        await b.press("enter", "enter")
        assert b.app.screen is b.screen and b.table.cursor_row is not None
        assert b.table.cursor_row.dir.endswith("/a_1")


async def test_a_key_that_is_pressed_twice_leaves_once(root: Path) -> None:
    async with browser(root, size=(80, 24), runs=9, filter_text="sweep:77") as b:
        screen = await triaged(b)
        await b.press("enter")
        view = screen.query_one(GroupView)
        view.action_take()
        view.action_take()
        await b.pilot.pause()
        assert b.app.screen is b.screen


async def test_the_runs_of_a_group_can_be_marked(root: Path) -> None:
    async with browser(root, size=(80, 24), runs=9, filter_text="sweep:77") as b:
        await triaged(b)
        await b.press("space")
        assert "marked 3 runs" in b.lines[-1]
        await b.press("escape")
        assert sorted(dir.rpartition("/")[2] for dir in b.table.marks) == ["a_0", "a_1", "a_2"]
        await triaged(b)
        assert "marked runs" in b.lines[0] and "3 of 3 runs died" in b.lines[0]


async def test_without_a_filter_it_is_the_sweep_of_the_cursor(root: Path) -> None:
    async with browser(root, size=(80, 24), runs=9, filter_text="sweep:78") as b:
        await b.press("escape")
        await triaged(b)
        assert "sweep 78" in b.lines[0] and "1 of 1 run died" in b.lines[0]


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (38, 5)])
async def test_hostile_messages_fit_any_screen(root: Path, size: tuple[int, int]) -> None:
    async with browser(root, size=size, runs=9, filter_text="sweep:78") as b:
        screen = await triaged(b)
        assert "RuntimeError: a" in b.text and "\x1b" not in b.text
        await b.press("enter")
        await b.pilot.pause()
        assert screen.query_one(GroupView).display and all(len(line) <= size[0] for line in b.lines)
        if size[1] > 5:
            assert "[bold]that[" in b.text
        await b.press("G", "g", "escape")
        assert screen.query_one(GroupList).display


async def test_nobody_died(root: Path) -> None:
    async with browser(root, size=(80, 24), runs=9, filter_text="state:completed") as b:
        screen = await triaged(b)
        assert "none of them is dead" in b.text and not screen.query_one(GroupView).display
        await b.press("enter", "space", "tab", "y")
        assert b.app.screen is screen


async def test_no_run_at_all_is_said(tmp_path: Path) -> None:
    write_run(tmp_path / "one")
    async with browser(tmp_path, size=(80, 24), runs=1, filter_text="name:none") as b:
        await b.press("exclamation_mark")
        await b.until("no run to look at")


async def test_leaving_while_logs_are_read_ends_the_reading(root: Path) -> None:
    async with browser(root, size=(80, 24), runs=9) as b:
        await b.press("exclamation_mark", "escape")
        assert b.app.screen is b.screen
