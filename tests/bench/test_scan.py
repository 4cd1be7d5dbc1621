"""That the programs which measure scanning measure what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import calls, comparison, scan, slow_fs
from tests.bench.comparison import OURS, REFERENCE, Comparison
from tests.bench.ground import QUICK
from tests.bench.scan import LOCAL, SLOW
from tests.bench.scan_side import SIDES, Job, work
from tests.bench.tree import Tree, write_tree
from tests.reference import ABSENT, load_reference

needs_strace = pytest.mark.skipif(calls.unavailable() is not None, reason=calls.unavailable() or "")
needs_slow_fs = pytest.mark.skipif(slow_fs.unavailable() is not None, reason=slow_fs.unavailable() or "")
needs_reference = pytest.mark.skipif(load_reference() is None, reason=ABSENT)

RUNS = 30
DELAY = 5e-3

READS_A_FILE = """
import os, sys, threading
from tests.bench.calls import mark

def read(path):
    descriptor = os.open(path, os.O_RDONLY)
    os.fstat(descriptor)
    os.read(descriptor, 10)
    os.close(descriptor)

root = sys.argv[1]
os.stat(root)
mark("one")
thread = threading.Thread(target=read, args=(root + "/file",))
thread.start()
thread.join()
os.stat(root + "_beside")
mark("one", ends=True)
mark("two")
list(os.scandir(root))
os.access(root + "/none", os.R_OK)
mark("two", ends=True)
read(root + "/file")
"""

ASKS_A_LOT = """
import os, sys, threading, time

def ask(path, times):
    for _ in range(times):
        os.stat(path)

def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began

def side_by_side():
    threads = [threading.Thread(target=ask, args=(sys.argv[1], 20)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

def read():
    descriptor = os.open(sys.argv[1] + "/file", os.O_RDONLY)
    copy = os.dup(descriptor)
    os.read(copy, 10)
    os.close(copy)
    os.close(descriptor)

print(seconds(side_by_side), seconds(lambda: list(os.scandir(sys.argv[1]))), seconds(read),
      seconds(lambda: ask(sys.argv[1] + "_beside", 20)))
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "runs"
    root.mkdir()
    (root / "file").write_text("content")
    (tmp_path / "runs_beside").mkdir()
    return root


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Tree]:
    yield write_tree(tmp_path / "place", RUNS)


def python(program: str, root: Path, *prefix: str, **environment: str) -> str:
    command = [*prefix, sys.executable, "-c", program, str(root)]
    environment = {**os.environ, **environment}
    return subprocess.run(
        command, env=environment, cwd=comparison.REPOSITORY, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


@needs_strace
def test_only_requests_about_the_tree_between_marks_count(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    python(READS_A_FILE, folder, *calls.tracer(log))
    phases = calls.counted(log, folder)
    one, two = (sorted(phases[name].kinds.elements()) for name in ("one", "two"))
    assert [kind.replace("newfstatat", "fstat") for kind in one] == ["close", "fstat", "openat", "read"]
    assert phases["one"].paths == {str(folder / "file")}
    assert two.count("getdents64") == 2 and two.count("openat") == 1 and "read" not in two
    assert str(folder / "none") in phases["two"].paths
    assert phases["two"].count == len(two) == 6


@needs_slow_fs
def test_a_slow_file_system_delays_each_request_about_the_tree_side_by_side(folder: Path, tmp_path: Path) -> None:
    environment = slow_fs.environment(slow_fs.build(tmp_path), folder, DELAY)
    told = python(ASKS_A_LOT, folder, **environment)
    threads, listing, reading, beside = map(float, told.split())
    assert 20 * DELAY <= threads < 4 * 20 * DELAY, "one after the other it would be 8 times as long"
    assert listing >= 5 * DELAY, "open, fstat, twice getdents, close"
    assert reading >= 4 * DELAY, "open, read of a copied descriptor, close, close"
    assert beside < 10 * DELAY, "twenty requests about something else"


@pytest.mark.parametrize("side", [OURS, pytest.param(REFERENCE, marks=needs_reference)])
def test_a_side_reports_what_it_finds(side: str, tree: Tree) -> None:
    busy = comparison._busy([tree.root / path for path in _run_dirs(tree.root)], 1)
    assert len(busy) == 1
    scanner = SIDES[side](str(tree.root))
    assert set(scanner.scan()) == set(_run_dirs(tree.root))
    assert not scanner.scan()
    phases = work(Job(side, str(tree.root), tuple(map(str, busy)), polls=3, catch_up=50, changes=2, settle=0.01))
    assert phases.keys() - {"catch_up"} == {"cold", "steady", "changing"}
    assert len(phases["steady"].seconds) == 3 and len(phases["changing"].cpu_seconds) == 2
    assert phases["changing"].missed == 0
    assert phases["cold"].resident > 1e6


def _run_dirs(root: Path) -> list[str]:
    return [folder for folder, _, names in os.walk(root) if "sidecar.json" in names]


@needs_reference
@needs_strace
@needs_slow_fs
def test_the_comparison_prints_every_figure(tree: Tree, tmp_path: Path) -> None:
    plan = replace(QUICK, polls=4, reference_polls=1, changes=1, settle_seconds=0.01)
    both = Comparison(tree.root, plan, tmp_path, may_write=True)
    media = {LOCAL: both.local(), SLOW: both.slow()}
    for costs in media.values():
        assert {phase for phase, side in costs if side == OURS} >= scan.PHASES.keys() - {"catch_up"}
        assert {phase for phase, side in costs if side == REFERENCE} == scan.PHASES.keys() - scan.BESIDE.keys()
    cold = media[LOCAL]["cold", REFERENCE].calls
    warm = media[LOCAL]["warm", OURS].calls
    assert cold is not None and cold > 10 * RUNS
    assert warm is not None and 0 < warm < cold
    assert media[SLOW]["steady", REFERENCE].seconds[0] > media[LOCAL]["steady", REFERENCE].seconds[0]
    text = scan._tables(both, media)
    assert "30 runs, 1 of them live, 1 ms a request" in text
    assert text.count(" ≤ ") == len(scan.AIMS)
    assert text.count("Of 1 logged rows") == 4, "two sides, two media"


def test_a_tree_that_may_not_be_written_stays_as_it_is(tree: Tree, tmp_path: Path) -> None:
    before = _times(tree.root)
    plan = replace(QUICK, polls=1, reference_polls=1, settle_seconds=0.01)
    both = Comparison(tree.root, plan, tmp_path, may_write=False)
    work(both._job(OURS))
    assert both.title == "30 runs, 0 of them live"
    assert _times(tree.root) == before


def _times(root: Path) -> Mapping[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in root.rglob("*")}


def test_shares_are_fractions() -> None:
    assert [scan._ratio(share) for share in (1 / 80, 0.5, 0.76, 6.9, 0.0, None)] == [
        "1/80", "1/2", "0.76", "6.9", "0", "",
    ]  # fmt: skip
