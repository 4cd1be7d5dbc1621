"""A change is told once, whatever the times on the disk say."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from spt_tui.runs.run import State
from spt_tui.runs.scanner import Update
from spt_tui.runs.tiers import HEARTBEAT_TURNS
from tests.runs.watching import LONG_AGO, Watcher, age, ids, settle
from tests.trees import touch_heartbeat, write_run


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def test_scan_broken_hidden_and_scan_broken_stale(runs: Path) -> None:
    run = write_run(runs / "run", tags=["kept"])
    (write_run(runs / "bad") / "sidecar.json").write_bytes(b"\xff{")
    watcher = Watcher(runs)
    watcher.poll()
    assert watcher.states() == {"run": State.RUNNING, "bad": State.UNREADABLE}
    (run / "sidecar.json").write_text("{")
    os.utime(run, (5, 5))
    assert [(each.state, each.problem is None) for each in watcher.poll().changed] == [(State.UNREADABLE, False)]
    write_run(run, tags=["kept"])
    assert [(each.state, each.tags, each.problem) for each in watcher.poll().changed] == [
        (State.RUNNING, ("kept",), None)
    ]


def test_a_change_is_told_once(runs: Path) -> None:
    run = write_run(runs / "run", summary={"loss": float("nan")})
    watcher = Watcher(runs)
    assert ids(watcher.poll()) == ["run"]
    assert watcher.poll(3) == Update()
    write_run(run, summary={"loss": 0.5})
    assert [each.summary["loss"] for each in watcher.poll().changed] == [0.5]
    assert watcher.poll(3) == Update()


def test_scan_sidecar_mtime_only(runs: Path) -> None:
    run = write_run(runs / "run")
    at = time.time_ns()
    os.utime(run / "sidecar.json", ns=(at, at))
    os.utime(run, ns=(at, at))
    watcher = Watcher(runs)
    watcher.poll()
    write_run(run, status="completed")
    os.utime(run / "sidecar.json", ns=(at, at))
    os.utime(run, ns=(at, at))
    assert [each.state for each in watcher.poll().changed] == [State.COMPLETED]


def test_reg_mtime_backwards(runs: Path) -> None:
    run = write_run(runs / "run")
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    write_run(run, status="completed")
    os.utime(run / "sidecar.json", (LONG_AGO, LONG_AGO))
    os.utime(run, (LONG_AGO, LONG_AGO))
    assert [each.state for each in watcher.poll().changed] == [State.COMPLETED]


def test_scan_dir_mtime_tick(runs: Path) -> None:
    write_run(runs / "20260101" / "first")
    at = time.time_ns()
    os.utime(runs / "20260101", ns=(at, at))
    watcher = Watcher(runs)
    watcher.poll()
    write_run(runs / "20260101" / "second")
    os.utime(runs / "20260101", ns=(at, at))
    assert ids(watcher.poll()) == ["20260101/second"]


def test_scan_heartbeat_no_event(runs: Path) -> None:
    run = write_run(runs / "run", heartbeat=time.time() - 170)
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    touch_heartbeat(run)
    (update,) = watcher.poll(HEARTBEAT_TURNS).changed
    assert update.state is State.RUNNING and update.heartbeat_at is not None and update.heartbeat_at > time.time() - 60


def test_removed_runs_are_told(runs: Path) -> None:
    for place in ("a/one", "a/two", "b/three", "b/three/inside"):
        write_run(runs / place)
    watcher = Watcher(runs)
    watcher.poll()
    shutil.rmtree(runs / "a" / "one")
    assert watcher.poll().removed == (str(runs / "a/one"),)
    shutil.rmtree(runs / "b")
    assert watcher.poll().removed == (str(runs / "b/three"), str(runs / "b/three/inside"))
    (runs / "a" / "two" / "sidecar.json").unlink()
    assert watcher.poll().removed == (str(runs / "a/two"),)
    assert watcher.states() == {}
    write_run(runs / "a" / "one")
    write_run(runs / "a" / "two")
    assert ids(watcher.poll(2)) == ["a/one", "a/two"]


def test_a_moved_directory_is_gone_there_and_new_here(runs: Path) -> None:
    write_run(runs / "a" / "run", notes="same")
    watcher = Watcher(runs)
    watcher.poll()
    (runs / "a").rename(runs / "b")
    update = watcher.poll()
    assert (ids(update), update.removed) == (["b/run"], (str(runs / "a/run"),))


def test_a_directory_replaced_by_another_of_its_name_is_read_anew(runs: Path) -> None:
    write_run(runs / "day" / "old")
    write_run(runs / "day" / "same", notes="first")
    write_run(runs / "spare" / "new")
    write_run(runs / "spare" / "same", notes="second")
    age(runs)
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    shutil.move(runs / "day", runs.parent / "away")
    shutil.move(runs / "spare", runs / "day")
    update = watcher.poll()
    assert ids(update) == ["day/new", "day/same"]
    assert update.removed == tuple(str(runs / gone) for gone in ("day/old", "spare/new", "spare/same"))
    assert [run.notes for run in update.changed if run.name == "same"] == ["second"]


def test_a_removed_run_that_returns_under_its_inode_is_told(runs: Path) -> None:
    run = write_run(runs / "run")
    watcher = Watcher(runs)
    watcher.poll()
    run.rename(runs.parent / "away")
    assert watcher.poll().removed == (str(run),)
    (runs.parent / "away").rename(run)
    assert ids(watcher.poll()) == ["run"]
