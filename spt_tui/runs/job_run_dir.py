"""The run directory of a job that is about to make one, or has just made it.

stable-pretraining's trainer chooses the directory itself, long after its job began: `runs/<day>/<time>/<id>` below its
cache directory. It leaves word there: `.rank_handoff/slurm-<job>` for its other ranks, anew at each launch, and
`.slurm_index/<job>` for the day that SLURM starts the job again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from spt_tui.regular_file import read_regular
from spt_tui.runs.run_of_process import run_dir_above, run_dir_of

GUESS_SECONDS = 900.0
"""A new run is taken for the job's own only so long after the job's start."""
_PATH_BYTES = 4_096
_META = "run_meta.json"


def known_run_dir(environ: Mapping[str, str], cwd: str) -> str | None:
    """The run directory of a job at its start: that of a job that was started again, or the one it works in."""
    is_again = environ.get("SLURM_RESTART_COUNT", "0") not in ("", "0")
    return (_handed_over(environ, 0.0, (".slurm_index",)) if is_again else None) or run_dir_above(cwd)


def new_run_dir(environ: Mapping[str, str], places: Sequence[str], since: float) -> str | None:
    """The run directory that a job has made `since` it began, in seconds since the epoch; `None` if it cannot be told.

    `places` are where its processes work and have files open. The last resort is a guess: the only new run of this
    user in the cache directory, while the job is young.
    """
    told = _handed_over(environ, since, (".rank_handoff", ".slurm_index")) or run_dir_of(places)
    if told is not None or time.time() - since > GUESS_SECONDS:
        return told
    new = list(_new_runs(_cache_dir(environ), since))
    return new[0] if len(new) == 1 else None


def _cache_dir(environ: Mapping[str, str]) -> str:
    return os.path.expanduser(environ.get("SPT_CACHE_DIR") or os.path.join("~", ".cache", "stable-pretraining"))


def _handed_over(environ: Mapping[str, str], since: float, folders: Iterable[str]) -> str | None:
    """What the trainer wrote for this SLURM job into one of `folders` since then."""
    if not (job := environ.get("SLURM_JOB_ID")):
        return None
    task = environ.get("SLURM_ARRAY_TASK_ID")
    key = job if task is None else f"{job}_{task}"
    for folder in folders:
        name = f"slurm-{key}" if folder == ".rank_handoff" else key
        path = os.path.join(_cache_dir(environ), folder, name)
        with suppress(OSError, ValueError):
            found = os.fsdecode(read_regular(path, _PATH_BYTES)).strip()
            if os.stat(path).st_mtime >= since and os.path.isabs(found) and os.path.isdir(found):
                return found
    return None


def _new_runs(cache: str, since: float) -> Iterator[str]:
    """This user's runs whose names say that they were made since then."""
    begun = time.strftime("%Y%m%d/%H%M%S", time.localtime(since))
    for day in {begun.partition("/")[0], time.strftime("%Y%m%d")}:
        for second in _names(os.path.join(cache, "runs", day)):
            if f"{day}/{second}" >= begun:
                folder = os.path.join(cache, "runs", day, second)
                yield from (path for name in _names(folder) if _is_own_run(path := os.path.join(folder, name)))


def _is_own_run(path: str) -> bool:
    with suppress(OSError):
        return os.stat(os.path.join(path, _META)).st_uid == os.geteuid()
    return False


def _names(folder: str) -> list[str]:
    with suppress(OSError):
        return os.listdir(folder)
    return []
