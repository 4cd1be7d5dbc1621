"""What people choose in the metrics pane, and what is said of the run's health."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from spt_tui.runs.metric_choices import ChoicesFile
from spt_tui.runs.run import State
from spt_tui.ui.messages import Narrowed, Noted
from tests.ui.metrics_app import PaneApp, run_in, until, write_run


class HearingApp(PaneApp):
    """Notes what the pane tells its screen."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def on_narrowed(self, message: Narrowed) -> None:
        self.heard.append(f"{message.pane} {'wrong' if message.is_wrong else 'right'} {message.text}")

    def on_noted(self, message: Noted) -> None:
        self.heard.append(message.text)


@pytest.fixture(autouse=True)
def own_data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    (tmp_path / "runs").mkdir()
    return write_run(tmp_path / "runs" / "abc")


async def test_pinned_metrics_come_first_and_are_kept_for_the_root(run_dir: Path) -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.focus()
        app.pane.run = run_in(run_dir)
        await until(pilot, lambda: "fit/loss" in app.text)
        await pilot.press("G", "p")
        assert app.lines[2].startswith("▶* lr-SGD") and app.pane.series is not None
        kept = ChoicesFile(str(run_dir.parent))
        await until(pilot, lambda: kept.read().pinned == ("lr-SGD",))
    again = PaneApp()
    async with again.run_test(size=(80, 12)) as pilot:
        again.pane.focus()
        again.pane.run = run_in(run_dir)
        await until(pilot, lambda: len(again.lines) > 2 and " * lr-SGD" in again.text)
        await pilot.press("g", "p")
        assert again.lines[2].startswith("  fit/loss")
        await until(pilot, lambda: not ChoicesFile(str(run_dir.parent)).read().pinned)
    assert not list(run_dir.parent.glob("**/*.json")), "nothing of ours lies below the root"


async def test_a_turned_direction_has_another_best_value(run_dir: Path) -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.focus()
        app.pane.run = run_in(run_dir)
        await until(pilot, lambda: "↓0.1" in app.text)
        await pilot.press("D")
        assert "↑2 " in app.text and "↓0.1" not in app.text
        assert app.pane.copy_text() == "fit/loss  last 0.1  best 2.0"
        await until(pilot, lambda: ChoicesFile(str(run_dir.parent)).read().lower == {"fit/loss": False})


async def test_a_turned_direction_has_another_verdict(tmp_path: Path) -> None:
    rows = "".join(f"{step},{loss}\n" for step, loss in enumerate([0.5, 0.1, *[9.0] * 9]))
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "metrics.csv").write_text("step,eval/loss\n" + rows)
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.focus()
        app.pane.run = run_in(tmp_path / "runs")
        await until(pilot, lambda: "↯ diverged" in app.text)
        await pilot.press("D")
        await until(pilot, lambda: "diverged" not in app.text)
        await pilot.press("D")
        await until(pilot, lambda: "↯ diverged" in app.text)


async def test_a_choice_that_cannot_be_kept_holds_and_says_so(run_dir: Path, own_data_home: Path) -> None:
    own_data_home.write_bytes(b"")
    app = HearingApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.focus()
        app.pane.run = run_in(run_dir)
        await until(pilot, lambda: "fit/loss" in app.text)
        await pilot.press("p")
        await until(pilot, lambda: any("not kept: " in text for text in app.heard))
        assert app.lines[2].startswith("▶* fit/loss")


async def test_choices_that_cannot_be_used_are_told_once(run_dir: Path) -> None:
    kept = ChoicesFile(str(run_dir.parent))
    kept.edit(lambda choices: choices.pin("lr-SGD"))
    Path(kept.path).write_bytes(b"{")
    elsewhere = write_run(run_dir.parent.parent / "other")
    app = HearingApp()
    async with app.run_test(size=(80, 12)) as pilot:
        for directory in (run_dir, elsewhere, run_dir):
            app.pane.run = run_in(directory)
            await until(pilot, lambda: "fit/loss" in app.text)
            await until(pilot, lambda: any("not used: " in text for text in app.heard))
            await pilot.pause(0.1)
    told = [text for text in app.heard if not text.startswith("metrics right")]
    assert told == [f"not used: {Path(kept.path).name}: damaged: not JSON"]


async def test_the_filter_line_hears_what_is_left_and_what_is_wrong(run_dir: Path) -> None:
    app = HearingApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.run = run_in(run_dir)
        await until(pilot, lambda: "fit/loss" in app.text)
        app.heard.clear()
        app.pane.filter_text = "evtop"
        await pilot.pause()
        assert app.heard == ["metrics right 1 of 4"] and "fit/loss" not in app.text
        app.pane.filter_text = "/evtop["
        await pilot.pause()
        assert app.heard[-1].startswith("metrics wrong no regular expression: ")
        assert "eval/top1" in app.text and "fit/loss" not in app.text, "the last good filter stays"
        app.pane.filter_text = ""
        await pilot.pause()
        assert app.heard[-1] == "metrics right " and "fit/loss" in app.text


async def test_an_expression_that_never_ends_is_broken_off_and_keys_go_on(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text(f"step,fit/loss,{'a' * 60}b\n0,1,2\n")
    app = HearingApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.run = run_in(tmp_path)
        await until(pilot, lambda: "fit/loss" in app.text)
        app.pane.filter_text = "/(a+)+$/"
        await pilot.pause()
        assert app.heard[-1] == "metrics wrong takes too long: no repetition in a repetition"
        assert "fit/loss" in app.text, "the last good filter stays"
        app.pane.filter_text = "/a+b/"
        await pilot.pause()
        assert app.heard[-1] == "metrics right 1 of 2" and "fit/loss" not in app.text


async def test_a_run_that_is_not_well_says_why_above_its_metrics(tmp_path: Path) -> None:
    rows = "".join(f"{n},{1.0 if n < 5 else 'nan'}\n" for n in range(10))
    (tmp_path / "metrics.csv").write_text("step,fit/loss\n" + rows)
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.run = run_in(tmp_path)
        await until(pilot, lambda: "× nan  fit/loss is NaN since step 5" in app.text)
        assert app.lines[1].startswith("  × nan") and "metric" in app.lines[2] and "NaN from 5" in app.lines[3]


async def test_a_run_that_is_well_has_no_such_line(run_dir: Path) -> None:
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.run = run_in(run_dir, State.COMPLETED)
        await until(pilot, lambda: "fit/loss" in app.text)
        assert app.lines[1].split()[0] == "metric"


async def test_a_run_that_was_shown_before_is_there_at_once(run_dir: Path, tmp_path: Path) -> None:
    other = tmp_path / "runs" / "other"
    other.mkdir()
    (other / "metrics.csv").write_text("step,aaa\n0,7\n")
    app = PaneApp()
    async with app.run_test(size=(80, 12)) as pilot:
        first = run_in(run_dir, State.COMPLETED)
        app.pane.run = first
        await until(pilot, lambda: "fit/loss" in app.text)
        app.pane.run = run_in(other, State.COMPLETED)
        await until(pilot, lambda: "aaa" in app.text)
        with (run_dir / "metrics.csv").open("a", newline="") as file:
            file.write("4,,0.5,0.1,20\r\n")
        app.pane.run = replace(first)
        assert "20 rows" in app.text, "as it was, before the file was read on"
        await until(pilot, lambda: "21 rows" in app.text)


async def test_glyphs_are_those_that_are_asked_for(run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPT_TUI_GLYPHS", "ascii")
    app = PaneApp()
    async with app.run_test(size=(80, 20)) as pilot:
        app.pane.run = run_in(run_dir, State.COMPLETED)
        await until(pilot, lambda: "fit/loss" in app.text)
        app.pane.zoomed = True
        await pilot.pause()
        assert "+---" in app.text and all(line.isascii() for line in app.lines[1:])
