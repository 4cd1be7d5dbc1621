"""One registry at work, in a process of its own: `python -m tests.bench.registry_side`, for `tests.bench.registry`.

A `Job` as JSON comes in on stdin, its `Figures` as JSON go out on stdout. Imports lie outside of what is timed. With
`ls CACHE_DIR DATABASE` it prints the newest runs as the reference knows them, which is timed from outside.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.reference import ABSENT, load_reference_registry

LISTED = 20
"""Runs that a listing shows."""


@dataclass(frozen=True, slots=True)
class Job:
    """What one process does: open the registry, then put each question so many times."""

    side: str
    """A key of `SIDES`."""
    cache_dir: str
    database: str
    """Where the reference keeps what it knows; ours has its index in `$XDG_CACHE_HOME`."""
    questions: Mapping[str, Mapping[str, Any]]
    """Name -> arguments of `query`."""
    repeats: int


@dataclass(slots=True)
class Figures:
    """What it took; (seconds, CPU seconds) each."""

    opening: tuple[float, float] = (0.0, 0.0)
    answers: dict[str, tuple[float, float]] = field(default_factory=dict)
    """By question, the mean of the repeats."""
    found: dict[str, list[Any]] = field(default_factory=dict)
    """By question, the ids of the runs, or of sorted ones the values: ties are in no order there."""


def open_ours(job: Job) -> Any:
    """This project's registry, with the time to live that keeps it from looking again while it is measured."""
    from spt_tui import open_registry

    return open_registry(cache_dir=job.cache_dir, scan_ttl_s=3_600.0)


def open_reference(job: Job) -> Any:
    """stable-pretraining's."""
    module = load_reference_registry()
    if module is None:
        raise ModuleNotFoundError(f"the reference is {ABSENT}")
    return module.open_registry(job.database, cache_dir=job.cache_dir)


SIDES: dict[str, Callable[[Job], Any]] = {"spt-tui": open_ours, "reference": open_reference}


def work(job: Job) -> Figures:
    """Do the job."""
    import spt_tui.runs.catalog_parts
    import spt_tui.runs.directories.review
    import spt_tui.runs.registry.registry  # noqa: F401

    load_reference_registry()
    figures, found = Figures(), []
    figures.opening = _timed(lambda: found.append(SIDES[job.side](job)))
    (registry,) = found
    for name, question in job.questions.items():
        figures.found[name] = _told(registry.query(**question), question.get("sort_by"))
        seconds = [_timed(lambda question=question: registry.query(**question)) for _ in range(job.repeats)]
        figures.answers[name] = tuple(sum(each) / job.repeats for each in zip(*seconds, strict=True))
    return figures


def list_reference(cache_dir: str, database: str) -> None:
    """What its `spt registry ls --sort created_at -n 20` does, without what it takes to import all of its packages."""
    registry = open_reference(Job("reference", cache_dir, database, {}, 0))
    for run in registry.query(sort_by="created_at", limit=LISTED):
        figures = [f"{value:.4f}" for value in list(run.summary.values())[:5] if isinstance(value, float)]
        print(run.run_id, run.status, "yes" if run.alive else "no", ", ".join(run.tags), *figures)


def _told(records: Sequence[Any], sort_by: str | None) -> list[Any]:
    if sort_by is None:
        return sorted(record.run_id for record in records)
    field, _, key = sort_by.partition(".")
    return [getattr(record, field)[key] if key else getattr(record, field) for record in records]


def _timed(do: Callable[[], object]) -> tuple[float, float]:
    began, cpu = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - began, time.process_time() - cpu


if __name__ == "__main__":
    if sys.argv[1:2] == ["ls"]:
        list_reference(*sys.argv[2:])
        sys.exit()
    print(json.dumps(asdict(work(Job(**json.load(sys.stdin))))))
