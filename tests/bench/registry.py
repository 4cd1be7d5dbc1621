"""The registry: ours beside stable-pretraining 0.1.8's `open_registry` on the same trees, in turns, in fresh processes.

A first opening reads the whole tree; a later one, in another process, looks for what changed: ours in its index and at
the directories, the reference in its database and at the directories. An answer is a list of records; both sides find
the same. The reference cannot sort by a metric where a selected run has a NaN: the sweep is one without. A listing is a
process from its start to its end, of the reference without what its other packages take to import. Medians of several
processes; an answer is the mean of several in a row.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.comparison import OURS, REFERENCE, REPOSITORY
from tests.bench.ground import Ground
from tests.bench.registry_side import LISTED, Figures, Job
from tests.bench.table import aligned, number
from tests.reference import ABSENT, load_reference_registry

HEAD = ("what", "by", "ms", "CPU ms")
COLD, WARM = "first opening", "later opening"
METRIC = "eval/top1"
REPEATS = 5
"""Of each answer in a process."""
LISTING = f"listing {LISTED} runs"
AIMS = {WARM: 1 / 3, COLD: None}
"""What is wanted of the share that ours takes of the reference's CPU time; of an answer it is all of it."""
ANSWER_AIM = 1.0

Costs = dict[str, list[tuple[float, float]]]
"""What -> (seconds, CPU seconds), one a process."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What both sides took on one tree."""

    title: str
    costs: dict[str, Costs]
    """By side."""

    def median(self, side: str, what: str) -> tuple[float, float] | None:
        """Seconds and CPU seconds."""
        figures = self.costs.get(side, {}).get(what)
        if not figures:
            return None
        seconds, cpu_seconds = zip(*figures, strict=True)
        return statistics.median(seconds), statistics.median(cpu_seconds)


def report(ground: Ground) -> str:
    """The tables of both trees."""
    parts = [] if load_reference_registry() else [f"The reference is {ABSENT}."]
    for tree in (ground.many, ground.huge):
        with tempfile.TemporaryDirectory() as place:
            measured = measure(tree.root.parent, Path(place), ground.plan.scan_repeats)
        parts += [f"{measured.title}:", aligned([HEAD, *_lines(measured)])]
        verdicts = list(_verdicts(measured))
        if verdicts:
            parts.append(aligned([("share of the reference's CPU", "aim", "measured", "met"), *verdicts], words=1))
    return "\n\n".join(parts)


def measure(cache_dir: Path, place: Path, processes: int) -> Measured:
    """Let both sides open the tree for the first time, and then several times more, and answer. ValueError if what
    they find differs."""
    questions = _questions(cache_dir)
    sides = [OURS, REFERENCE] if load_reference_registry() else [OURS]
    costs: dict[str, Costs] = {side: {} for side in sides}
    for process in range(1 + processes):
        found = {}
        for side in sides:
            job = Job(side, str(cache_dir), str(place / "registry.db"), questions, REPEATS if process else 1)
            figures = _run(job, place)
            found[side] = figures.found
            costs[side].setdefault(WARM if process else COLD, []).append(figures.opening)
            if process:
                for name, answer in figures.answers.items():
                    costs[side].setdefault(name, []).append(answer)
                costs[side].setdefault(LISTING, []).append(_list(side, job, place))
        if len(found) == 2 and found[OURS] != found[REFERENCE]:
            raise ValueError("the answers differ")
    runs = sum(1 for _ in cache_dir.glob("runs/*/*/*/sidecar.json"))
    return Measured(f"{runs:,} runs", costs)


def _questions(cache_dir: Path) -> dict[str, dict[str, Any]]:
    return {
        "5 best of a sweep": {"tag": _whole_sweep(cache_dir), "sort_by": f"summary.{METRIC}", "limit": 5},
        "20 newest": {"sort_by": "created_at", "limit": 20},
        "by a hyper-parameter": {"hparams": {"method": "vicreg"}},
        "by status": {"status": "failed"},
        "all": {},
    }


def _whole_sweep(cache_dir: Path) -> str:
    """The tag of a sweep whose runs all have the metric, with values that differ, and no NaN."""
    summaries: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(cache_dir.glob("runs/*/*/*/sidecar.json")):
        sidecar = json.loads(path.read_bytes())
        for tag in sidecar["tags"]:
            if tag.startswith("sweep:"):
                summaries.setdefault(tag, []).append(sidecar["summary"])
        for tag, found in summaries.items():
            if len(found) == 32 and all(METRIC in summary for summary in found):
                values = [value for summary in found for value in summary.values()]
                if all(map(math.isfinite, values)):
                    return tag
    return next(iter(summaries), "sweep:none")


def _run(job: Job, place: Path) -> Figures:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.registry_side"],
        input=json.dumps(asdict(job)), stdout=subprocess.PIPE, text=True, check=True, cwd=REPOSITORY,
        env={**os.environ, "XDG_CACHE_HOME": str(place)},
    )  # fmt: skip
    return Figures(**json.loads(done.stdout))


def _list(side: str, job: Job, place: Path) -> tuple[float, float]:
    """Seconds and CPU seconds of a process that prints the newest runs."""
    command = ["spt_tui", "ls", "--root", f"{job.cache_dir}/runs", "--sort", "created", "-n", str(LISTED)]
    if side == REFERENCE:
        command = ["tests.bench.registry_side", "ls", job.cache_dir, job.database]
    began, before = time.perf_counter(), os.times()
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=REPOSITORY, env={**os.environ, "XDG_CACHE_HOME": str(place)}, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    seconds, after = time.perf_counter() - began, os.times()
    if done.stdout.count("\n") < min(LISTED, 2):
        raise ValueError(f"{side} lists nothing")
    cpu_seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, cpu_seconds


def _lines(measured: Measured) -> Iterator[Sequence[str]]:
    for what in measured.costs[OURS]:
        ours, reference = measured.median(OURS, what), measured.median(REFERENCE, what)
        assert ours is not None
        yield what, OURS, *(number(1e3 * value) for value in ours)
        if reference is not None:
            yield "", REFERENCE, *(number(1e3 * value) for value in reference)
            yield "", "ratio", *(f"{mine / theirs:.2g}" for mine, theirs in zip(ours, reference, strict=True))


def _verdicts(measured: Measured) -> Iterator[Sequence[str]]:
    for what in measured.costs[OURS]:
        ours, reference = measured.median(OURS, what), measured.median(REFERENCE, what)
        aim = AIMS.get(what, ANSWER_AIM)
        if ours is not None and reference is not None and aim is not None:
            share = ours[1] / reference[1]
            yield what, f"≤ {aim:.2g}", f"{share:.2g}", "yes" if share <= aim else "**no**"
