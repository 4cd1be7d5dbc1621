import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from textual.app import App, ComposeResult

from spt_tui.runs.run import Run, State
from spt_tui.ui import theme
from spt_tui.ui.messages import Refused
from spt_tui.ui.rank_picker import RankPicker
from spt_tui.ui.widgets.log_pane import LogPane
from spt_tui.ui.widgets.rank_list import RankList
from tests.runs.logs.ranks.rank_logs import TEN, at, write
from tests.trees import real_runs
from tests.ui.test_log_pane import Screen, sample

BOOM = ("Traceback (most recent call last):", '  File "t.py", line 1, in step', "RuntimeError: boom")


class PaneApp(App[None]):
    """One log pane, and what it refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals: list[str] = []

    def compose(self) -> ComposeResult:
        yield LogPane()

    def on_mount(self) -> None:
        self.pane.focus()

    def on_refused(self, message: Refused) -> None:
        self.refusals.append(message.reason)

    @property
    def pane(self) -> LogPane:
        return self.query_one(LogPane)


class Ranks(Screen):
    """The pane, and the list to pick from over it."""

    app: PaneApp

    @property
    def list(self) -> RankList:
        screen = self.app.screen
        assert isinstance(screen, RankPicker)
        return screen.query_one(RankList)

    @property
    def listed(self) -> str:
        return "\n".join(self.list.render_line(y).text.rstrip() for y in range(self.list.size.height))

    @property
    def picking(self) -> bool:
        return isinstance(self.app.screen, RankPicker) and self.list.has_focus

    async def pick(self, *keys: str) -> None:
        await self.press("number_sign")
        await self.until(lambda: self.picking)
        await self.press(*keys)


@pytest_asyncio.fixture
async def screen() -> AsyncIterator[Ranks]:
    app = PaneApp()
    async with app.run_test(size=(100, 24)) as pilot:
        screen = Ranks(app, pilot)  # type: ignore[arg-type]
        screen.app = app
        yield screen


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return real_runs(tmp_path_factory.mktemp("merged"))


def run_of(folder: Path, *of_ranks: Sequence[str], state: State = State.RUNNING, **logs: Sequence[str]) -> Run:
    """A run of so many ranks with a log each, and further logs by their names."""
    for rank, lines in enumerate(of_ranks):
        write(folder / f"1_{rank}_log.err", *lines, changed=60)
    for name, lines in logs.items():
        write(folder / name.replace("_dot_", "."), *lines, changed=60)
    return Run(str(folder), str(folder.parent), "r", "r", state, created_at=TEN)


async def test_m_merges_all_ranks_and_goes_back(screen: Ranks, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 0 of 4 .out")
    await screen.press("m")
    await screen.sees("ranks 0-3 of 4 .out", "following", "0-3 │ submitit INFO", "  2 │ submitit INFO")
    copied = screen.pane.copy_text()
    assert copied and [path[-10:] for path in copied.split("\n")] == [f"_{n}_log.out" for n in range(4)]
    await screen.press("m")
    await screen.sees("rank 0 of 4 .out ── following")
    assert "│ submitit" not in screen.text


async def test_each_rank_has_its_colour(screen: Ranks, tmp_path: Path) -> None:
    screen.pane.run = run_of(tmp_path / "r", [f"{at(0)} a"], [f"{at(1)} b"])
    await screen.sees("rank 0 of 2 .err")
    await screen.press("m")
    await screen.sees(f"0 │ {at(0)} a", f"1 │ {at(1)} b")
    drawn = [next(iter(screen.pane.render_line(y))).style for y in (1, 2)]
    assert [style.color.number for style in drawn if style and style.color] == [
        style.color.number for style in theme.RANKS[:2] if style.color
    ]


async def test_the_kind_of_all_ranks(screen: Ranks, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 0 of 4 .out")
    await screen.press("m", "o")
    await screen.sees("ranks 0-3 of 4 .err", "MEMBER: 4/4")
    await screen.press("o")
    await screen.sees("ranks 0-3 of 4 .out")
    await screen.press("r")
    await screen.sees("rank 1 of 4 .out")


async def test_a_merge_stays_from_run_to_run(screen: Ranks, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 0 of 4 .out")
    await screen.press("m")
    await screen.sees("ranks 0-3 of 4 .out ── following")
    screen.pane.run = sample(tree, "A1")
    await screen.sees("ranks 0-3 of 4 .out ── following", "48213_1")
    screen.pane.run = sample(tree, "plain")
    await screen.sees("train.out ── following")
    screen.pane.run = sample(tree, "A0")
    await screen.sees("ranks 0-3 of 4 .out", "48213_0")


async def test_new_lines_are_followed(screen: Ranks, tmp_path: Path) -> None:
    screen.pane.run = run_of(tmp_path / "r", [f"{at(0)} a"], [f"{at(1)} b"])
    await screen.sees("rank 0 of 2 .err")
    await screen.press("m")
    await screen.sees(f"1 │ {at(1)} b")
    write(tmp_path / "r" / "1_1_log.err", f"{at(61)} both", append=True)
    await screen.sees(f"  1 │ {at(61)} both")
    write(tmp_path / "r" / "1_0_log.err", f"{at(61.5)} both", append=True)
    await screen.sees(f"0-1 │ {at(61)} both")


async def test_one_log_is_not_merged(screen: Ranks, tree: Path) -> None:
    screen.pane.run = sample(tree, "plain")
    await screen.sees("train.out")
    await screen.press("m", "number_sign")
    await screen.until(lambda: len(screen.app.refusals) == 2)
    assert "nothing to merge" in screen.app.refusals[0] and not screen.picking


async def test_ranks_are_picked_by_typing(screen: Ranks, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 0 of 4 .out")
    await screen.pick("1", ",", "3", "enter")
    await screen.sees("ranks 1,3 of 4 .out", "1,3 │ submitit")
    await screen.pick("2", "enter")
    await screen.sees("rank 2 of 4 .out ── following")
    await screen.press("m")
    await screen.sees("ranks 1,3 of 4 .out")


async def test_ranks_are_picked_one_by_one(screen: Ranks, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 0 of 4 .out")
    await screen.pick("down", "enter")
    await screen.sees("rank 1 of 4 .out")
    await screen.pick("space", "down", "space")
    assert "1,3" in screen.listed and "[x] rank 3" in screen.listed and "2 of 4" in screen.listed
    await screen.press("a", "enter")
    await screen.sees("ranks 0-3 of 4 .out")
    await screen.pick("escape", "escape")
    await screen.until(lambda: not screen.picking)
    assert "ranks 0-3 of 4 .out" in screen.title


async def test_what_is_no_rank_is_said(screen: Ranks, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 0 of 4 .out")
    await screen.pick("3", "-", "1")
    assert "3-1 goes down: write 1-3" in screen.listed
    await screen.press("enter", "escape", "9", "enter")
    assert "no such rank has a log" in screen.listed and screen.picking
    await screen.press("escape", "escape")
    await screen.until(lambda: not screen.picking)
    assert "rank 0 of 4 .out" in screen.title


async def test_who_failed_first_is_said_with_the_line(screen: Ranks, tmp_path: Path) -> None:
    quiet, early, late = [f"{at(1)} fine"], [f"{at(2)} x", *BOOM, f"{at(3)} y"], [f"{at(9)} x", *BOOM, f"{at(9)} y"]
    screen.pane.run = run_of(tmp_path / "r", quiet, late, early, state=State.FAILED)
    await screen.sees("rank 0 of 3 .err", "✗ rank 2 failed first? RuntimeError: boom (at 10:00:02, 2 of 3 have errors)")
    await screen.pick()
    line = next(line for line in screen.listed.split("\n") if "rank 2" in line)
    assert "✗ failed first?" in line and screen.list.cursor == 0
    await screen.press("a", "enter")
    await screen.sees("ranks 0-2 of 3")
    await screen.pick()
    assert screen.list.cursor == 2


async def test_silent_and_missing_ranks_are_said(screen: Ranks, tmp_path: Path) -> None:
    run = run_of(tmp_path / "r", *([f"{at(rank)} x"] for rank in range(5)))
    os.utime(tmp_path / "r" / "1_1_log.err", (TEN - 3600, TEN - 3600))
    os.unlink(tmp_path / "r" / "1_3_log.err")
    screen.pane.run = run
    await screen.sees("rank 0 of 5 .err")
    await screen.press("m")
    await screen.sees("ranks 0-2,4 of 5 .err", "… rank 1 silent for 1h while others write", "? no log of rank 3")
    await screen.pick()
    assert "? missing" in next(line for line in screen.listed.split("\n") if "rank 3" in line)


async def test_a_small_pane_keeps_its_lines(screen: Ranks, tmp_path: Path) -> None:
    screen.pane.run = run_of(tmp_path / "r", [f"{at(2)} x", *BOOM], [f"{at(3)} last"], state=State.FAILED)
    await screen.sees("failed first?")
    await screen.resize(40, 5)
    await screen.until(lambda: "failed first?" not in screen.text)
    assert "rank 0 of 2 .err ✗0?" in screen.title
    await screen.sees("RuntimeError: boom")


async def test_a_merge_is_searched_and_narrowed(screen: Ranks, tmp_path: Path) -> None:
    of_ranks = [[f"{at(2 * n + rank)} rank {rank} step {n}" for n in range(50)] for rank in range(2)]
    screen.pane.run = run_of(tmp_path / "r", *of_ranks)
    await screen.sees("rank 0 of 2 .err")
    await screen.press("m")
    await screen.sees("1 │", "rank 1 step 49")
    screen.pane.search = "step 4"
    await screen.sees("/step 4 22 matches")
    await screen.press("n")
    await screen.sees("/step 4 3 of 22", "rank 0 step 40")
    screen.pane.search = "&rank 1 step 4"
    await screen.sees("&rank 1 step 4 11 lines, 89 hidden", "rank 1 step 49")
    assert "rank 0" not in screen.text.partition("\n")[2]
    write(tmp_path / "r" / "1_1_log.err", f"{at(200)} rank 1 step 444", f"{at(201)} rank 1 step 5", append=True)
    await screen.sees("12 lines, 90 hidden", "rank 1 step 444")
    screen.pane.search = "&no such"
    await screen.sees("no such line among the 102 that are held")
    screen.pane.search = ""
    await screen.sees("rank 1 step 5", "rank 0 step 49")


async def test_what_is_searched_of_a_long_merge_is_said(screen: Ranks, tmp_path: Path) -> None:
    of_ranks = [[f"{at(2 * n + rank)} rank {rank} says {n} {'x' * 500}" for n in range(3_000)] for rank in range(2)]
    screen.pane.run = run_of(tmp_path / "r", *of_ranks)
    await screen.sees("rank 0 of 2 .err")
    await screen.press("m")
    await screen.sees("1 │", "rank 1 says 2999")
    held = len(screen.pane._shown.lines)
    screen.pane.search = "says 2999"
    await screen.sees(f"/says 2999 2 matches in {held:,} lines held")
    screen.pane.search = "&says 2999"
    await screen.sees(f"&says 2999 2 lines, {held - 2:,} hidden of those held")
    screen.pane.search = ""
    await screen.sees("rank 1 says 2998")
    await screen.press("e")
    assert f"no error in the {held:,} lines that are held" in screen.app.refusals[-1]


async def test_up_and_down_through_merged_logs(screen: Ranks, tmp_path: Path) -> None:
    of_ranks = [[f"{at(2 * n + rank)} rank {rank} says {n} {'x' * 500}" for n in range(3_000)] for rank in range(2)]
    screen.pane.run = run_of(tmp_path / "r", *of_ranks)
    await screen.sees("rank 0 of 2 .err")
    await screen.press("m")
    await screen.sees("rank 1 says 2999", "rank 0 says 2990")
    await screen.press("g")
    await screen.sees("rank 0 says 0 ", "rank 1 says 0 ", "at ")
    assert "│" in screen.text.split("\n")[1] and "rank 0 says 0 " in screen.text.split("\n")[1]
    await screen.press("G")
    await screen.sees("rank 1 says 2999", "following")
    for _ in range(3):
        for _ in range(60):
            screen.pane.action_scroll_pages(-1)
        await screen.settle()
    said = [int(line.split(" says ")[1].split()[0]) for line in screen.text.split("\n")[1:] if " says " in line]
    assert said == sorted(said) and said[0] < 2700


async def test_to_a_tenth_of_merged_logs_and_back_to_their_end(screen: Ranks, tmp_path: Path) -> None:
    of_ranks = [[f"{at(2 * n + rank)} rank {rank} says {n} {'x' * 500}" for n in range(3_000)] for rank in range(2)]
    screen.pane.run = run_of(tmp_path / "r", *of_ranks)
    await screen.sees("rank 0 of 2 .err")
    await screen.press("m")
    await screen.sees("rank 1 says 2999")
    await screen.press("percent_sign", "5")
    await screen.sees("ranks 0-1 of 2 .err ── at 50%", "rank 0 says 1500 ")
    await screen.press("percent_sign", "0")
    await screen.sees("ranks 0-1 of 2 .err ── at 0%", "rank 0 says 0 ")
    await screen.press("G")
    await screen.sees("following", "rank 1 says 2999")


async def test_to_a_tenth_of_merged_logs_that_are_held_whole(screen: Ranks, tmp_path: Path) -> None:
    of_ranks = [[f"{at(2 * n + rank)} rank {rank} says {n}" for n in range(100)] for rank in range(2)]
    screen.pane.run = run_of(tmp_path / "r", *of_ranks)
    await screen.sees("rank 0 of 2 .err")
    await screen.press("m")
    await screen.sees("rank 1 says 99")
    await screen.press("percent_sign", "5")
    await screen.sees("rank 0 says 50")
    assert not screen.pane.following
