"""A request that never comes back: the rest is watched on, it is said, and leaving takes no longer for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trees import write_run

PROGRAM = """
import json, pathlib, sys, time
from spt_tui.runs.directories import crew
from spt_tui.runs import scanner as module
crew.STUCK_SECONDS = 0.8
module.WATCH_SECONDS = 0.1
control, root = map(pathlib.Path, sys.argv[1:3])
scanner = module.RunScanner(root, 0.05)
if sys.argv[4] == "later":
    scanner.step()
control.write_text("0 " + sys.argv[3])
scanner.start()
deadline = time.monotonic() + 12
while not (scanner.progress() and scanner.progress().problems) and time.monotonic() < deadline:
    time.sleep(0.02)
problems = scanner.progress().problems
if sys.argv[5] == "on":
    (root / "new").mkdir()
    (root / "new" / "sidecar.json").write_text('{"status": "completed"}')
    others = {"new", *(f"day/{number}" for number in range(6) if f"day/{number}" != sys.argv[3])}
    while not others <= {run.id for run in scanner.runs().values()} and time.monotonic() < deadline:
        time.sleep(0.02)
began = time.monotonic()
scanner.stop()
scanner.finish(0.3)
took = time.monotonic() - began
print(json.dumps([sorted(run.id for run in scanner.runs().values()), problems, took]))
"""


def told(library: Path, place: Path, hangs: str, when: str, goes_on: bool) -> tuple[list[str], list[str]]:
    """Ids and problems that a scanner tells while what holds `hangs` in its path does not answer."""
    runs, control = place / "runs", place / "control"
    for number in range(6):
        write_run(runs / "day" / str(number), status="completed")
    environment = {**os.environ, "LD_PRELOAD": os.fspath(library), "FAILING_FS": os.fspath(control)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, control, runs, hangs, when, "on" if goes_on else "off"],
        env=environment,
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    ids, problems, took = json.loads(done.stdout)
    assert took < 0.2
    return ids, problems


def test_one_run_that_hangs_in_the_first_scan_leaves_out_itself_alone(failing_fs: Path, tmp_path: Path) -> None:
    ids, problems = told(failing_fs, tmp_path, "day/3", "at once", goes_on=True)
    assert ids == ["day/0", "day/1", "day/2", "day/4", "day/5", "new"]
    assert [problem.partition(": no answer for ")[0] for problem in problems] == ["day/3"]


def test_one_run_that_hangs_in_a_poll_stops_nothing_else(failing_fs: Path, tmp_path: Path) -> None:
    ids, problems = told(failing_fs, tmp_path, "day/3", "later", goes_on=True)
    assert ids == [*(f"day/{number}" for number in range(6)), "new"]
    assert [problem.partition(": no answer for ")[0] for problem in problems] == ["day/3"]


@pytest.mark.parametrize("when", ["at once", "later"])
def test_a_file_system_that_hangs_as_a_whole_is_told(failing_fs: Path, tmp_path: Path, when: str) -> None:
    ids, problems = told(failing_fs, tmp_path, str(tmp_path / "runs"), when, goes_on=False)
    assert ids == ([] if when == "at once" else [f"day/{number}" for number in range(6)])
    assert [problem.partition(": no answer for ")[0] for problem in problems] == ["runs"]


def test_a_cache_that_hangs_delays_no_start(failing_fs: Path, tmp_path: Path) -> None:
    control = tmp_path / "control"
    control.write_text("0 dead/")
    environment = {"XDG_CACHE_HOME": os.fspath(tmp_path / "dead"), "FAILING_FS": os.fspath(control)}
    done = subprocess.run(
        [sys.executable, "-c", "from spt_tui.root import remembered_root; print(remembered_root('/runs'))"],
        env={**os.environ, **environment, "LD_PRELOAD": os.fspath(failing_fs)},
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
        timeout=10,
    )
    assert (done.stdout, done.stderr) == ("None\n", "")
