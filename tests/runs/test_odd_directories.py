"""Directories with impossible times, changing numbers, and other things in their place."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from spt_tui.runs.directories.ledger import ROOT
from spt_tui.runs.directories.tiers import FOLDER_LAPS, RUN_TURNS
from spt_tui.runs.directories.walk import list_directory
from spt_tui.runs.feed import Progress, Update
from spt_tui.runs.run import State
from tests.runs.watching import Watcher, age, ids, settle
from tests.trees import write_run


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.mark.parametrize("at", [2.0**40, -(2.0**31), 2.0**63])
def test_times_far_beyond_ours_hide_no_run(runs: Path, at: float) -> None:
    for place in ("day/a", "day/b"):
        write_run(runs / place, status="completed")
    try:
        age(runs / "day", at)
    except (OSError, OverflowError):
        pytest.skip("the file system has no such times")
    watcher = Watcher(runs)
    watcher.poll(2)
    assert watcher.states() == {"day/a": State.COMPLETED, "day/b": State.COMPLETED}
    write_run(runs / "day" / "b", status="failed")
    watcher.poll(RUN_TURNS)
    assert watcher.states()["day/b"] is State.FAILED


def test_where_directories_have_no_times_new_runs_and_changes_are_found(runs: Path) -> None:
    write_run(runs / "day" / "a", status="running")
    age(runs, 0)
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    watcher.poll()
    assert watcher.progress == Progress("watching", 1, 1)
    write_run(runs / "day" / "a", status="completed")
    write_run(runs / "day" / "b", status="failed")
    age(runs, 0)
    watcher.poll(FOLDER_LAPS * RUN_TURNS)
    assert watcher.states() == {"day/a": State.COMPLETED, "day/b": State.FAILED}
    assert watcher.progress == Progress("watching", 2, 2)


def test_a_directory_that_listings_number_otherwise_keeps_its_runs(runs: Path) -> None:
    """As those do on which another file system is mounted."""
    for number in range(5):
        write_run(runs / "mounted" / str(number), status="completed")
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    tree = watcher.scanner._tree
    listing = list_directory(tree._crew.disk, str(runs), os.stat(runs), None)
    listing.children["mounted"] += 1  # type: ignore[index]
    tree._explorer.learn_children(ROOT, listing)
    before = watcher.scanner.footprint().calls
    assert watcher.poll() == Update()
    assert watcher.scanner.footprint().calls - before < 20


def test_a_directory_of_the_same_name_is_found_to_be_another(runs: Path) -> None:
    for place in ("day/a", "other/b"):
        write_run(runs / place, status="completed")
    age(runs)
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    (runs / "day").rename(runs / "away")
    (runs / "other").rename(runs / "day")
    (runs / "away").rename(runs / "other")
    age(runs)
    update = watcher.poll(RUN_TURNS * FOLDER_LAPS)
    assert sorted(watcher.states()) == ["day/b", "other/a"]
    assert ids(update) == ["day/b", "other/a"] and len(update.removed) == 2


@pytest.mark.parametrize("place", ["day", "day/a"])
def test_what_became_a_link_is_not_walked(runs: Path, place: str) -> None:
    for each in ("day/a", "day2/b"):
        write_run(runs / each, status="completed")
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    shutil.rmtree(runs / place)
    (runs / place).symlink_to(runs)
    tree = watcher.scanner._tree
    entry = next(entry for entry, below in enumerate(tree.ledger.below) if below == place)
    job = tree.look(entry)
    assert job is not None
    tree._crew.add(job)
    for _ in tree._crew.work():
        pass
    assert sorted(watcher.states()) == ["day2/b"]


def test_a_root_that_is_a_link_may_lead_elsewhere(tmp_path: Path) -> None:
    write_run(tmp_path / "one" / "day" / "a")
    write_run(tmp_path / "two" / "day" / "b")
    latest = tmp_path / "latest"
    latest.symlink_to("one")
    watcher = Watcher(latest)
    watcher.poll()
    latest.unlink()
    latest.symlink_to("two")
    watcher.poll(2)
    assert sorted(watcher.states()) == ["day/b"]


def test_a_root_that_was_away_for_a_moment_is_still_watched(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_run(runs / "a", status="completed")
    watcher = Watcher(runs)
    watcher.poll()
    tree = watcher.scanner._tree
    look = tree.look(ROOT)
    assert look is not None
    runs.rename(runs.parent / "away")
    answer = look.ask(tree._crew.disk)
    (runs.parent / "away").rename(runs)
    look.then(answer)
    write_run(runs / "b", status="failed")
    watcher.poll(2)
    assert watcher.states() == {"a": State.COMPLETED, "b": State.FAILED}


def test_runs_that_go_while_they_are_listed_are_passed_over(runs: Path) -> None:
    for name in "abc":
        write_run(runs / name, status="completed")
    watcher = Watcher(runs)
    watcher.poll()
    by_dir = watcher.scanner.runs()
    values, pairs = iter(by_dir.values()), iter(by_dir.items())
    first = {next(values).id, next(pairs)[1].id}
    for name in "abc":
        shutil.rmtree(runs / name)
    watcher.poll(2)
    assert len(first) == 1 and list(values) == [] and list(pairs) == []
