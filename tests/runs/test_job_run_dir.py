"""Which run directory a job has made: told by the trainer, by where it works, or guessed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from spt_tui.runs.job_run_dir import GUESS_SECONDS, known_run_dir, new_run_dir


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def make_run(cache: Path, at: float, name: str) -> Path:
    run = cache / "runs" / time.strftime("%Y%m%d/%H%M%S", time.localtime(at)) / name
    run.mkdir(parents=True)
    (run / "run_meta.json").write_text("{}")
    return run


def hand_over(cache: Path, folder: str, name: str, run: Path, at: float) -> None:
    (cache / folder).mkdir(parents=True, exist_ok=True)
    path = cache / folder / name
    path.write_text(str(run))
    os.utime(path, (at, at))


def environ(cache: Path, **more: str) -> dict[str, str]:
    return {"SPT_CACHE_DIR": str(cache), **more}


def test_a_job_that_slurm_starts_again_has_the_run_it_had(cache: Path) -> None:
    run = make_run(cache, time.time() - 9_000, "abc")
    hand_over(cache, ".slurm_index", "48213_3", run, time.time() - 9_000)
    job = environ(cache, SLURM_JOB_ID="48213", SLURM_ARRAY_TASK_ID="3")
    assert known_run_dir({**job, "SLURM_RESTART_COUNT": "1"}, "/") == str(run)
    assert known_run_dir({**job, "SLURM_RESTART_COUNT": "0"}, "/") is None
    assert known_run_dir({**job, "SLURM_RESTART_COUNT": "1", "SLURM_ARRAY_TASK_ID": "4"}, "/") is None


def test_a_run_around_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "run" / "code").mkdir(parents=True)
    (tmp_path / "run" / "sidecar.json").write_text("{}")
    assert known_run_dir({}, str(tmp_path / "run" / "code")) == str(tmp_path / "run")
    assert known_run_dir({}, str(tmp_path)) is None


@pytest.mark.parametrize("folder, name", [(".rank_handoff", "slurm-7"), (".slurm_index", "7")])
def test_what_the_trainer_leaves_for_its_ranks_is_believed_if_it_is_new(cache: Path, folder: str, name: str) -> None:
    now = time.time()
    run = make_run(cache, now - 5_000, "old")
    hand_over(cache, folder, name, run, now - 100)
    job = environ(cache, SLURM_JOB_ID="7")
    assert new_run_dir(job, (), now - 200) == str(run)
    assert new_run_dir(job, (), now - 50) is None
    hand_over(cache, folder, name, run / "gone", now)
    assert new_run_dir(job, (), now - 50) is None


def test_where_the_job_works_or_has_files_open(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "run" / "checkpoints").mkdir(parents=True)
    (tmp_path / "run" / "sidecar.json").write_text("{}")
    places = ("/", str(tmp_path / "run" / "checkpoints"))
    assert new_run_dir(environ(cache), places, time.time()) == str(tmp_path / "run")


def test_the_only_new_run_is_taken_for_the_jobs_own_and_two_are_not(cache: Path) -> None:
    began = time.time() - 10
    make_run(cache, began - 60, "before")
    assert new_run_dir(environ(cache), (), began) is None
    run = make_run(cache, began + 2, "own")
    (cache / "runs" / "stray").write_text("")
    assert new_run_dir(environ(cache), (), began) == str(run)
    make_run(cache, began + 3, "another")
    assert new_run_dir(environ(cache), (), began) is None


def test_an_old_job_is_not_given_a_run_by_guessing(cache: Path) -> None:
    began = time.time() - GUESS_SECONDS - 10
    make_run(cache, began + 2, "own")
    assert new_run_dir(environ(cache), (), began) is None
