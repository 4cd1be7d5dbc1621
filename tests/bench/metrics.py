"""metrics.csv: ours beside stable-pretraining 0.1.8's `metrics_json`, pandas and polars where they are installed.

Ours is measured without NumPy, and with it where it is installed.

100,000 rows of 30 metrics, numbers as `float32` logs them; in the sparse file two cells of three are empty. Each figure
is the median of processes of their own, imports included; they take turns. MB are those of the whole process at most,
"of the file" those that came with the reader, "children's" those of the processes that ours starts for large files and
sends home five seconds later, at most; CPU seconds are of all together. Only ours reads on: to the others a row more is
a file more. The reference reads no metric alone, there it is its time for all of them; it is left out where 30 files
are read.

Most of what ours takes for all metrics is `float()`. CPython on x86-64 sets the x87 control word for each, which makes
up nearly half of its time; ours spares it that, the reference does not. The first line says what a number costs here,
with and without.
"""

from __future__ import annotations

import importlib.util
import json
import random
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spt_tui.runs.curves import double_precision
from spt_tui.runs.curves.double_precision import DoublePrecision
from tests.bench.comparison import OURS, REFERENCE, REPOSITORY
from tests.bench.ground import Ground
from tests.bench.metrics_side import ALL, APPEND, FILES_AT_ONCE, MANY, ONE, SIDES, Figures
from tests.bench.table import aligned, number
from tests.reference import ABSENT, load_reference

WITH_NUMPY = "with NumPy"
HEAD = ("what", "by", "s", "CPU s", "MB", "of the file", "children's")
METRICS = 30
ROWS, FEW_ROWS = 100_000, 2_000
FILLED = 0.355
"""Share of the cells of the sparse file that hold a number."""
FILES = {"sparse": FILLED, "dense": 1.0}
TASKS = {
    ALL: "first parse",
    ONE: "one metric",
    MANY: f"one metric of {FILES_AT_ONCE} files",
    APPEND: "a row more",
}
Costs = dict[tuple[str, str, str], Figures]
"""(file, task, side) -> medians."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted of the share that ours takes of what the reference takes."""

    task: str
    column: int
    """Place among the figures."""
    limit: float
    side: str = OURS


AIMS = (
    Aim(ALL, 0, 1 / 2),
    Aim(ALL, 0, 1 / 3, WITH_NUMPY),
    Aim(ALL, 3, 1 / 3),
    Aim(APPEND, 0, 1 / 1000),
)
SECONDS = {ONE: 0.1, MANY: 2.0}
"""Wanted for the sparse file, whatever others take."""


def report(ground: Ground) -> str:
    """The tables."""
    quick = ground.plan.scan_repeats == 1
    sides = [side for side in SIDES if _is_there(side)]
    with tempfile.TemporaryDirectory() as place:
        costs = _measure(Path(place), FEW_ROWS if quick else ROWS, sides, ground.plan.scan_repeats)
    left_out = [] if REFERENCE in sides else [f"The reference was left out: {ABSENT}."]
    verdicts = [("aim", "wanted", "measured", "met"), *_verdicts(costs)]
    return "\n\n".join([_float_cost(), aligned([HEAD, *_lines(costs, sides)]), aligned(verdicts, words=1), *left_out])


def write_csv(path: Path, rows: int, filled: float) -> None:
    """A metrics.csv as Lightning writes it. The same arguments give the same file."""
    chance = random.Random(rows)
    names = [f"train/metric_{place:02}" for place in range(METRICS)]
    with path.open("w", newline="") as file:
        file.write(",".join(["epoch", *names, "step"]) + "\r\n")
        for row in range(rows):
            cells = [_float32(chance) if filled == 1 or chance.random() < filled else "" for _ in names]
            file.write(",".join([str(row // 1000), *cells, str(row)]) + "\r\n")


def cost(side: str, task: str, path: Path) -> Figures:
    """What one task costs a side, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.metrics_side", side, task, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=REPOSITORY)
    return Figures(**json.loads(done.stdout))


def _float32(chance: random.Random) -> str:
    """A number as it comes from a tensor."""
    return repr(struct.unpack("f", struct.pack("f", chance.random()))[0])


def _measure(place: Path, rows: int, sides: Sequence[str], repeats: int) -> Costs:
    costs: Costs = {}
    for name, filled in FILES.items():
        source, path = place / f"{name}.csv", place / "run" / "metrics.csv"
        path.parent.mkdir(exist_ok=True)
        write_csv(source, rows, filled)
        found: dict[tuple[str, str], list[Figures]] = {}
        for _ in range(repeats):
            for task in TASKS:
                for side in _sides_of(task, sides):
                    shutil.copyfile(source, path)
                    found.setdefault((task, side), []).append(cost(side, task, path))
        costs.update({(name, *key): _median(figures) for key, figures in found.items()})
    return costs


def _median(figures: Sequence[Figures]) -> Figures:
    return Figures(*(statistics.median(column) for column in zip(*map(_values, figures), strict=True)))


def _values(figures: Figures) -> tuple[float, ...]:
    return figures.seconds, figures.cpu_seconds, figures.peak, figures.taken, figures.children


def _is_there(side: str) -> bool:
    if side == REFERENCE:
        return load_reference() is not None
    return side == OURS or importlib.util.find_spec("numpy" if side == WITH_NUMPY else side) is not None


def _sides_of(task: str, sides: Sequence[str]) -> list[str]:
    return [side for side in sides if side != REFERENCE or task != MANY]


def _lines(costs: Mapping[tuple[str, str, str], Figures], sides: Sequence[str]) -> Iterator[Sequence[str]]:
    for name in FILES:
        for task, words in TASKS.items():
            for side in _sides_of(task, sides):
                seconds, cpu_seconds, *sizes = _values(costs[name, task, side])
                cells = map(number, (seconds, cpu_seconds, *(size / 1e6 for size in sizes)))
                yield f"{words}, {name}" if side == OURS else "", side, *cells


def _verdicts(costs: Mapping[tuple[str, str, str], Figures]) -> Iterator[Sequence[str]]:
    for name in FILES:
        for aim in AIMS:
            ours, reference = (costs.get((name, aim.task, side)) for side in (aim.side, REFERENCE))
            if ours and reference:
                share = _values(ours)[aim.column] / _values(reference)[aim.column]
                what = f"{TASKS[aim.task]}, {name}, {HEAD[aim.column + 2]}, {aim.side}: share of the reference's"
                yield what, f"≤ 1/{1 / aim.limit:.0f}", f"1/{1 / share:.3g}", _met(share <= aim.limit)
    for task, limit in SECONDS.items():
        for side in (OURS, WITH_NUMPY):
            if ours := costs.get(("sparse", task, side)):
                yield (
                    f"{TASKS[task]}, sparse, s, {side}",
                    f"≤ {limit}",
                    number(ours.seconds),
                    _met(ours.seconds <= limit),
                )


def _met(is_met: bool) -> str:
    return "yes" if is_met else "**no**"


def _float_cost() -> str:
    cells = [_float32(random.Random(place)).encode() for place in range(1_000)]
    double_precision.prepare(double_precision.WORTH_IT)
    plain = _nanoseconds(cells)
    with DoublePrecision():
        spared = _nanoseconds(cells)
    return f"`float()` of one of these numbers takes {plain:.0f} ns, {spared:.0f} in double precision."


def _nanoseconds(cells: Sequence[bytes]) -> float:
    return min(timeit.repeat(lambda: list(map(float, cells)), number=100, repeat=5)) * 1e4
