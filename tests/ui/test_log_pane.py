import os
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from spt_tui.ansi import fold, plain
from spt_tui.runs.logs.streams import Found, LogStream
from spt_tui.runs.run import Run, State
from spt_tui.runs.sidecar import read_run
from spt_tui.ui import theme
from spt_tui.ui.widgets.line_cells import breaks
from spt_tui.ui.widgets.line_pattern import LinePattern
from spt_tui.ui.widgets.log_choice import Wish, other_kind, other_rank, preferred, title_of
from spt_tui.ui.widgets.log_lines import LogLines
from spt_tui.ui.widgets.log_pane import LogPane
from spt_tui.ui.widgets.log_reader import Looked
from tests.strategies import hostile_text
from tests.trees import MANIFEST, real_runs

PATIENCE = 5.0


class PaneApp(App[None]):
    """One log pane and nothing else."""

    def compose(self) -> ComposeResult:
        yield LogPane()

    def on_mount(self) -> None:
        self.pane.focus()

    @property
    def pane(self) -> LogPane:
        return self.query_one(LogPane)


class Screen:
    """What a test does with the pane, and sees."""

    def __init__(self, app: PaneApp, pilot: Pilot[None]) -> None:
        self.pane = app.pane
        self.press = pilot.press
        self.resize = pilot.resize_terminal
        self._pilot = pilot

    @property
    def text(self) -> str:
        return "\n".join(self.pane.render_line(y).text.rstrip() for y in range(self.pane.size.height))

    @property
    def title(self) -> str:
        return self.text.partition("\n")[0]

    async def until(self, seen: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not seen():
            assert time.monotonic() < deadline, f"not seen on:\n{self.text}"
            await self._pilot.pause(0.01)

    async def sees(self, *texts: str) -> None:
        await self.until(lambda: all(text in self.text for text in texts))

    async def settle(self) -> None:
        await self._pilot.pause(0.05)


@pytest_asyncio.fixture
async def screen() -> AsyncIterator[Screen]:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        yield Screen(app, pilot)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return real_runs(tmp_path_factory.mktemp("pane"))


def sample(tree: Path, name: str) -> Run:
    return read_run(str(tree / "runs"), str(tree / MANIFEST[name]))


def live(folder: Path, name: str = "train.out", content: bytes = b"") -> tuple[Run, Path]:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return Run(str(folder), str(folder.parent), "r", "r", State.RUNNING), folder / name


def append(path: Path, raw: bytes) -> None:
    with path.open("ab") as file:
        file.write(raw)


def many(count: int) -> bytes:
    return b"".join(b"line %05d\n" % number for number in range(count))


async def test_rank_3_in_two_keys(screen: Screen, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 0 of 4 .out", "following", "Job completed successfully")
    await screen.press("R", "o")
    await screen.sees("rank 3 of 4 .err", "on vm", "GLOBAL_RANK: 3, MEMBER: 4/4")


async def test_keys_typed_before_the_logs_are_found_still_count(screen: Screen, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.press("R", "o")
    await screen.sees("rank 3 of 4 .err")


async def test_ranks_go_round_and_keep_the_kind(screen: Screen, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 0 of 4 .out")
    await screen.press("o")
    seen = []
    for _ in range(5):
        seen.append(screen.title.split(" ── ")[1])
        await screen.press("r")
    assert seen == [f"rank {n} of 4 .err" for n in (0, 1, 2, 3, 0)]


async def test_kinds_go_round_by_way_of_what_has_no_rank(screen: Screen, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 0 of 4 .out")
    await screen.press("r")
    seen = []
    for _ in range(4):
        seen.append(screen.title.split(" ── ")[1])
        await screen.press("o")
    assert seen == ["rank 1 of 4 .out", "rank 1 of 4 .err", "main.log", "rank 1 of 4 .out"]


async def test_the_rank_stays_from_run_to_run(screen: Screen, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 0 of 4 .out")
    await screen.press("r", "r", "r", "o")
    await screen.sees("rank 3 of 4 .err", "pid 569")
    screen.pane.run = sample(tree, "A1")
    await screen.until(lambda: "rank 3 of 4 .err ── following" in screen.title and "pid 569" not in screen.text)
    screen.pane.run = sample(tree, "plain")
    await screen.sees("train.err ── following", "max_epochs=60")
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 3 of 4 .err ── following", "pid 569")


async def test_a_failed_run_opens_at_its_traceback(screen: Screen, tree: Path) -> None:
    screen.pane.run = sample(tree, "failed")
    await screen.sees("train.err ── following", "RuntimeError: CUDA out of memory")


async def test_colours_of_the_log_are_drawn(screen: Screen, tree: Path) -> None:
    screen.pane.run = sample(tree, "A0")
    await screen.sees("rank 0 of 4 .out")
    await screen.press("o")
    await screen.sees("SUCCESS")
    words = {seg.text: seg.style for y in range(1, 24) for seg in screen.pane.render_line(y) if seg.style}
    assert words["SUCCESS"].color is not None and words["SUCCESS"].color.number == 2
    assert words["SUCCESS"].bold


async def test_a_run_seen_again_resets_nothing(screen: Screen, tmp_path: Path) -> None:
    run, _ = live(tmp_path / "run", content=many(100))
    screen.pane.run = run
    await screen.sees("line 00099")
    await screen.press("pageup")
    top = screen.pane.top
    screen.pane.run = replace(run, step=5, heartbeat_at=1.0)
    await screen.settle()
    assert (screen.pane.top, screen.pane.following) == (top, False)
    assert "line 00060" in screen.text


async def test_no_log_says_where_it_looked(screen: Screen, tree: Path, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    gone = str(tmp_path / "gone")
    screen.pane.run = Run(str(tmp_path / "run"), str(tmp_path), "r", "r", State.FAILED, output_dir=gone)
    await screen.sees("logs ── none", "No log found. Looked for:", "none there", "no such file or directory")
    await screen.sees("y copies ")
    assert screen.pane.copy_text() == gone
    screen.pane.run = None
    await screen.sees("no run")
    assert screen.pane.copy_text() is None


async def test_appended_lines_arrive_and_are_followed(screen: Screen, tmp_path: Path) -> None:
    run, log = live(tmp_path / "run", content=b"")
    screen.pane.run = run
    await screen.sees("empty so far")
    append(log, many(50) + b"\r 10%")
    await screen.sees("line 00049", " 10%")
    append(log, b"\r 20%")
    await screen.sees(" 20%")
    assert " 10%" not in screen.text
    assert screen.pane.copy_text() == str(log)


async def test_a_tenth_of_a_file_of_any_size(screen: Screen, tmp_path: Path) -> None:
    run, log = live(tmp_path / "run", content=many(200_000))
    screen.pane.run = run
    await screen.sees("line 199999", "following")
    await screen.press("percent_sign")
    await screen.sees("to 0-90%: type 0-9")
    await screen.press("5")
    await screen.sees("line 104166", "at 50%")  # of the bytes
    append(log, b"a new line\n")
    await screen.press("percent_sign", "0")
    await screen.sees("line 00000")
    await screen.press("G")
    await screen.sees("a new line", "following")


async def test_going_up_stops_following_and_the_end_resumes_it(screen: Screen, tmp_path: Path) -> None:
    run, log = live(tmp_path / "run", content=many(100))
    screen.pane.run = run
    await screen.sees("line 00099", "following")
    await screen.press("k", "k")
    await screen.sees("at 98%")
    append(log, b"a new line\n")
    await screen.until(lambda: screen.pane.row_count == 101)
    assert "line 00097" in screen.text and "a new line" not in screen.text
    await screen.press("G")
    await screen.sees("a new line", "following")
    await screen.press("k", "j")
    assert screen.pane.following
    await screen.press("f")
    assert not screen.pane.following


async def test_truncated_while_followed(screen: Screen, tmp_path: Path) -> None:
    run, log = live(tmp_path / "run", content=many(100))
    screen.pane.run = run
    await screen.sees("line 00099")
    log.write_bytes(b"started again\n")
    await screen.sees("started again", "truncated")
    assert "line 00099" not in screen.text


async def test_a_log_that_vanishes_keeps_its_lines(screen: Screen, tmp_path: Path) -> None:
    run, log = live(tmp_path / "run", content=many(3))
    screen.pane.run = run
    await screen.sees("line 00002")
    log.unlink()
    await screen.sees("gone", "line 00002")
    screen.pane.post_message(LogPane.Reported(Looked(run.dir, Found((), ("nowhere",)))))
    await screen.settle()
    assert "line 00002" in screen.text


async def test_earlier_blocks_come_when_they_are_scrolled_to(screen: Screen, tmp_path: Path) -> None:
    run, _ = live(tmp_path / "run", content=many(60_000))
    screen.pane.run = run
    await screen.sees("line 59999")
    loaded = screen.pane.row_count
    screen.pane.scroll_rows_to(2)
    first = screen.text.splitlines()[1]
    await screen.until(lambda: screen.pane.row_count > loaded)
    assert screen.text.splitlines()[1] == first
    await screen.press("g")
    await screen.sees("line 00000", "at 0%")
    await screen.press("G")
    await screen.sees("line 59999", "following")


async def test_search_marks_counts_and_goes_round(screen: Screen, tmp_path: Path) -> None:
    run, log = live(tmp_path / "run", content=many(100) + b"\x1b[31mCUDA\x1b[0m error\n" + many(50) + b"Cuda is fine\n")
    screen.pane.run = run
    await screen.sees("Cuda is fine")
    screen.pane.search = "cuda"
    await screen.sees("/cuda 2 matches")
    marked = [seg for y in range(1, 24) for seg in screen.pane.render_line(y) if seg.style == theme.MATCH]
    assert [seg.text for seg in marked] == ["Cuda"]
    await screen.press("n", "n")
    await screen.sees("/cuda 1 of 2", "CUDA error")
    assert not screen.pane.following
    append(log, b"cuda again\n")
    await screen.sees("/cuda 1 of 3")
    await screen.press("N")
    await screen.sees("/cuda 3 of 3", "cuda again")
    screen.pane.search = "CUDA"
    await screen.sees("/CUDA 1 match")
    screen.pane.search = "absent"
    await screen.sees("/absent no matches")


async def test_wrap_and_side_steps(screen: Screen, tmp_path: Path) -> None:
    text = " ".join(f"word{number:03}" for number in range(40))
    run, _ = live(tmp_path / "run", content=text.encode() + b"\n")
    screen.pane.run = run
    await screen.sees("word000", "…")
    await screen.press("right")
    await screen.sees("…ord001")
    await screen.press("left", "W")
    await screen.sees("word000", "word039")
    assert "…" not in screen.text
    assert "".join(screen.text.splitlines()[1:]).replace(" ", "") == text.replace(" ", "")
    await screen.press("W")
    assert screen.pane.row_count == 1


@pytest.mark.parametrize("size", [(38, 5), (40, 12), (200, 60)])
async def test_any_size_shows_whole_rows_and_a_title(tree: Path, size: tuple[int, int]) -> None:
    app = PaneApp()
    async with app.run_test(size=size) as pilot:
        screen = Screen(app, pilot)
        screen.pane.run = sample(tree, "A0")
        await screen.sees("rank 0 of 4 .out ── following", "submitit INFO")
        for _ in range(2):
            widths = {screen.pane.render_line(y).cell_length for y in range(size[1])}
            assert widths == {size[0]}
            await screen.press("W")


async def test_hostile_logs_draw_nothing_but_text(screen: Screen, tmp_path: Path) -> None:
    content = b"\x1b]52;c;ZXZpbA==\x07clip\n[/x][@click=app.quit]name\n\x9b2Jbin\x00ary\xff\n" + "日本\u202e\n".encode()
    run, _ = live(tmp_path / "run", name="\x1b[2J[@x].out", content=content)
    screen.pane.run = run
    await screen.sees("clip", "[/x][@click=app.quit]name", "\\x9b2Jbin␀ary\\xff", "日本", "␛[2J[@x].out")
    assert all(line.isprintable() for line in screen.text.splitlines())
    assert (screen.pane.copy_text() or "").isprintable()


async def test_nothing_is_read_while_the_pane_is_not_shown(screen: Screen, tmp_path: Path) -> None:
    run, log = live(tmp_path / "run", content=b"one\n")
    os.utime(log, (1, 1))
    screen.pane.shown = False
    screen.pane.run = run
    await screen.settle()
    await screen.settle()
    assert screen.pane.stream is None
    screen.pane.shown = True
    await screen.sees("one")


async def test_a_report_on_another_run_is_ignored(screen: Screen, tmp_path: Path) -> None:
    run, _ = live(tmp_path / "run", content=b"one\n")
    screen.pane.run = run
    await screen.sees("one")
    screen.pane.post_message(LogPane.Reported(Looked("/another/run", Found())))
    await screen.settle()
    assert "one" in screen.text and "train.out" in screen.title


def stream(name: str, rank: int | None, kind: str, size: int = 1) -> LogStream:
    return LogStream(name, f"rank {rank} .{kind}" if rank is not None else name, name, kind, rank, None, size, 0.0)


STREAMS = (
    stream("0o", 0, "out", 0),
    stream("0e", 0, "err"),
    stream("2o", 2, "out"),
    stream("2e", 2, "err", 0),
    stream("main.log", None, "log"),
)


@pytest.mark.parametrize(
    ("wish", "state", "chosen"),
    [
        (Wish(), State.RUNNING, "0e"),  # .out is empty
        (Wish(2), State.RUNNING, "2o"),
        (Wish(2), State.FAILED, "2o"),  # .err is empty
        (Wish(0), State.FAILED, "0e"),
        (Wish(0, "out"), State.FAILED, "0o"),
        (Wish(7, "err"), State.RUNNING, "0e"),
        (Wish(2, "log"), State.RUNNING, "main.log"),
    ],
)
def test_which_stream_opens(wish: Wish, state: State, chosen: str) -> None:
    picked = preferred(STREAMS, wish, state)
    assert picked is not None and picked.id == chosen


def test_ranks_with_a_gap_and_kinds_of_one_rank() -> None:
    assert title_of(STREAMS, STREAMS[2]) == "rank 2 of 3 .out"
    for steps, wish, chosen in [(1, Wish(0, "err"), "2e"), (-1, Wish(0, "out"), "2o"), (1, Wish(2, "log"), "main.log")]:
        picked = other_rank(STREAMS, wish, steps)
        assert picked is not None and picked.id == chosen
    assert [other_kind(STREAMS, shown, 2) for shown in STREAMS[2:]] == [STREAMS[3], STREAMS[4], STREAMS[2]]
    assert other_rank(STREAMS[:2], Wish(), 1) is None
    assert other_kind(STREAMS[:1], STREAMS[0], 0) is None
    assert other_kind(STREAMS[:1], STREAMS[1], 0) == STREAMS[0]
    assert title_of((), STREAMS[2]) == "rank 2 of 3 .out"
    assert preferred((), Wish(), State.FAILED) is None


@settings(max_examples=50)
@given(hostile_text(), st.integers(2, 40))
def test_wrapped_rows_are_whole_and_no_wider_than_the_pane(raw: str, width: int) -> None:
    lines = LogLines()
    lines.wrap(width)
    lines.update("key", (fold(raw),))
    strips = [lines.strip(row, width, 0, theme.MATCH) for row in range(lines.row_count)]
    assert all(strip.cell_length == width for strip in strips)
    assert "".join(strip.text for strip in strips).replace(" ", "") == plain(fold(raw)).replace(" ", "")
    assert all(end - begin <= width for begin, end in zip(breaks(raw, width), breaks(raw, width)[1:], strict=False))


@given(st.lists(st.sampled_from(["", "a line", "日本 " * 9, "x" * 50, "needle"]), max_size=12), st.data())
def test_updates_give_the_same_rows_as_a_fresh_start(lines: list[str], data: st.DataObject) -> None:
    grown = LogLines()
    grown.wrap(data.draw(st.sampled_from([None, 7])))
    grown.search(LinePattern(re.compile("needle")))
    for _ in range(3):
        begin = data.draw(st.integers(0, len(lines)))
        end = data.draw(st.integers(begin, len(lines)))
        held = lines[begin:end]
        if held and data.draw(st.booleans()):
            held[-1] = held[-1][:3]  # still being written
        grown.update("key", held, begin)
        fresh = LogLines()
        fresh.wrap(grown.width)
        fresh.search(LinePattern(re.compile("needle")))
        fresh.update("key", held, begin)
        assert grown.matching == fresh.matching
        rows = range(fresh.row_count)
        assert grown.row_count == fresh.row_count
        assert [grown.source(row) for row in rows] == [fresh.source(row) for row in rows]
        assert [grown.row_of(*grown.locate(row)) for row in rows] == list(rows)


@given(hostile_text(), st.integers(0, 60), st.integers(2, 40))
def test_a_row_that_is_not_wrapped_says_at_each_end_whether_there_is_more(raw: str, left: int, width: int) -> None:
    lines = LogLines()
    lines.update("key", (fold(raw),))
    text = plain(fold(raw))
    strip = lines.strip(0, width, left, theme.MATCH)
    assert strip.cell_length == width
    assert (strip.text[0] == "…") >= (left > 0 and text != "")
    assert (strip.text[-1] == "…") >= (cell_len(text) > left + width)
