"""The runs of processes: found by looking up from where they work, or remembered by the last session."""

from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.commands.process_runs import ProcessRuns
from spt_tui.hardware.sample import GpuProcess
from spt_tui.runs.index import Index
from spt_tui.runs.scanner import RunScanner
from tests.trees import write_run


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root whose index knows a living run with an output directory, a failed task of a sweep, and an ended run."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("spt_tui.runs.index.FIRST_SAVE", 0.0)
    place = tmp_path / "runs"
    write_run(place / "living", hparams={"output_dir": "/out/living"})
    write_run(place / "task", status="failed", tags=["sweep:48213"], hparams={"slurm.task_id": 3})
    write_run(place / "over", status="completed", hparams={"output_dir": "/out/over"})
    scanner = RunScanner(str(place), index=Index(str(place)))
    scanner.step()
    scanner.step()
    return place


def names(runs: ProcessRuns, *processes: GpuProcess) -> dict[int, str]:
    return {pid: run.id for pid, run in runs.of(processes).items()}


def test_who_works_in_a_run_s_directory_belongs_to_it(root: Path) -> None:
    inside = GpuProcess(7, places=(str(root / "living"),))
    logging = GpuProcess(8, places=("/", str(root / "over")), slurm_id="48213_3")
    assert names(ProcessRuns([str(root)]), inside, logging) == {7: "living", 8: "over"}


def test_a_run_outside_of_every_root_is_found_all_the_same(root: Path, tmp_path: Path) -> None:
    elsewhere = write_run(tmp_path / "elsewhere" / "mine")
    assert names(ProcessRuns([str(root)]), GpuProcess(7, places=(str(elsewhere / "."),))) == {7: "mine"}


def test_the_last_session_knows_output_directories_and_jobs(root: Path) -> None:
    root.rename(root.parent / "away")  # it is the index that knows, and not the disk
    living = GpuProcess(7, places=("/out/living/logs",))
    task = GpuProcess(8, places=("/home/me",), slurm_id="48213_3")
    ended = GpuProcess(9, places=("/out/over",))
    assert names(ProcessRuns([str(root)]), living, task, ended) == {7: "living", 8: "task"}


def test_who_says_nothing_belongs_to_nobody(root: Path) -> None:
    runs = ProcessRuns([str(root)])
    assert names(runs, GpuProcess(7), GpuProcess(8, places=("/",)), GpuProcess(9, slurm_id="1")) == {}


def test_the_memory_that_a_process_uses_does_not_matter(root: Path) -> None:
    runs = ProcessRuns([str(root)])
    here = (str(root / "living"),)
    assert names(runs, GpuProcess(7, 100, places=here)) == {7: "living"}
    (root / "living" / "sidecar.json").unlink()
    assert names(runs, GpuProcess(7, 200, places=here)) == {7: "living"}
