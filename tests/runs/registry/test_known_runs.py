"""What is known of a tree is what lies there, whoever looked before, and however it was changed."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from spt_tui.runs import cache_dir
from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.index import file_name
from spt_tui.runs.registry import known_runs
from spt_tui.runs.registry.known_runs import KnownRuns
from spt_tui.runs.run import Run, State
from spt_tui.runs.scan import scan
from tests.trees import replace_json, touch_heartbeat, write_run

LONG_AGO = 1_600_000_000.0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three runs that ended, one that goes on; nothing in the tree has changed lately."""
    root = tmp_path / "runs"
    for number in range(3):
        write_run(root / "day" / f"r{number}", status="completed", ended_at=LONG_AGO, summary={"acc": number}, step=5)
    write_run(root / "day" / "live", step=2)
    settle(root)
    return root


def settle(root: Path) -> None:
    """Let everything but the heartbeats lie long in the past."""
    for path in [*root.rglob("*"), root]:
        if path.name != "heartbeat":
            os.utime(path, (LONG_AGO, LONG_AGO))


def known(root: Path, details: bool = True) -> KnownRuns:
    found = KnownRuns(str(root))
    found.look(details)
    return found


def runs_of(found: KnownRuns) -> dict[str, Run]:
    return {run.id: run for run in found.catalog.view(found.catalog.slots())}


def on_disk(root: Path) -> dict[str, Run]:
    return {run.id: run for run in scan(str(root))}


def index_of(root: Path) -> Path:
    return Path(cache_dir.cache_dir()) / file_name(str(root))


def test_a_first_and_a_second_look_know_what_a_scan_reads(root: Path) -> None:
    first = known(root)
    assert runs_of(first) == on_disk(root)
    assert index_of(root).is_file()
    second = KnownRuns(str(root))
    assert second.recall() and second.catalog.unverified == 4
    second.look(details=True)
    assert runs_of(second) == on_disk(root) and second.catalog.unverified == 0


def test_recall_asks_nothing_of_the_tree(root: Path) -> None:
    known(root)
    shutil.rmtree(root)
    later = KnownRuns(str(root))
    assert later.recall() and len(later.catalog) == 4
    assert not KnownRuns(str(root / "day")).recall()


def in_place(run_dir: Path) -> None:
    """A change without a trace in the directory."""
    sidecar = run_dir / "sidecar.json"
    content = json.loads(sidecar.read_text())
    sidecar.write_text(json.dumps({**content, "notes": "edited"}))


def by_rename(run_dir: Path) -> None:
    replace_json(run_dir / "sidecar.json", {"status": "failed", "run_id": "x"})


def same_size_and_time(run_dir: Path) -> None:
    """Another file of the same length, with the same times."""
    sidecar = run_dir / "sidecar.json"
    times = sidecar.stat().st_mtime, run_dir.stat().st_mtime
    other = sidecar.read_text().replace("completed", "elsewhere")
    sidecar.unlink()
    sidecar.write_text(other)
    os.utime(sidecar, (times[0], times[0]))
    os.utime(run_dir, (times[1] + 1, times[1] + 1))


def remove(run_dir: Path) -> None:
    shutil.rmtree(run_dir)


def add_one_inside(run_dir: Path) -> None:
    write_run(run_dir / "child", status="completed")


def replace_directory(run_dir: Path) -> None:
    shutil.rmtree(run_dir)
    write_run(run_dir, status="failed")
    settle(run_dir)


def break_it(run_dir: Path) -> None:
    (run_dir / "sidecar.json").write_text("{")


CHANGES = [in_place, by_rename, same_size_and_time, remove, add_one_inside, replace_directory, break_it]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("is_new_process", [True, False])
@pytest.mark.parametrize("run", ["r1", "live"])
def test_every_change_is_found(root: Path, change: object, is_new_process: bool, run: str) -> None:
    assert callable(change)
    found = known(root)
    change(root / "day" / run)
    if is_new_process:
        found = KnownRuns(str(root))
    found.look(details=True)
    assert runs_of(found) == on_disk(root)


def test_a_change_in_place_is_found_of_what_was_read_twice(root: Path) -> None:
    """Then the sidecar's own stamp is known, not only its size."""
    found = known(root)
    for notes in ("one", "two"):
        write_run(root / "day" / "r1", status="completed", notes=notes)
        settle(root)
        found.look()
    sidecar = root / "day" / "r1" / "sidecar.json"
    sidecar.write_text(sidecar.read_text().replace("two", "six"))
    found.look()
    assert runs_of(found)["day/r1"].notes == "six"


def test_a_change_within_a_tick_of_the_clock_is_found(root: Path) -> None:
    """A coarse clock gives a directory the same time when a file in it is replaced a second time."""
    now, run_dir = int(time.time()), root / "day" / "r1"
    os.utime(run_dir, (now, now))
    found = known(root)
    replace_json(run_dir / "summary.json", {"step": 77})
    os.utime(run_dir, (now, now))
    found.look()
    assert runs_of(found)["day/r1"].step == 77


def test_a_heartbeat_is_found(root: Path) -> None:
    found = known(root)
    assert runs_of(found)["day/live"].state is State.RUNNING
    touch_heartbeat(root / "day" / "live", time.time() - 1_000)
    found.look()
    assert runs_of(found)["day/live"].state is State.STALE


def test_what_is_broken_is_read_again_at_each_look(root: Path) -> None:
    sidecar = root / "day" / "r1" / "sidecar.json"
    whole = sidecar.read_text()
    times = sidecar.stat().st_mtime, sidecar.stat().st_mtime
    sidecar.write_text("x" * len(whole))
    os.utime(sidecar, times)
    found = known(root)
    assert runs_of(found)["day/r1"].state is State.UNREADABLE
    sidecar.write_text(whole)
    found.look()
    assert runs_of(found)["day/r1"].state is State.COMPLETED


def test_files_beside_the_sidecar_are_read_when_they_are_wanted(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    for number in range(70):  # more than are read wholly at first in any case
        write_run(root / f"r{number:02}", status="completed", step=number)
    found = known(root, details=False)
    assert None in {run.step for run in runs_of(found).values()} and not found.is_detailed
    write_run(root / "new", status="completed", step=5)
    found.look(details=True)
    assert found.is_detailed and runs_of(found) == on_disk(root)
    later = known(root, details=False)
    assert later.is_detailed, "the session before has read all of it"
    write_run(root / "newer", status="completed", step=6)
    later.look()
    assert not later.is_detailed
    found.look()
    assert runs_of(found) == on_disk(root)
    assert runs_of(known(root, details=True)) == on_disk(root)


def test_an_index_that_is_damaged_is_not_used(root: Path) -> None:
    known(root)
    with index_of(root).open("r+b") as file:
        file.truncate(200)
    found = KnownRuns(str(root))
    assert not found.recall()
    found.look(details=True)
    assert runs_of(found) == on_disk(root)


def test_little_that_changed_is_not_written_at_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = known(root)
    before = index_of(root).read_bytes()
    by_rename(root / "day" / "r1")
    found.look()
    assert runs_of(found)["day/r1"].status == "failed"
    assert index_of(root).read_bytes() == before
    monkeypatch.setattr(known_runs, "SAVE_EVERY", 0.0)
    found.look()
    assert index_of(root).read_bytes() != before


def test_one_that_looks_once_writes_only_what_is_worth_it(root: Path) -> None:
    """The next one that looks once has to read one run again; to write all of them takes longer."""
    known(root)
    before = index_of(root).read_bytes()
    by_rename(root / "day" / "r1")
    assert runs_of(known(root))["day/r1"].status == "failed"
    assert index_of(root).read_bytes() == before


def test_a_root_that_is_gone_loses_nothing(root: Path) -> None:
    found = known(root)
    root.rename(root.with_name("away"))
    found.look()
    assert len(found.catalog) == 4 and found.absence == "no such file or directory"
    root.with_name("away").rename(root)
    found.look()
    assert found.absence is None and runs_of(found) == on_disk(root)


def test_roots_may_share_a_catalog(root: Path, tmp_path: Path) -> None:
    other = write_run(tmp_path / "more" / "x", status="completed").parent
    first = known(root)
    second = KnownRuns(str(other), first.catalog, trees=[str(root)])
    second.look(details=True)
    third = KnownRuns(str(other), known(root).catalog)
    assert third.recall()
    third.look(details=True)
    assert len(first.catalog) == len(third.catalog) == 5
    assert {run.id for run in third.catalog.view(third.catalog.slots())} == {*runs_of(second)}


class Interrupted(Disk):
    """Somebody presses ctrl-c while the second directory is asked."""

    __slots__ = ()

    def stat(self, path: str) -> os.stat_result:
        if self.calls > 5:
            raise KeyboardInterrupt
        return super().stat(path)


def test_a_look_that_was_interrupted_is_begun_anew(root: Path) -> None:
    found = KnownRuns(str(root))
    found._crew._disk = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        found.look(details=True)
    assert found.looked_at is None and found.is_known
    found.look(details=True)
    assert runs_of(found) == on_disk(root)


def test_nothing_is_kept_if_that_is_not_wanted(root: Path) -> None:
    found = KnownRuns(str(root), is_kept=False)
    found.look()
    assert len(found.catalog) == 4 and not index_of(root).exists()
