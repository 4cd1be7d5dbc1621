"""Where the logs of a run can be: folders, and which of their files are meant.

The places are those that SLURM, submitit, Hydra and stable-pretraining write to: the run directory, the hparam
`output_dir`, submitit's folder of the job beside it, and the directory where the job was submitted. submitit names a
file `<job>_<rank>_log.out`, sbatch one `slurm-<job>.out`; a task of an array is `<array job>_<task>`.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from spt_tui.runs.logs.job import Job
from spt_tui.runs.run import Run

BELOW = ("logs", "slurm", "slurm_logs")
"""Folders in a submit directory that people give to `sbatch --output`."""

_ROTATED = r"(?:\.\d{1,3})?"
_SBATCH = re.compile(r"slurm-\d+", re.ASCII)
_TELLING = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, and the files in it that are logs of the run."""

    name: str
    """`run`, `output`, `submitit` or `slurm`."""
    folder: str
    """As the file system spells it. Not cleaned: never show it raw."""
    shown: str
    """The files as a shell would spell them; empty if another place's spelling has them too."""
    pattern: re.Pattern[str]
    """Matches the whole name of a file, whose kind (`out`, `err`, `log`) is the first group."""
    mine: re.Pattern[str] | None = None
    """Found in the names of this job's files: one that sbatch named otherwise is of another job."""
    likely: tuple[str, ...] = ()
    """Names that are tried first: if there is such a file, the folder is not listed, for it can be large."""

    def kind(self, name: str) -> str | None:
        """The kind of the log that the file of this name is; `None` if it is none of this run."""
        found = self.pattern.fullmatch(name)
        return None if found is None or is_of_another(name, self.mine) else found[1]


def places_of(run: Run, job: Job) -> Iterator[Place]:
    """The places in which the logs of `run` are looked for, each once; names and paths are made, nothing is listed."""
    mine = job_pattern(job)
    yield Place("run", run.dir, "*.{out,err}", _ending("out|err"))
    for folder in job.output_dirs:
        if not is_of_many(folder):
            yield Place("output", folder, "*.{out,err,log}", _ending("out|err|log"), mine)
        elif mine:
            yield Place("output", folder, _shown(job), _ending("out|err|log", mine.pattern))
    yield from _submitit(run, job)
    yield from _submitted(job, mine)


def job_pattern(job: Job) -> re.Pattern[str] | None:
    """Found in the names of the files that say which job they are of; `None` if nothing is known of the job.

    A number of few digits says so only behind `slurm-`: it can as well count something else.
    """
    joined = "|".join(
        ("" if _TELLING.match(name) else "(?<=slurm-)") + "[_.-]".join(map(re.escape, name.split("_")))
        for name in job.names
    )
    return re.compile(rf"(?<!\d)(?:{joined})(?!\d)", re.ASCII) if joined else None


def is_of_another(name: str, mine: re.Pattern[str] | None) -> bool:
    """Whether the file has the name that sbatch gives to the log of another job than that of `mine`."""
    return bool(mine and _SBATCH.match(name) and not mine.search(name))


def _submitit(run: Run, job: Job) -> Iterator[Place]:
    """submitit's folders, beside those of the outputs; without these, beside the run."""
    beside = [os.path.dirname(folder) for folder in job.output_dirs] or [os.path.dirname(run.dir), run.root]
    for base in dict.fromkeys(beside):
        for name in job.names:
            pattern = re.compile(re.escape(name) + r"_\d+_log\.(out|err)" + _ROTATED, re.ASCII)
            for folder in (os.path.join(base, name, ".submitit"), os.path.join(base, ".submitit", name)):
                yield Place("submitit", folder, f"{name}_*_log.{{out,err}}", pattern)


def _submitted(job: Job, mine: re.Pattern[str] | None) -> Iterator[Place]:
    """Where `sbatch` puts what it is not told to put elsewhere, and the folders below that it is told."""
    stems = ([f".*{mine.pattern}.*"] if mine else []) + ([re.escape(job.title)] if job.title else [])
    if not stems:
        return
    pattern = re.compile(rf"(?:{'|'.join(stems)})\.(out|err|log){_ROTATED}", re.DOTALL | re.ASCII)
    likely = tuple(f"slurm-{name}.out" for name in job.names)
    for directory in job.submit_dirs:
        yield Place(
            "slurm", directory, f"{{,{','.join(f'{name}/' for name in BELOW)}}}{_shown(job)}", pattern, None, likely
        )
        for below in BELOW:
            yield Place("slurm", os.path.join(directory, below), "", pattern)


def _ending(kinds: str, within: str = "") -> re.Pattern[str]:
    """Names that contain `within` and end in one of `kinds`, then maybe in the number that rotation adds."""
    return re.compile(rf".*{within}.*\.({kinds}){_ROTATED}", re.DOTALL | re.ASCII)


def _shown(job: Job) -> str:
    names = job.names or (job.title or "",)
    return f"*{names[0]}*.{{out,err,log}}"


def is_of_many(folder: str) -> bool:
    """Whether files in it are likely of anybody: `/`, what is right below it, a home, what all may write to."""
    if os.path.dirname(folder) in ("/", folder) or folder == os.path.expanduser("~"):
        return True
    try:
        return bool(os.stat(folder).st_mode & stat.S_ISVTX)
    except (OSError, ValueError):
        return False
