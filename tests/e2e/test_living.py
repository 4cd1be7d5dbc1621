"""Runs that are written while they are watched: every change reaches the screen within two seconds."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.e2e.browser import ESC, Browser
from tests.e2e.conftest import Browse
from tests.trees import MANIFEST, replace_json, touch_heartbeat, write_run

SECONDS = 2.0
"""From the write to the screen."""


class Trainer:
    """Writes to the sample run that was recorded alive, as the real logger does."""

    def __init__(self, place: Path) -> None:
        self.dir = place / MANIFEST["live"]
        touch_heartbeat(self.dir)

    def log_row(self, metric: str, value: float, step: int) -> None:
        """Touch, append the row, replace sidecar and summary."""
        touch_heartbeat(self.dir)
        metrics = self.dir / "metrics.csv"
        with metrics.open("rb") as file:
            columns = file.readline().decode().strip().split(",")
        cells = {metric: str(value), "step": str(step)}
        with metrics.open("ab") as file:
            file.write(",".join(cells.get(column, "") for column in columns).encode() + b"\r\n")
        self._replace("sidecar.json", lambda content: content["summary"].update({metric: value}))
        self._replace("summary.json", lambda content: content.update(step=step))

    def end(self, status: str) -> None:
        """What the logger writes last."""
        self._replace("sidecar.json", lambda content: content.update(status=status))

    def print(self, text: str) -> None:
        """Append to the log."""
        with (self.dir / "train.out").open("ab") as file:
            file.write(text.encode())

    def _replace(self, name: str, change: object) -> None:
        content = json.loads((self.dir / name).read_text())
        change(content)  # type: ignore[operator]
        replace_json(self.dir / name, content)


@pytest.fixture
def trainer(own_runs: Path) -> Trainer:
    return Trainer(own_runs)


@pytest.fixture
def watching(browse: Browse, own_runs: Path, trainer: Trainer) -> Browser:
    """A browser with the cursor on the living run, everything of it read."""
    browser = browse("--filter", "tag:live", own_runs)
    browser.shows("1 running", "1 of 16", "train.out")
    browser.shows_line("▶", "● running")
    browser.shows_line("train/feature_std")
    browser.shows_line("100%")
    return browser


def test_an_appended_row_is_seen(watching: Browser, trainer: Trainer) -> None:
    for step, value in ((29, 0.4242), (30, 0.7373)):
        trainer.log_row("train/feature_std", value, step)
        watching.shows_line("feature_std", str(value), timeout=SECONDS)
    watching.shows_line("▶", "30/1", timeout=SECONDS)
    watching.quits()


def test_an_appended_log_line_is_seen(watching: Browser, trainer: Trainer) -> None:
    trainer.print("\nfirst words of the trainer\n")
    watching.shows("first words of the trainer", timeout=SECONDS)
    for percent in (20, 40):
        trainer.print(f"\rbar {percent}%")
        watching.shows(f"bar {percent}%", timeout=SECONDS)
    assert "bar 20%" not in watching.text, "a carriage return leaves the last state of the line"
    watching.quits()


def test_the_end_of_a_run_is_seen(watching: Browser, trainer: Trainer) -> None:
    trainer.end("completed")
    watching.shows_line("▶", "✓ completed", timeout=SECONDS)
    watching.shows("16 runs", but_not="1 running", timeout=SECONDS)


def test_what_is_wrong_with_a_filter_stays_while_runs_change(browse: Browse, own_runs: Path, trainer: Trainer) -> None:
    browser = browse(own_runs)
    browser.shows("1 running", "1/16")
    browser.narrow('tag:live "half')
    browser.shows("unclosed quote")
    trainer.end("failed")
    browser.shows("3 failed")
    browser.settle()
    assert "unclosed quote" in browser.text


def test_runs_come_and_go(browse: Browse, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    write_run(tree / "one", status="completed")
    browser = browse(tree, rows=24, cols=80)
    browser.settles_on("1 run", "completed", "one")
    write_run(tree / "two", display_name="another")
    browser.shows("2 runs", "1 running", "another")
    shutil.rmtree(tree / "one")
    browser.shows("1/1", "another", but_not="completed")
    browser.quits()


def test_a_damaged_run_stays_with_its_reason_and_heals(browse: Browse, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    run = write_run(tree / "one", status="completed")
    browser = browse(tree, rows=24, cols=80)
    browser.shows_line("✓ completed", "one")
    (run / "sidecar.json").write_text('{"status": "comp')
    browser.shows("! unreadable", "not JSON")
    write_run(run, status="completed")
    browser.shows_line("✓ completed", "one")
    browser.quits()


def test_an_empty_directory_says_so_until_a_run_comes(browse: Browse, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    browser = browse(tmp_path / "empty", rows=24, cols=80)
    browser.shows("0 runs", "no runs here yet")
    browser.send("jkG\rwS 234")
    browser.send("?")
    browser.shows("Everywhere")
    browser.send(ESC)
    browser.shows("0 runs", but_not="Everywhere")
    browser.send("1")
    write_run(tmp_path / "empty" / "first", status="completed")
    browser.shows("1 run", "first", but_not="no runs here")
    browser.quits()


def test_a_root_that_vanishes_and_returns(browse: Browse, own_runs: Path) -> None:
    browser = browse(own_runs)
    browser.settles_on("16 runs", "1/16")
    os.rename(own_runs / "runs", own_runs / "elsewhere")
    browser.shows_line("16 runs", "no such file or directory")
    browser.send("jjG")
    browser.settle()
    assert browser.alive()
    os.rename(own_runs / "elsewhere", own_runs / "runs")
    browser.shows("16 runs", MANIFEST["A0"].rpartition("/")[2], but_not="no such file")
    browser.quits()
