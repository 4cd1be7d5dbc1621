"""What is in use is looked at with every poll, all else in turn, and a steady poll asks little."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from spt_tui.runs.run import State
from spt_tui.runs.scanner import Update
from spt_tui.runs.tiers import CLOSE_LAPS, HEARTBEAT_TURNS, RUN_TURNS
from tests.runs.watching import LONG_AGO, Watcher, age, ids, settle
from tests.trees import touch_heartbeat, write_run


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def test_the_run_on_the_screen_is_looked_at_closely(runs: Path) -> None:
    run = write_run(runs / "run", status="completed")
    for number in range(100):
        write_run(runs / f"other{number}", status="completed")
    age(runs)
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    watcher.scanner.watch(str(run))
    (run / "sidecar.json").write_text('{"status": "failed"}')
    assert [each.state for each in watcher.poll().changed if each.id == "run"] == [State.FAILED]


def test_a_replaced_sidecar_with_all_times_restored_is_found_within_a_round(runs: Path) -> None:
    run = write_run(runs / "run", status="failed")
    age(runs)
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    write_run(run, status="completed")
    age(runs)
    assert [each.state for each in watcher.poll(RUN_TURNS).changed] == [State.COMPLETED]


def test_an_old_run_removed_is_told_within_a_round(runs: Path) -> None:
    for number in range(100):
        write_run(runs / f"day{number:03}" / "run", status="completed")
    age(runs)
    watcher = Watcher(runs)
    watcher.poll()
    shutil.rmtree(runs / "day007" / "run")
    age(runs)
    assert watcher.poll(RUN_TURNS).removed == (str(runs / "day007/run"),)


def test_new_runs_are_seen_wherever_they_appear(runs: Path) -> None:
    write_run(runs / "20260101" / "120000" / "a")
    watcher = Watcher(runs)
    watcher.poll()
    for place in ("20260101/120000/b", "20260101/130000/c", "20260102/120000/d", "e"):
        write_run(runs / place)
        assert ids(watcher.poll(2)) == [place]


def test_a_run_that_is_born_slowly_is_seen(runs: Path) -> None:
    runs.mkdir()
    watcher = Watcher(runs)
    watcher.poll()
    (runs / "day").mkdir()
    watcher.poll()
    (runs / "day" / "run").mkdir()
    watcher.poll()
    settle(watcher)
    write_run(runs / "day" / "run")
    assert ids(watcher.poll(2)) == ["day/run"]


def test_a_run_that_appears_inside_a_live_run_is_seen(runs: Path) -> None:
    outer = write_run(runs / "a last in turn")
    for number in range(100):
        write_run(runs / f"ended{number}", status="completed")
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    links = outer.stat().st_nlink
    write_run(outer / "inner")
    counted = outer.stat().st_nlink != links  # not on every file system
    assert "a last in turn/inner" in ids(watcher.poll(2 if counted else RUN_TURNS))


def test_running_turns_stale_by_time_alone(runs: Path) -> None:
    run = write_run(runs / "run")
    age(runs)
    touch_heartbeat(run)
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    watcher.clock.now += 179
    assert watcher.poll() == Update()
    watcher.clock.now += 2
    assert [each.state for each in watcher.poll().changed] == [State.STALE]
    assert watcher.poll(3) == Update()
    touch_heartbeat(run, watcher.clock.now)
    assert [each.state for each in watcher.poll(RUN_TURNS).changed] == [State.RUNNING]


def test_a_heartbeat_that_beats_fast_does_not_flood(runs: Path) -> None:
    run = write_run(runs / "run")
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    began = watcher.clock.now
    told = 0
    for tick in range(400):
        touch_heartbeat(run, began + tick / 20)
        told += len(watcher.poll().changed)
    assert 2 <= told <= 4


def test_a_steady_poll_of_many_ended_runs_asks_little(runs: Path) -> None:
    for number in range(300):
        live = number % 100 == 0
        run = write_run(runs / f"{number // 30:03}" / f"{number:03}", status="running" if live else "completed")
        age(run)
        if live:
            touch_heartbeat(run)
    age_of_folders = [path for path in runs.glob("*") if path.is_dir()]
    for path in [*age_of_folders, runs]:
        os.utime(path, (LONG_AGO, LONG_AGO))
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    while watcher.scanner.footprint().undetailed:
        watcher.poll()
    watcher.poll()
    before = watcher.scanner.footprint()
    assert watcher.poll(RUN_TURNS) == Update()
    after = watcher.scanner.footprint()
    live_calls, folder_calls, share = 3 + 3 / HEARTBEAT_TURNS, 1 + 1 + 10, 311 / RUN_TURNS * (1 + 1 / CLOSE_LAPS)
    assert after.polls - before.polls == RUN_TURNS
    assert (after.calls - before.calls) / RUN_TURNS <= live_calls + folder_calls + share
    assert (after.runs, after.directories) == (300, 311)
