"""Whatever the file system does, the runs stay, the reason is said, and all comes back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spt_tui.runs.scanner import Progress, Update, scan
from spt_tui.runs.tiers import RUN_TURNS
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
