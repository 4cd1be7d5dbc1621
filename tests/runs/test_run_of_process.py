from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from spt_tui.runs.record import Record
from spt_tui.runs.remembered_runs import remembered_runs
from spt_tui.runs.run import Run, State
from spt_tui.runs.run_of_process import run_dir_above, run_dir_of, run_of
from spt_tui.runs.scanner import RunScanner
from spt_tui.runs.sidecar import read_run
from tests.trees import MANIFEST, real_runs, write_run


def run(name: str, **fields: object) -> Run:
    made = Run(dir=f"/runs/{name}", root="/runs", id=name, name=name, state=State.RUNNING)
    return replace(made, **fields)  # type: ignore[arg-type]


LEFT, RIGHT = run("left", output_dir="/out/left"), run("right", output_dir="/out/right/")
TASK = run("task", sweep="48213", task="3")
PLAIN = run("plain", hparams=Record({"slurm.job_id": 48216}))
RUNS = (LEFT, RIGHT, TASK, PLAIN)


@pytest.mark.parametrize(
    ("places", "job", "found"),
    [
        (["/runs/left/checkpoints"], None, LEFT),
        (["/home/me", "/runs/left"], None, LEFT),
        (["/runs/right", "/runs/left"], None, RIGHT),
        (["/home/me", "/runs/right", "/runs/left"], None, None),
        (["/out/right/logs"], None, RIGHT),
        (["/out/leftover"], None, None),
        (["/home/me"], "48213_3", TASK),
        (["/home/me"], "48213_4", None),
        (["/home/me"], "48216", PLAIN),
        (["/runs/left"], "48216", LEFT),
        ([], None, None),
    ],
)
def test_what_tells_the_run(places: list[str], job: str | None, found: Run | None) -> None:
    assert run_of(places, job, RUNS) == found


def test_of_two_that_fit_the_one_that_has_not_ended_is_meant() -> None:
    before = replace(TASK, dir="/runs/before", id="before", state=State.FAILED)
    assert run_of([], "48213_3", [before, TASK]) == TASK
    assert run_of([], "48213_3", [before, replace(before, dir="/runs/other")]) is None
    assert run_of([], "48213_3", [before]) == before


def test_an_output_directory_that_is_relative_or_everybody_s_tells_nothing() -> None:
    assert run_of(["/home/me"], None, [run("a", output_dir="."), run("b", output_dir="home")]) is None
    assert run_of(["/home/me"], None, [run("a", output_dir="/home"), run("b", output_dir="/home")]) is None


def test_the_run_around_a_directory_is_found_without_a_scan(tmp_path: Path) -> None:
    place = real_runs(tmp_path)
    run_dir = place / MANIFEST["A1"]
    (run_dir / "checkpoints" / "last").mkdir(parents=True, exist_ok=True)
    assert run_dir_above(str(run_dir / "checkpoints" / "last")) == str(run_dir)
    assert run_dir_above(str(place)) is None
    assert run_dir_of(["/", str(run_dir)]) == str(run_dir)
    assert run_dir_of([str(place), str(run_dir), str(place / MANIFEST["A2"])]) is None
    assert run_dir_of([]) is None


def test_a_real_sweep_is_known_by_its_jobs_and_its_output_directories(tmp_path: Path) -> None:
    root = real_runs(tmp_path) / "runs"
    runs = [read_run(str(root), str(root.parent / path)) for path in MANIFEST.values()]
    found = run_of(["/nowhere"], "48213_2", runs)
    assert found is not None and found.dir == str(root.parent / MANIFEST["A2"])
    assert found.output_dir is not None and run_of(["/", found.output_dir], None, runs) == found


def test_what_the_last_session_knew_asks_nothing_of_the_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from spt_tui.runs.index import Index

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = str(tmp_path / "runs")
    write_run(tmp_path / "runs" / "first", tags=["sweep:7"])
    assert len(remembered_runs(root)) == 0
    monkeypatch.setattr("spt_tui.runs.index.FIRST_SAVE", 0.0)
    scanner = RunScanner(root, index=Index(root))
    scanner.step()
    scanner.step()
    (tmp_path / "runs").rename(tmp_path / "elsewhere")
    catalog = remembered_runs(root)
    assert [run.id for run in catalog.view(catalog.slots())] == ["first"]
