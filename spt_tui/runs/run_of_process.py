"""Which run a process belongs to, by where it works, what it has open and which job it is part of.

A trainer seldom works in its run's directory and never says its name; its logs and checkpoints lie in the run's
directory or in hparam `output_dir`, and a sweep's run knows its SLURM job. Where two runs fit equally nobody is named.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

from spt_tui.runs.below import is_below
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import ENDED, Run
from spt_tui.runs.sidecar import SIDECAR

MOST_LEVELS = 32
"""Directories above a place that are looked into."""


def run_of(places: Sequence[str], slurm_id: str | None, runs: Iterable[Run]) -> Run | None:
    """The run of a process that works in the first of `places` and has files open in the others.

    `slurm_id` is `48213_3`, or `48216` where it is no task of an array; `None` where the process says none.
    """
    runs = tuple(runs)
    return (
        _one(runs, lambda run: any(is_below(run.dir, place) for place in places[:1]))
        or _one(runs, lambda run: any(is_below(run.dir, place) for place in places))
        or _one(runs, lambda run: any(_is_output(run, place) for place in places))
        or _one(runs, lambda run: slurm_id is not None and slurm_id in job_ids(run))
    )


def may_be_of(slurm_id: str | None, catalog: Catalog) -> list[Run]:
    """The runs that a living process may belong to: those that have not ended, and all of its sweep."""
    sweep = (slurm_id or "").partition("_")[0]
    with catalog.lock:
        return [
            catalog.run(slot)
            for slot in catalog.slots()
            if catalog.pulse(slot)[0] not in ENDED or (sweep and catalog.text("sweep", slot) == sweep)
        ]


def job_ids(run: Run) -> frozenset[str]:
    """The names under which SLURM may know the run's job."""
    written = run.hparams.get("slurm.job_id")
    ids = {f"{run.sweep}_{run.task}"} if run.sweep and run.task else set()
    return frozenset(ids | {str(written)} if isinstance(written, (str, int)) else ids)


def run_dir_of(places: Sequence[str]) -> str | None:
    """The run directory around the first of `places`, else the only one around any of them. Asks the disk."""
    here = run_dir_above(places[0]) if places else None
    if here is not None:
        return here
    others = {found for place in places[1:] if (found := run_dir_above(place)) is not None}
    return others.pop() if len(others) == 1 else None


def run_dir_above(place: str) -> str | None:
    """The nearest directory with a sidecar that is `place` or around it. Asks the disk."""
    for _ in range(MOST_LEVELS):
        if os.path.isfile(os.path.join(place, SIDECAR)):
            return place
        place, below = os.path.dirname(place), place
        if place == below:
            break
    return None


def _is_output(run: Run, place: str) -> bool:
    return run.output_dir is not None and os.path.isabs(run.output_dir) and is_below(run.output_dir.rstrip("/"), place)


def _one(runs: Iterable[Run], fits: Callable[[Run], bool]) -> Run | None:
    """The run that fits; of several the only one that has not ended."""
    found = [run for run in runs if fits(run)]
    living = [run for run in found if not run.ended]
    return found[0] if len(found) == 1 else living[0] if len(living) == 1 else None
