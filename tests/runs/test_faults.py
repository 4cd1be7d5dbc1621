"""Whatever the file system does, the runs stay, the reason is said, and all comes back."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spt_tui.runs.directories.tiers import CLOSE_LAPS, RUN_TURNS
from spt_tui.runs.run import State
from spt_tui.runs.scan import scan
from spt_tui.runs.scanner import Progress, Update
from tests.runs.watching import Watcher, age, ids, settle
from tests.trees import as_nobody, chmod_as_owner, public_place, write_run


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


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


def told_while_failing(library: Path, runs: Path, fault: str, polls: int) -> dict[str, object]:
    """What a scanner says after a first poll, then while `fault` is there, and once it is over."""
    control = runs.parent / "control"
    program = f"""
import json, pathlib
from tests.runs.watching import Watcher, settle
control = pathlib.Path({os.fspath(control)!r})
watcher = Watcher(pathlib.Path({os.fspath(runs)!r}))
watcher.poll()
settle(watcher)
told = {{}}
for name, fault in (("failing", {fault!r}), ("over", "")):
    control.write_text(fault)
    removed = watcher.poll({polls}).removed
    states = {{run.id: run.state.value for run in watcher.scanner.runs().values()}}
    told[name] = [removed, states, watcher.progress.problems]
print(json.dumps(told))
"""
    environment = {**os.environ, "LD_PRELOAD": os.fspath(library), "FAILING_FS": os.fspath(control)}
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=root, capture_output=True, text=True, check=True
    )
    told: dict[str, object] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE])
def test_a_folder_that_fails_keeps_its_runs_and_recovers(failing_fs: Path, runs: Path, number: int) -> None:
    for place in ("day1/a", "day2/b"):
        write_run(runs / place, status="completed")
    told = told_while_failing(failing_fs, runs, f"{number} day2", polls=2 * RUN_TURNS)
    reason = os.strerror(number).lower()
    assert told == {
        "failing": [[], {"day1/a": "completed", "day2/b": "unreadable"}, [f"day2: {reason}"]],
        "over": [[], {"day1/a": "completed", "day2/b": "completed"}, []],
    }


def test_a_sidecar_that_fails_is_unreadable_until_it_does_not(failing_fs: Path, runs: Path) -> None:
    write_run(runs / "a", status="completed")
    write_run(runs / "b", status="completed")
    told = told_while_failing(failing_fs, runs, f"{errno.EIO} b/sidecar.json", polls=CLOSE_LAPS * RUN_TURNS)
    assert told == {
        "failing": [[], {"a": "completed", "b": "unreadable"}, []],
        "over": [[], {"a": "completed", "b": "completed"}, []],
    }


def test_a_tree_that_fails_while_it_is_found_is_found_later(failing_fs: Path, runs: Path) -> None:
    for number in range(5):
        write_run(runs / "day" / str(number), status="completed")
    control = runs.parent / "control"
    control.write_text(f"{errno.ESTALE} day/3")
    told = told_while_failing(failing_fs, runs, "", polls=3)
    assert told["over"] == [[], {f"day/{number}": "completed" for number in range(5)}, []]


def test_a_loop_of_links_is_not_walked(runs: Path) -> None:
    write_run(runs / "day" / "run")
    (runs / "day" / "up").symlink_to(runs)
    (runs / "self").symlink_to("self")
    watcher = Watcher(runs)
    watcher.poll(3)
    assert watcher.states() == {"day/run": State.RUNNING}
    shutil.rmtree(runs / "day" / "run")
    (runs / "day" / "run").symlink_to(runs / "day")
    assert watcher.poll(2).removed == (str(runs / "day/run"),)
    assert watcher.progress == Progress("watching", 0, 0)


def test_a_run_with_very_many_files_is_not_listed_and_not_waited_for(runs: Path) -> None:
    for number in range(4):
        write_run(runs / "day" / str(number), status="completed")
    crowded = runs / "day" / "0"
    source = crowded / "heartbeat"
    for number in range(30_000):
        os.link(source, crowded / f"{number:06}.png")
    watcher = Watcher(runs)
    began = time.monotonic()
    steps = 0
    longest = 0.0
    for _ in watcher.scanner._tree.poll():
        longest = max(longest, time.monotonic() - began)
        began = time.monotonic()
        steps += 1
    assert longest < 1.0 and steps > 4
    assert len(watcher.scanner.runs()) == 4
    write_run(crowded, status="failed")
    began = time.monotonic()
    assert [run.state for run in watcher.poll(2).changed if run.id == "day/0"] == [State.FAILED]
    assert time.monotonic() - began < 0.5
