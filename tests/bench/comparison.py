"""Two scanners at work on one tree: what each phase costs each of them."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from tests.bench import calls, slow_fs
from tests.bench.ground import Plan
from tests.bench.scan_side import Figures, Job
from tests.reference import ABSENT, load_reference

OURS, REFERENCE = "spt-tui", "reference"
WITH_INDEX = "spt-tui with an index"
DELAY = 1e-3
"""Seconds that a request takes longer on the slow file system."""
BUSY_SHARE = 100
"""One run of so many is live, and logs."""
REPOSITORY = Path(__file__).parents[2]


@dataclass(slots=True)
class Cost:
    """What one phase cost one side: the mean of its polls, the median of the processes."""

    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    calls: float | None = None
    resident: float = 0.0
    """Bytes."""
    rows: int = 0
    """Logged rows that were to be noticed."""
    late: int = 0
    """Those not reported by the next poll."""
    missed: int = 0
    """Those not reported by the poll after it either."""

    def add(self, figures: Figures) -> None:
        """One process more."""
        self.seconds.append(statistics.mean(figures.seconds))
        self.cpu_seconds.append(statistics.mean(figures.cpu_seconds))
        self.resident = max(self.resident, figures.resident)
        self.late += figures.late
        self.missed += figures.missed

    @property
    def values(self) -> tuple[float | None, ...]:
        """In the order of the columns."""
        return statistics.median(self.seconds), statistics.median(self.cpu_seconds), self.calls, self.resident / 1e6


Costs = dict[tuple[str, str], Cost]
"""(phase, side) -> cost."""


class Comparison:
    """Both sides on one tree. What the tools here cannot do is left out, and said in `notes`."""

    def __init__(self, root: Path, plan: Plan, place: Path, *, may_write: bool) -> None:
        self.root = root.resolve()
        self.notes: list[str] = []
        self._plan = plan
        self._place = place
        self._run_dirs = [Path(folder) for folder, _, names in os.walk(self.root) if "sidecar.json" in names]
        self._busy = _busy(self._run_dirs, max(1, len(self._run_dirs) // BUSY_SHARE)) if may_write else ()
        self._changes = plan.changes if may_write else 0
        self._sides = (OURS, REFERENCE) if load_reference() else (OURS,)
        if REFERENCE not in self._sides:
            self.notes.append(f"The reference was left out: {ABSENT}.")

    @property
    def title(self) -> str:
        """What was measured."""
        return f"{len(self._run_dirs):,} runs, {len(self._busy)} of them live"

    def local(self) -> Costs:
        """On the disk as it is."""
        costs: Costs = {}
        for _ in range(self._plan.scan_repeats):
            for side in self._sides:
                self._add(costs, side, self._run(self._job(side)))
        for _ in range(self._plan.scan_repeats):
            self._add(costs, OURS, self._warm())
        if reason := calls.unavailable():
            self.notes.append(f"Requests were not counted: {reason}.")
        else:
            self._count_all(costs)
        return costs

    def slow(self) -> Costs:
        """Each request takes `DELAY` longer."""
        costs: Costs = {}
        if reason := slow_fs.unavailable():
            self.notes.append(f"There is no slow file system here: {reason}.")
            return costs
        environment = slow_fs.environment(slow_fs.build(self._place), self.root, DELAY)
        for side in self._sides:
            job = self._job(side)
            job = replace(job, polls=2) if side == REFERENCE else job
            self._add(costs, side, self._run(job, environment=environment))
        self._add(costs, OURS, self._warm(environment=environment))
        return costs

    def _job(self, side: str) -> Job:
        polls = self._plan.polls if side == OURS else self._plan.reference_polls
        busy = tuple(map(str, self._busy))
        return Job(side, str(self.root), busy, polls, self._plan.catch_up, self._changes, self._plan.settle_seconds)

    def _warm(self, prefix: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> dict[str, Figures]:
        """A start from the index that a start before it leaves."""
        job = replace(self._job(WITH_INDEX), polls=0)
        self._run(job)
        return {"warm": self._run(job, prefix, environment)["cold"]}

    def _run(
        self, job: Job, prefix: Sequence[str] = (), environment: Mapping[str, str] | None = None
    ) -> dict[str, Figures]:
        """A job in a process of its own; phase -> figures, only of phases that took place."""
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "tests.bench.scan_side"],
            input=json.dumps(asdict(job)), stdout=subprocess.PIPE, text=True, check=True, cwd=REPOSITORY,
            env={**os.environ, "XDG_CACHE_HOME": str(self._place), **(environment or {})},
        )  # fmt: skip
        return {phase: Figures(**figures) for phase, figures in json.loads(done.stdout).items()}

    def _add(self, costs: Costs, side: str, phases: Mapping[str, Figures]) -> None:
        for phase, figures in phases.items():
            costs.setdefault((phase, side), Cost()).add(figures)
        if "changing" in phases:
            costs["changing", side].rows += len(self._busy) * self._changes

    def _count_all(self, costs: Costs) -> None:
        log = self._place / "calls.log"
        for side in self._sides:
            phases = self._run(self._job(side), calls.tracer(log))
            counted = calls.counted(log, self.root)
            for phase, figures in phases.items():
                costs[phase, side].calls = counted[phase].count / len(figures.seconds)
            if side == OURS:
                self.notes.append(_own_count(phases, counted))
                self.notes.append(_put_off(phases.get("catch_up", Figures())))
                self.notes.append(self._coverage(counted["steady"].paths))
        self._warm(calls.tracer(log))
        costs["warm", OURS].calls = calls.counted(log, self.root)["cold"].count
        log.unlink()

    def _coverage(self, paths: set[str]) -> str:
        """That a steady poll is cheap because its turn is a sixtieth, and not because runs are forgotten."""
        asked = paths | {os.path.dirname(path) for path in paths}
        seen = sum(str(run_dir) in asked for run_dir in self._run_dirs)
        return f"The {self._plan.polls} steady polls of ours asked about {seen:,} of the {len(self._run_dirs):,} runs."


def _own_count(phases: Mapping[str, Figures], counted: Mapping[str, calls.Calls]) -> str:
    """That the footprint which the program shows is true."""
    pairs = [(phase, phases[phase].told_calls, counted[phase].count) for phase in ("cold", "steady")]
    return (
        "Requests as ours counts them itself, and as strace does: "
        + ", ".join(f"{phase} {own:,} and {traced:,}" for phase, own, traced in pairs)
        + "."
    )


def _put_off(figures: Figures) -> str:
    return (
        f"What the cold scan of ours put off took {len(figures.seconds)} polls, {figures.told_calls:,} requests in all."
    )


def _busy(run_dirs: Sequence[Path], count: int) -> tuple[Path, ...]:
    """Runs that say they are running and can log on, the newest heartbeats first."""
    running = filter(_can_log, run_dirs)
    return tuple(sorted(running, key=lambda run_dir: -(run_dir / "heartbeat").stat().st_mtime)[:count])


def _can_log(run_dir: Path) -> bool:
    names = ("heartbeat", "metrics.csv", "summary.json")
    if not all((run_dir / name).is_file() for name in names):
        return False
    try:
        return bool(json.loads((run_dir / "sidecar.json").read_bytes())["status"] == "running")
    except (OSError, ValueError, KeyError, TypeError):
        return False
