"""Arranging: to filter and sort all runs, as every key in the filter line does. In this process, without a screen."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice

from spt_tui.runs import query
from spt_tui.runs.arrange import Arrangement, arrange
from spt_tui.runs.run import Run
from spt_tui.runs.scanner import scan
from tests.bench.ground import Ground
from tests.bench.table import Row

REPEATS = 5
FILTER = "tag:cifar10 -status:failed"
ARRANGEMENTS = {
    "by age": Arrangement(),
    "by a metric": Arrangement(sort="m.eval/top1", descending=True),
    f"by a metric, {FILTER}": Arrangement(query.parse(FILTER).matches, "m.eval/top1", descending=True),
    "by sweeps and a metric": Arrangement(sort="m.eval/top1", descending=True, grouped=True),
}


def rows(ground: Ground) -> Iterator[Row]:
    """Milliseconds."""
    known = list(scan(str(ground.many.root)))
    for count in ground.plan.arranged:
        runs = [_copy(run, number) for number, run in enumerate(islice(cycle(known), count))]
        gc.collect()
        gc.freeze()  # as the browser does with what its start has made
        for name, arrangement in ARRANGEMENTS.items():
            yield Row(f"{count:,} runs {name}", "ms", [_arranged(runs, arrangement) for _ in range(REPEATS)])


def _copy(run: Run, number: int) -> Run:
    return replace(run, dir=f"{run.dir}-{number}", id=f"{run.id}-{number}")


def _arranged(runs: list[Run], arrangement: Arrangement) -> float:
    began = time.perf_counter()
    arrange(runs, arrangement, time.time())
    return (time.perf_counter() - began) * 1e3
