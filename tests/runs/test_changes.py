"""A change is told once, whatever the times on the disk say."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from spt_tui.runs.directories.explorer import SCREENFUL
from spt_tui.runs.directories.tiers import CLOSE_LAPS, HEARTBEAT_TURNS, RUN_TURNS, tick_of
from spt_tui.runs.run import State
from spt_tui.runs.scanner import Update
from tests.runs.watching import LONG_AGO, Watcher, age, drain, ids, settle
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


def test_a_second_change_within_a_coarse_tick_is_found(runs: Path) -> None:
    run = write_run(runs / "run", status="failed")
    second = 1_700_000_000
    os.utime(run, (second, second))
    watcher = Watcher(runs)
    watcher.poll()
    write_run(run, status="running")
    os.utime(run, (second + 1, second + 1))
    assert [each.state for each in watcher.poll(2).changed] == [State.RUNNING]
    time.sleep(0.15)
    watcher.poll()
    write_run(run, status="completed")
    os.utime(run, (second + 1, second + 1))
    assert [each.state for each in watcher.poll().changed] == [State.COMPLETED]


def test_a_fine_time_settles_soon_and_a_coarse_one_late() -> None:
    assert tick_of(1_700_000_000_123_456_789) < 0.5 < 2.0 <= tick_of(1_700_000_000_000_000_000)


def test_a_sidecar_changed_in_place_with_its_size_kept_is_found_before_and_after_its_stamp_is_known(
    runs: Path,
) -> None:
    for number in range(SCREENFUL + 20):
        write_run(runs / f"{number:03}", status="completed", notes="old")
    age(runs)
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    for notes in ("new", "due"):
        for path in (runs / "000" / "sidecar.json", runs / "080" / "sidecar.json"):
            content = path.read_text()
            path.write_text(content.replace("old" if notes == "new" else "new", notes))
        told = watcher.poll((CLOSE_LAPS + 1) * RUN_TURNS)
        assert {run.id for run in told.changed if run.notes == notes} == {"000", "080"}
        assert {run.notes for run in watcher.scanner.runs().values()} == {"old", notes}


def test_an_event_answers_as_the_references_dicts_do(runs: Path) -> None:
    write_run(runs / "a" / "run")
    watcher = Watcher(runs)
    watcher.scanner.step()
    events = list(drain(watcher.events))
    assert [event["type"] for event in events] == ["progress", "update", "progress"]
    assert [event["data"] for event in events] == [
        {"phase": "discovering", "total": 0, "done": 0, "initial_done": False},
        {"changed": ["a/run"], "removed": []},
        {"phase": "idle", "total": 1, "done": 1, "initial_done": True},
    ]
    shutil.rmtree(runs / "a" / "run")
    watcher.scanner.step()
    (update,) = [event for event in drain(watcher.events) if isinstance(event, Update)]
    assert update["data"] == {"changed": [], "removed": ["a/run"]}
    with pytest.raises(KeyError):
        update["other"]


def test_iterating_over_what_was_told_leaves_out_what_has_gone_since(runs: Path) -> None:
    for name in "ab":
        write_run(runs / name)
    watcher = Watcher(runs)
    watcher.scanner.step()
    (told,) = [event for event in drain(watcher.events) if isinstance(event, Update)]
    shutil.rmtree(runs / "a")
    watcher.poll()
    assert [run.id for run in told.changed] == ["b"]
