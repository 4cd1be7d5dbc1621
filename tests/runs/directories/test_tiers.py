"""What is in use is looked at with every poll, all else in turn, and a steady poll asks little."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from spt_tui.runs.directories.ledger import ROOT
from spt_tui.runs.directories.tiers import CLOSE_LAPS, DEBT_POLLS, HEARTBEAT_TURNS, RUN_TURNS, Budget, Turns
from spt_tui.runs.run import State
from spt_tui.runs.scanner import RunScanner, Update
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
    assert [each.state for each in watcher.poll(CLOSE_LAPS * RUN_TURNS).changed] == [State.COMPLETED]


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


def many_live(runs: Path, live: int, ended: int, budget: float = 40.0) -> Watcher:
    """A watcher with a small budget, after its first scan."""
    for number in range(live + ended):
        write_run(runs / f"{number:03}", status="running" if number < live else "completed")
    watcher = Watcher(runs, budget=budget)
    watcher.poll()
    settle(watcher)
    return watcher


@pytest.mark.parametrize("budget", [1.0, 7.5, 40.0])
def test_polls_keep_to_the_budget_whatever_lives(runs: Path, budget: float) -> None:
    watcher = many_live(runs, live=200, ended=20, budget=budget)
    watcher.poll(DEBT_POLLS)
    for _ in range(3):
        before = watcher.scanner.footprint()
        watcher.poll(20)
        after = watcher.scanner.footprint()
        seconds = 20 * after.interval_seconds
        assert budget * 0.8 <= (after.calls - before.calls) / seconds <= budget * 1.02


def test_a_budget_of_nothing_is_refused(runs: Path) -> None:
    with pytest.raises(ValueError, match="budget"):
        RunScanner(runs, budget=0)


def test_live_runs_take_turns_when_they_are_too_many(runs: Path) -> None:
    watcher = many_live(runs, live=200, ended=0)
    for number in range(0, 200, 40):
        write_run(runs / f"{number:03}", status="failed")
    told = watcher.poll(12)
    failed = sorted(run.id for run in told.changed if run.state is State.FAILED)
    assert failed == ["000", "040", "080", "120", "160"]


def test_what_is_not_in_use_has_its_share_when_live_runs_take_all(runs: Path) -> None:
    watcher = many_live(runs, live=200, ended=20)
    shutil.rmtree(runs / "210")
    os.utime(runs, (LONG_AGO, LONG_AGO))
    watcher.poll()
    write_run(runs / "215", status="failed")
    told = watcher.poll(-(-220 * 5 // 8))
    assert [run.id for run in told.changed if run.id == "215"] == ["215"]


def test_a_poll_that_took_too_much_is_made_up_for() -> None:
    budget = Budget(100.0)
    assert (budget.for_use, budget.for_all(70.0)) == (80.0, 100.0)
    budget.settle(350.0)
    assert (budget.for_use, budget.for_all(0.0)) == (0.0, 20.0)
    for _ in range(4):
        budget.settle(20.0)
    assert (budget.for_use, budget.for_all(0.0)) == (80.0, 100.0)
    budget.settle(1e9)
    for _ in range(13):
        budget.settle(20.0)
    assert budget.for_use == 80.0


def test_turns_come_to_every_place_and_go_on_where_they_stopped() -> None:
    turns = Turns()
    assert [list(turns.take(5, 2)) for _ in range(3)] == [[0, 1], [2, 3], [4, 0]]
    taken = turns.take(5, 5)
    assert [next(taken), next(taken)] == [1, 2]
    assert list(turns.take(5, 1)) == [3] and turns.laps == 1
    assert list(turns.take(0, 3)) == []
    assert list(turns.take(2, 9)) == [0, 1]


def test_a_quiet_live_run_is_asked_for_its_heartbeat_in_turn_and_before_it_counts_as_dead(runs: Path) -> None:
    run = write_run(runs / "run")
    age(runs)
    touch_heartbeat(run)
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    watcher.clock.now += 179
    touch_heartbeat(run, watcher.clock.now)
    watcher.clock.now += 2
    assert [each.state for each in watcher.poll().changed if each.state is State.STALE] == []


def test_the_footprint_says_what_it_cost(runs: Path) -> None:
    for number in range(3):
        write_run(runs / "day" / str(number))
    watcher = Watcher(runs, budget=50.0)
    assert watcher.scanner.footprint().oldest_look_seconds is None
    watcher.poll(3)
    footprint = watcher.scanner.footprint()
    assert (footprint.polls, footprint.runs, footprint.directories) == (3, 3, 5)
    assert (footprint.threads, footprint.budget, footprint.interval_seconds) == (1, 50.0, 1.0)
    assert footprint.calls_per_second > 0 and footprint.cpu_seconds > 0
    assert footprint.oldest_look_seconds is not None and footprint.oldest_look_seconds < 2
    assert (footprint.unverified, footprint.undetailed) == (0, 0)
    watcher.clock.now += 1_000
    assert (watcher.scanner.footprint().oldest_look_seconds or 0) > 900


def test_nothing_is_left_behind_by_runs_that_are_gone(runs: Path) -> None:
    for number in range(30):
        write_run(runs / f"day{number % 3}" / str(number), status="running" if number % 2 else "failed")
    watcher = Watcher(runs)
    watcher.poll(2)
    for number in range(3):
        shutil.rmtree(runs / f"day{number}")
    watcher.poll(3)
    in_use = watcher.scanner._tree.in_use
    assert (in_use.live, in_use.recent, list(in_use.newest)) == ({}, {}, [ROOT])
    assert set(in_use.unsettled) <= {ROOT}
    assert watcher.scanner._tree.size == (0, 1)
    write_run(runs / "again")
    assert ids(watcher.poll(2)) == ["again"]
    assert watcher.scanner._tree.ledger.size <= 34, "entries are given again"
