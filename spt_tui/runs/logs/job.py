"""Which SLURM job a run is: the names that its log files carry, and where it was submitted."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from spt_tui.regular_file import read_regular
from spt_tui.runs.logs.move import move_of, with_moved
from spt_tui.runs.run import Run

_META_LIMIT = 65_536
_HYDRA_LIMIT = 262_144
_NAME = re.compile(r"\w[\w.-]{0,99}", re.ASCII)
_CWD = re.compile(rb"^[ \t]*runtime:\n(?:[ \t].*\n){0,9}?[ \t]+cwd: ['\"]?(/[^\n'\"]{0,4000})", re.MULTILINE)
_OUTPUT = re.compile(r"(.+?)/(?:multirun|outputs)/")

_JOB_KEYS = ("slurm.job_id", "slurm.array_job_id", "slurm_job_id", "slurm_array_job_id")
_TITLE_KEYS = ("slurm.job_name", "slurm_job_name", "slurm.name")
_SUBMIT_KEYS = ("slurm.submit_dir", "slurm_submit_dir", "hydra.runtime.cwd", "submit_dir", "cwd")


@dataclass(frozen=True, slots=True)
class Job:
    """What is known of the job. All of it came from files: names are fit for a file's name, paths are not cleaned."""

    names: tuple[str, ...] = ()
    """What it can be called in a file's name, likeliest first: `48213_3` for a task of an array, `48377`."""
    title: str | None = None
    """The name that its user gave it (`%x`)."""
    output_dirs: tuple[str, ...] = ()
    """The hparam `output_dir` as absolute paths: more than one if its place is not known for sure."""
    submit_dirs: tuple[str, ...] = ()
    """Absolute paths of the directories where it was submitted, or, if that is not known, may have been."""


def job_of(run: Run) -> Job:
    """The job of `run`, by its hparams and tags and by `run_meta.json`; reads that, and Hydra's own configuration."""
    meta = _meta(run.dir)
    told = {**meta, **run.hparams}
    title = next(_fit(told.get(key) for key in _TITLE_KEYS), None)
    move = move_of(meta.get("run_dir"), run.dir)
    known = [*_told_paths(told), *_hydras_cwd(run.output_dir)]
    # sbatch is mostly called in the folder above that of all the runs.
    submit_dirs = known or [os.path.dirname(os.path.normpath(run.root)), run.root]
    output_dirs = [os.path.join(base, run.output_dir) for base in submit_dirs] if run.output_dir else []
    return Job(
        tuple(dict.fromkeys(_names(run, meta))), title, with_moved(output_dirs, move), with_moved(submit_dirs, move)
    )


def _names(run: Run, meta: Mapping[str, object]) -> Iterator[str]:
    tasks = tuple(_fit((run.task, meta.get("slurm_array_task_id"))))
    jobs = tuple(_fit((run.sweep, meta.get("slurm_array_job_id"), meta.get("slurm_job_id"))))
    yield from (f"{job}_{task}" for job in jobs for task in tasks)
    said = tuple(_fit(run.hparams.get(key) for key in _JOB_KEYS))
    # The number of the array alone is in the names of all its tasks.
    yield from (name for name in (*jobs, *said) if not tasks or name != run.sweep)


def _meta(run_dir: str) -> dict[str, object]:
    """`run_meta.json`, or nothing: it only helps to find logs, so what is wrong with it is not reported here."""
    try:
        raw = read_regular(os.path.join(run_dir, "run_meta.json"), _META_LIMIT)
        meta = json.loads(raw)
    except (OSError, ValueError, RecursionError):
        return {}
    return meta if isinstance(meta, dict) else {}


def _fit(values: Iterable[object]) -> Iterator[str]:
    """Those that can be part of a file's name, as text."""
    for value in values:
        if isinstance(value, (str, int)) and not isinstance(value, bool) and _NAME.fullmatch(str(value)):
            yield str(value)


def _told_paths(told: Mapping[str, object]) -> Iterator[str]:
    for key in _SUBMIT_KEYS:
        path = told.get(key)
        if isinstance(path, str) and os.path.isabs(path):
            yield path


def _hydras_cwd(output_dir: str | None) -> list[str]:
    """Where Hydra was started: as it wrote down, else above the folder in which it makes its own."""
    if not output_dir or not os.path.isabs(output_dir):
        return []
    try:
        found = _CWD.search(read_regular(os.path.join(output_dir, ".hydra", "hydra.yaml"), _HYDRA_LIMIT))
    except (OSError, ValueError):
        found = None
    if found:
        return [os.fsdecode(found[1])]
    above = _OUTPUT.match(os.path.normpath(output_dir))
    return [above[1]] if above else []
