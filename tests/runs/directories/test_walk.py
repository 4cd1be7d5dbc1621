"""What is there is found, with few requests, the newest first."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.directories.explorer import SCREENFUL
from spt_tui.runs.directories.walk import Guess, Listing, visit
from spt_tui.runs.run import State
from spt_tui.runs.scan import scan
from spt_tui.runs.scanner import Progress
from tests.runs.watching import Watcher, settle
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


def asked(path: Path, guess: Guess) -> tuple[Listing, int]:
    """What a visit found, and the calls it took."""
    disk = Disk()
    return visit(disk, str(path), guess), disk.calls


def test_a_run_whose_links_tell_that_nothing_is_in_it_is_not_listed(runs: Path) -> None:
    run = write_run(runs / "run", status="completed")
    status = run.stat()
    if status.st_nlink != 2:
        pytest.skip("this file system counts no links")
    guess = Guess(is_run=True, device=status.st_dev, details=False)
    stat_open_read_close = 4
    found, calls = asked(run, guess)
    assert (found.files is not None, found.children, calls) == (True, {}, stat_open_read_close)
    (run / "checkpoints").mkdir()
    assert asked(run, guess)[1] == stat_open_read_close + 1
    (run / "media").mkdir()
    assert asked(run, guess)[1] == stat_open_read_close + 2
    (run / "inner").mkdir()
    found, calls = asked(run, guess)
    assert (list(found.children), found.files is not None) == (["inner"], True)
    assert calls > stat_open_read_close + 2


@pytest.mark.parametrize("is_run", [True, False])
@pytest.mark.parametrize("device", [-1, 0])
def test_without_trust_in_links_or_in_the_guess_all_is_found(runs: Path, is_run: bool, device: int) -> None:
    run = write_run(runs / "run", status="completed")
    (run / "checkpoints").mkdir()
    write_run(run / "inner")
    guess = Guess(is_run, run.stat().st_dev if device == 0 else device, False)
    found, _ = asked(run, guess)
    assert (list(found.children), found.files is not None, found.problem) == (["inner"], True, None)
    found, _ = asked(runs, guess)
    assert (list(found.children), found.files) == (["run"], None)


def test_a_link_in_the_place_of_the_checkpoints_hides_no_directory(runs: Path) -> None:
    run = write_run(runs / "run", status="completed")
    (run / "inner").mkdir()
    (run / "checkpoints").symlink_to(runs)
    found, _ = asked(run, Guess(True, run.stat().st_dev, False))
    assert list(found.children) == ["inner"]


def test_a_fifo_in_the_place_of_a_sidecar_is_not_waited_for(runs: Path) -> None:
    (runs / "run").mkdir(parents=True)
    os.mkfifo(runs / "run" / "sidecar.json")
    (run,) = scan(str(runs))
    assert (run.state, run.problem) == (State.UNREADABLE, "sidecar.json: not a plain file")


def test_a_first_scan_takes_few_requests_a_run(runs: Path) -> None:
    for number in range(300):
        write_run(runs / "day" / f"{number:03}" / "run", status="completed", step=number)
    watcher = Watcher(runs)
    watcher.poll()
    footprint = watcher.scanner.footprint()
    a_run = 6 + 4
    details = 5
    assert footprint.runs == 300
    assert footprint.calls <= 300 * a_run + SCREENFUL * details + 30
    steps = [run.step for run in watcher.scanner.runs().values()]
    assert steps.count(None) == footprint.undetailed == 300 - SCREENFUL
    settle(watcher)
    watcher.poll(20)
    assert watcher.scanner.footprint().undetailed == 0
    assert sorted(run.step or 0 for run in watcher.scanner.runs().values()) == list(range(300))


def test_a_scan_done_once_reads_everything(runs: Path) -> None:
    for number in range(100):
        write_run(runs / f"{number:03}", status="completed", step=number)
    steps = [run.step or 0 for run in scan(str(runs))]
    assert sorted(steps) == list(range(100))
    assert sum(steps[:50]) > sum(steps[50:])  # the newest first, as far as threads answer in turn


def test_a_tree_that_grows_while_it_is_walked_is_found_whole(runs: Path) -> None:
    for number in range(50):
        write_run(runs / "first" / f"{number:02}")
    is_over = threading.Event()
    written: list[str] = []

    def write() -> None:
        while not is_over.is_set():
            name = f"{len(written):04}"
            write_run(runs / f"day{len(written) % 3}" / name)
            written.append(name)

    writer = threading.Thread(target=write)
    writer.start()
    watcher = Watcher(runs, budget=100_000)  # however fast the writer is
    deadline = time.monotonic() + 5
    while len(written) < 60 and time.monotonic() < deadline:
        watcher.poll()
    is_over.set()
    writer.join()
    watcher.poll(4)
    assert {run.name for run in watcher.scanner.runs().values()} >= set(written)
    assert len(watcher.scanner.runs()) == 50 + len(written)
