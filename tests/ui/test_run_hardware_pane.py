"""The hardware pane on real recordings, in an app of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from spt_tui.hardware.recorded.recorded_run import NOTHING_RECORDED, RECORD_LINE
from spt_tui.runs.run import Run, State
from spt_tui.ui.messages import NodeWanted
from spt_tui.ui.widgets.run_hardware_pane import RunHardwarePane
from tests.hardware.recorded.recordings import BEGAN, Recorder, gpu, sample

FOLLOWER = "spt_tui.ui.widgets.recording_follower"


class PaneApp(App[None]):
    CSS = "Screen { background: ansi_default; }"

    def __init__(self, is_shown: bool = True) -> None:
        super().__init__(ansi_color=True)
        self.is_shown = is_shown
        self.node_wanted: list[bool] = []

    def compose(self) -> ComposeResult:
        pane = RunHardwarePane(id="hardware")
        pane.shown = self.is_shown
        yield pane

    @on(NodeWanted)
    def note_wish(self, message: NodeWanted) -> None:
        self.node_wanted.append(message.wanted)

    @property
    def pane(self) -> RunHardwarePane:
        return self.query_one(RunHardwarePane)

    @property
    def lines(self) -> list[str]:
        return [self.pane.render_line(y).text.rstrip() for y in range(self.pane.size.height)]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture(autouse=True)
def _quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{FOLLOWER}.LIVE_SECONDS", 0.02)


@pytest.fixture
def _far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs lie on a disk that many nodes see."""
    monkeypatch.setattr(f"{FOLLOWER}.is_on_local_disk", lambda path: False)


def run_in(folder: Path, state: State = State.RUNNING) -> Run:
    folder.mkdir(exist_ok=True)
    return Run(str(folder), str(folder.parent), folder.name, folder.name, state)


async def until(pilot: Pilot[None], seen: Callable[[], bool]) -> None:
    for _ in range(300):
        await pilot.pause(0.01)
        if seen():
            return
    assert isinstance(pilot.app, PaneApp)
    assert seen(), pilot.app.text


@pytest.mark.usefixtures("_far_away")
async def test_a_growing_recording_is_shown_as_it_grows(tmp_path: Path) -> None:
    run = run_in(tmp_path / "a")
    recorder = Recorder(tmp_path / "a")
    now = time.time() - BEGAN
    recorder.run([now - 4, now - 2], [gpu(0, util=97), gpu(1, util=55)])
    app = PaneApp()
    async with app.run_test(size=(80, 23)) as pilot:
        app.pane.run = run
        await until(pilot, lambda: "gpu031 recorded" in app.lines[0])
        assert any("55%" in line and line.startswith("1") for line in app.lines)
        recorder.run([now], [gpu(0, util=97), gpu(1, util=3)])
        await until(pilot, lambda: any(" 3%" in line and line.startswith("1") for line in app.lines))
        await until(pilot, lambda: app.node_wanted[-1:] in ([], [False]))


@pytest.mark.usefixtures("_far_away")
async def test_a_run_of_another_node_without_a_recording_says_what_to_do_and_has_this_node_behind_a_key(
    tmp_path: Path,
) -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 23)) as pilot:
        app.pane.focus()
        app.pane.run = run_in(tmp_path / "a")
        await until(pilot, lambda: NOTHING_RECORDED in app.text)
        assert RECORD_LINE in app.text
        await until(pilot, lambda: app.node_wanted[-1:] in ([], [False]))
        await pilot.press("o")
        assert app.node_wanted[-1] is True
        app.pane.sample = sample(0, [gpu(0)], host="login03")
        await until(pilot, lambda: "login03 this node" in app.lines[0])
        await pilot.press("o")
        assert app.node_wanted[-1] is False and NOTHING_RECORDED in app.text


@pytest.mark.usefixtures("_far_away")
async def test_this_node_is_not_read_before_it_is_known_whether_the_run_is_here(tmp_path: Path) -> None:
    run = run_in(tmp_path / "a")
    Recorder(tmp_path / "a").run([0])
    app = PaneApp(is_shown=False)
    async with app.run_test(size=(80, 23)) as pilot:
        app.pane.run = run
        app.pane.shown = True
        await until(pilot, lambda: "gpu031" in app.lines[0])
        assert app.node_wanted == []


async def test_a_run_on_this_node_s_own_disk_without_a_recording_has_this_node(tmp_path: Path) -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 23)) as pilot:
        app.pane.run = run_in(tmp_path / "a")
        await until(pilot, lambda: app.node_wanted == [True])
        app.pane.sample = sample(0, [gpu(0)], host="workstation")
        await until(pilot, lambda: "workstation this node" in app.lines[0])
        await until(pilot, lambda: RECORD_LINE in app.text and NOTHING_RECORDED in app.text)


async def test_without_a_run_there_is_this_node(tmp_path: Path) -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 23)) as pilot:
        app.pane.run = run_in(tmp_path / "a")
        await until(pilot, lambda: app.node_wanted == [True])
        app.pane.run = None
        app.pane.sample = sample(0, host="login03")
        await until(pilot, lambda: "login03 this node" in app.lines[0])
        assert app.node_wanted == [True]


@pytest.mark.usefixtures("_far_away")
async def test_nothing_is_looked_at_and_nobody_sampled_while_the_pane_is_hidden(tmp_path: Path) -> None:
    run = run_in(tmp_path / "a")
    recorder = Recorder(tmp_path / "a")
    recorder.run([0])
    app = PaneApp()
    async with app.run_test(size=(80, 23)) as pilot:
        app.pane.run = run
        await until(pilot, lambda: "gpu031" in app.lines[0])
        app.pane.shown = False
        await pilot.pause(0.1)
        known = app.pane.recorded
        recorder.run([2], [gpu(util=3)])
        await pilot.pause(0.15)
        assert app.pane.recorded is known
        app.pane.shown = True
        await until(pilot, lambda: any(" 3%" in line for line in app.lines))


async def test_a_pane_that_was_never_shown_has_looked_at_nothing(tmp_path: Path) -> None:
    app = PaneApp(is_shown=False)
    async with app.run_test(size=(80, 23)) as pilot:
        app.pane.run = run_in(tmp_path / "a")
        await pilot.pause(0.1)
        assert app.pane.recorded is None and app.node_wanted == []
        app.pane.shown = True
        await until(pilot, lambda: app.pane.recorded is not None)


@pytest.mark.usefixtures("_far_away")
async def test_a_run_that_is_left_takes_its_hosts_with_it(tmp_path: Path) -> None:
    first, then = run_in(tmp_path / "a"), run_in(tmp_path / "b", State.COMPLETED)
    for name in ("gpu1", "gpu2"):
        Recorder(tmp_path / "a", name).run([0])
    Recorder(tmp_path / "b", "gpu3").run([0])
    app = PaneApp()
    async with app.run_test(size=(80, 23)) as pilot:
        app.pane.run = first
        await until(pilot, lambda: "2 hosts" in app.lines[0])
        app.pane.run = then
        await until(pilot, lambda: "gpu3 ended" in app.lines[0])
        app.pane.run = run_in(tmp_path / "c")
        await until(pilot, lambda: NOTHING_RECORDED in app.text)


@pytest.mark.usefixtures("_far_away")
async def test_a_fifo_in_the_place_of_a_recording_does_not_block(tmp_path: Path) -> None:
    run = run_in(tmp_path / "a")
    os.mkfifo(tmp_path / "a" / "hw-gpu1.jsonl")
    Recorder(tmp_path / "a", "gpu2").run([0])
    app = PaneApp()
    async with app.run_test(size=(80, 23)) as pilot:
        app.pane.run = run
        await until(pilot, lambda: "2 hosts" in app.lines[0])
        assert "not a regular file" in app.text
