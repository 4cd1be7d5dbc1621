"""What is there is found, with few requests, the newest first."""

from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.runs.run import State
from spt_tui.runs.scanner import Progress, scan
from tests.runs.watching import Watcher
from tests.trees import MANIFEST, real_runs, touch_heartbeat, write_run


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def test_all_real_runs_have_the_right_states(tmp_path: Path) -> None:
    folder = real_runs(tmp_path)
    touch_heartbeat(folder / MANIFEST["live"])
    watcher = Watcher(folder / "runs")
    assert len(watcher.poll().changed) == 16
    states = watcher.states()
    special = {"live": State.RUNNING, "killed": State.STALE, "failed": State.FAILED, "sigint": State.FAILED}
    expected = {path.removeprefix("runs/"): special.get(name, State.COMPLETED) for name, path in MANIFEST.items()}
    assert states == expected
    assert watcher.progress == Progress("watching", 16, 16)
    assert sorted(run.id for run in scan(str(folder / "runs"))) == sorted(expected)


def test_links_are_not_followed_and_runs_in_runs_are_found(runs: Path) -> None:
    outer = write_run(runs / "outer")
    write_run(outer / "inner")
    write_run(outer / "checkpoints" / "hidden")
    write_run(outer / "media" / "hidden")
    write_run(runs / "media" / "shown")
    (runs / "loop").symlink_to(runs)
    (outer / "link").symlink_to(runs / "media")
    assert sorted(run.id for run in scan(str(runs))) == ["media/shown", "outer", "outer/inner"]


def test_the_newest_come_first(runs: Path) -> None:
    for day in ("20260101", "20260301", "20260201"):
        write_run(runs / day / "run")
    assert [run.id[:8] for run in scan(str(runs))] == ["20260301", "20260201", "20260101"]


def test_the_root_may_be_a_run(runs: Path) -> None:
    write_run(runs)
    assert [run.id for run in scan(str(runs))] == ["runs"]


def test_first_rows_come_before_the_walk_has_ended(runs: Path) -> None:
    for number in range(300):
        write_run(runs / f"{number // 20:03}" / f"{number:03}")
    watcher = Watcher(runs)
    tree = watcher.scanner._tree
    steps = iter(tree.poll())
    for _ in range(40):
        next(steps)
    assert tree.phase == "discovering" and len(tree.news().changed) > 30
    assert tree.size[0] < 100
    for _ in steps:
        pass
    assert (tree.phase, tree.size[0]) == ("watching", 300)
