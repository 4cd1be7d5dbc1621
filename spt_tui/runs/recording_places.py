"""Where what was recorded of a run's hardware can be."""

from __future__ import annotations

from collections.abc import Callable

from spt_tui.runs.logs.job import Job, job_of
from spt_tui.runs.logs.places import is_of_many
from spt_tui.runs.run import Run

Accepts = Callable[["str | None"], bool]
"""The SLURM job that a recording names, or `None` -> whether the recording may be the run's."""


def recording_places(run: Run) -> list[tuple[str, Accepts]]:
    """Folders, as the file system spells them, and which of the recordings there may be the run's; each once.

    All that lies in the run's directory is. In its `output_dir` only a recording of another job is not; in a directory
    from which other runs were started too, only a recording that names the run's job is. Reads `run_meta.json` and
    Hydra's configuration.
    """
    job = job_of(run)
    places: dict[str, Accepts] = {run.dir: lambda _: True}
    for folder in job.output_dirs:
        places.setdefault(folder, _named(job) if is_of_many(folder) else _not_another(job))
    for folder in job.submit_dirs if job.names else ():
        places.setdefault(folder, _named(job))
    return list(places.items())


def _named(job: Job) -> Accepts:
    return lambda told: told in job.names


def _not_another(job: Job) -> Accepts:
    return lambda told: told is None or not job.names or told in job.names
