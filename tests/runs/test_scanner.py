"""The scanner finds every run, tells each change once, and asks little of the disk."""

from __future__ import annotations

import os
import queue
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from spt_tui.runs.feed import QUEUE_SIZE
from spt_tui.runs.run import Run, State
from spt_tui.runs.scanner import Progress, RunScanner, Update, scan
from spt_tui.runs.tiers import CLOSE_LAPS, HEARTBEAT_TURNS, RUN_TURNS
from tests.trees import MANIFEST, as_nobody, chmod_as_owner, public_place, real_runs, touch_heartbeat, write_run

LONG_AGO = 1_000_000_000.0


class Clock:
    """Seconds since the epoch, as a test sets them."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


class Watcher:
    """A scanner that is driven by hand, with one subscriber."""

    def __init__(self, root: Path) -> None:
        self.clock = Clock()
        self.scanner = RunScanner(root, clock=self.clock)
        self.events = self.scanner.subscribe()
        self.progress: Progress | None = None

    def poll(self, times: int = 1) -> Update:
        """What `times` polls told, in one update."""
        changed: dict[str, Run] = {}
        removed: set[str] = set()
        for _ in range(times):
            self.scanner.step()
            for event in drain(self.events):
                if isinstance(event, Progress):
                    self.progress = event
                    continue
                changed.update((run.dir, run) for run in event.changed)
                removed.update(event.removed)
        return Update(tuple(changed.values()), tuple(sorted(removed)))

    def states(self) -> dict[str, State]:
        return {run.id: run.state for run in self.scanner.runs().values()}


def drain(events: queue.Queue[Progress | Update]) -> Iterator[Progress | Update]:
    while True:
        try:
            yield events.get_nowait()
        except queue.Empty:
            return


def ids(update: Update) -> list[str]:
    return sorted(run.id for run in update.changed)


def age(path: Path, at: float = LONG_AGO) -> None:
    """Set the times of a directory and all in it, from the leaves up, to long ago."""
    for folder, _, files in os.walk(path, topdown=False):
        for name in files:
            os.utime(os.path.join(folder, name), (at, at))
        os.utime(folder, (at, at))


def settle(watcher: Watcher) -> None:
    """Make the scanner take all it knows as settled, as it does by itself after two seconds."""
    watcher.scanner._tree.in_use.unsettled.clear()


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


def test_a_replaced_sidecar_with_all_times_restored_is_found_within_a_round(runs: Path) -> None:
    run = write_run(runs / "run", status="failed")
    age(runs)
    watcher = Watcher(runs)
    watcher.poll()
    settle(watcher)
    write_run(run, status="completed")
    age(runs)
    assert [each.state for each in watcher.poll(RUN_TURNS).changed] == [State.COMPLETED]


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


def test_an_old_run_removed_is_told_within_a_round(runs: Path) -> None:
    for number in range(100):
        write_run(runs / f"day{number:03}" / "run", status="completed")
    age(runs)
    watcher = Watcher(runs)
    watcher.poll()
    shutil.rmtree(runs / "day007" / "run")
    age(runs)
    assert watcher.poll(RUN_TURNS).removed == (str(runs / "day007/run"),)


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


def test_a_root_that_vanishes_during_a_poll_takes_no_run_along(runs: Path) -> None:
    for number in range(5):
        write_run(runs / "day" / str(number))
    watcher = Watcher(runs)
    watcher.poll()
    steps = watcher.scanner._tree.poll()
    next(steps)
    runs.rename(runs.parent / "away")
    for _ in steps:
        pass
    assert watcher.scanner._tree.news() == Update()
    (runs.parent / "away").rename(runs)
    assert watcher.poll(2).removed == ()
    assert len(watcher.states()) == 5


def test_a_root_that_vanishes_keeps_its_runs_and_recovers(runs: Path) -> None:
    write_run(runs / "a" / "run")
    watcher = Watcher(runs)
    watcher.poll()
    runs.rename(runs.parent / "away")
    assert watcher.poll(3) == Update()
    assert watcher.progress == Progress("watching", 1, 1, ("runs: no such file or directory",))
    assert len(watcher.scanner.runs()) == 1
    runs.write_text("a file now")
    assert watcher.poll() == Update()
    assert watcher.progress == Progress("watching", 1, 1, ("runs: not a directory",))
    runs.unlink()
    (runs.parent / "away").rename(runs)
    write_run(runs / "b")
    assert ids(watcher.poll(2)) == ["b"]
    assert watcher.progress == Progress("watching", 2, 2)


def test_a_root_that_appears_later_is_scanned(runs: Path) -> None:
    watcher = Watcher(runs)
    assert watcher.poll(2) == Update()
    assert watcher.progress == Progress("discovering", 0, 0, ("runs: no such file or directory",))
    write_run(runs / "run")
    assert ids(watcher.poll()) == ["run"]
    assert watcher.progress == Progress("watching", 1, 1)


def test_a_directory_that_cannot_be_listed_is_named_until_it_can() -> None:
    with public_place() as runs:
        for place in ("open/a", "closed/b"):
            (write_run(runs / place, status="completed") / "sidecar.json").chmod(0o644)
        (runs / "closed").chmod(0o311)

        def story() -> object:
            watcher = Watcher(runs)
            watcher.poll()
            settle(watcher)
            before = sorted(watcher.states()), watcher.progress and watcher.progress.problems
            chmod_as_owner(runs / "closed", 0o755)
            watcher.poll(2)
            return before, sorted(watcher.states()), watcher.progress and watcher.progress.problems

        assert as_nobody(story) == "((['open/a'], ('closed: permission denied',)), ['closed/b', 'open/a'], ())"
        problems: list[str] = []
        assert len(list(scan(str(runs), problems))) == 2 and problems == []


def test_sidecar_mode_other_user() -> None:
    with public_place() as runs:
        sidecar = write_run(runs / "run", status="completed") / "sidecar.json"
        sidecar.chmod(0o600 if os.geteuid() == 0 else 0)
        age(runs)

        def story() -> object:
            watcher = Watcher(runs)
            watcher.poll()
            settle(watcher)
            before = [state.value for state in watcher.states().values()]
            chmod_as_owner(sidecar, 0o644)
            watcher.poll(RUN_TURNS)
            return before, [state.value for state in watcher.states().values()]

        assert as_nobody(story) == "(['unreadable'], ['completed'])"


def test_a_directory_that_is_closed_later_keeps_its_runs() -> None:
    with public_place() as runs:
        (write_run(runs / "day" / "run", status="completed") / "sidecar.json").chmod(0o644)

        def story() -> object:
            watcher = Watcher(runs)
            watcher.poll()
            chmod_as_owner(runs / "day", 0)
            removed = watcher.poll(RUN_TURNS).removed
            closed = [(run.state.value, run.problem) for run in watcher.scanner.runs().values()]
            chmod_as_owner(runs / "day", 0o755)
            watcher.poll(RUN_TURNS)
            return removed, closed, [state.value for state in watcher.states().values()]

        assert as_nobody(story) == ("((), [('unreadable', 'sidecar.json: permission denied')], ['completed'])")


def test_a_slow_reader_gets_the_whole_state(runs: Path) -> None:
    write_run(runs / "gone")
    write_run(runs / "stays")
    watcher = Watcher(runs)
    slow = watcher.scanner.subscribe()
    watcher.poll()
    shutil.rmtree(runs / "gone")
    for number in range(QUEUE_SIZE + 5):
        write_run(runs / "stays", notes=str(number))
        watcher.poll()
    assert slow.qsize() <= QUEUE_SIZE
    seen: dict[str, str] = {}
    removed: set[str] = set()
    for event in drain(slow):
        if isinstance(event, Update):
            seen.update((run.id, run.notes) for run in event.changed)
            removed.update(event.removed)
    assert (seen["stays"], removed) == (str(QUEUE_SIZE + 4), {str(runs / "gone")})


def test_a_late_subscriber_gets_the_present_state_first(runs: Path) -> None:
    write_run(runs / "run")
    watcher = Watcher(runs)
    watcher.poll()
    late = watcher.scanner.subscribe()
    update, progress = drain(late)
    assert isinstance(update, Update) and ids(update) == ["run"]
    assert progress == Progress("watching", 1, 1)
    watcher.scanner.unsubscribe(late)
    write_run(runs / "other")
    watcher.poll()
    assert late.empty()


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


def test_the_thread_tells_changes_and_stops_at_once(runs: Path) -> None:
    run = write_run(runs / "run")
    scanner = RunScanner(runs, poll_interval=0.02)
    events = scanner.subscribe()
    scanner.start()
    try:
        until(events, lambda each: each.status == "running")
        write_run(run, status="completed")
        until(events, lambda each: each.status == "completed")
    finally:
        began = time.monotonic()
        scanner.stop()
    assert time.monotonic() - began < 0.1
    for thread in threading.enumerate():
        if thread.name == "spt-scanner":
            thread.join(1)
            assert not thread.is_alive()


def until(events: queue.Queue[Progress | Update], wanted: object) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        event = events.get(timeout=5)
        if isinstance(event, Update) and any(wanted(run) for run in event.changed):  # type: ignore[operator]
            return
    raise AssertionError("the change did not come")


def test_a_stopped_scanner_leaves_a_scan_unfinished(runs: Path) -> None:
    for number in range(20):
        write_run(runs / str(number))
    scanner = RunScanner(runs)
    scanner.stop()
    scanner.step()
    assert len(scanner.runs()) < 20
