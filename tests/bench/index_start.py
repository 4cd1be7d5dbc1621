"""A start from what the last session kept: the catalog of many runs out of its file on local disk, without a screen.

In a process of its own, imports left out; `resident` and `at most` are of the whole process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from unittest.mock import patch

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.catalog_parts import read, restore, sections
from spt_tui.runs.index import Index
from spt_tui.runs.scan import scan
from spt_tui.runs.section_file import SectionFile
from tests.bench.ground import Ground
from tests.bench.synthetic import ROOT, synthetic_catalog
from tests.bench.table import Aim, Row

SCREENFUL = 60
"""Runs that are built, as a first screen asks for them."""
REPOSITORY = Path(__file__).parents[2]


def rows(ground: Ground) -> Iterator[Row]:
    """Seconds and megabytes, for each number of runs that is filtered and sorted elsewhere."""
    known = list(scan(str(ground.many.root)))
    for count in ground.plan.arranged:
        with tempfile.TemporaryDirectory() as cache:
            _save(synthetic_catalog(known, count), cache)
            size = sum(path.stat().st_size for path in Path(cache).rglob("*.index"))
            starts = [_start(cache) for _ in range(ground.plan.starts)]
        seconds, cpu_seconds, resident, peak = (list(figures) for figures in zip(*starts, strict=True))
        what = f"{count:,} runs"
        yield Row(f"from the index to a screenful, {what}", "s", seconds, aim=Aim(0.25))
        yield Row(f"  processor time, {what}", "s", cpu_seconds)
        yield Row(f"  resident, {what}", "MB", resident, aim=Aim(120))
        yield Row(f"  resident at most, {what}", "MB", peak)
        yield Row(f"  the file, {what}", "MB", [size / 1e6])


def load() -> tuple[float, float, float, float]:
    """Start from the index of `ROOT`: seconds, processor seconds, megabytes resident then and at most."""
    began, cpu = time.perf_counter(), time.process_time()
    catalog = Catalog()
    if not Index(ROOT).load(partial(_put_back, catalog)):
        raise FileNotFoundError("there is no index that can be used")
    slots = catalog.slots(ROOT)
    shown = [catalog.run(slot) for slot in slots[:SCREENFUL]]
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    if len(catalog) != len(slots) or any(run.verified for run in shown):
        raise RuntimeError("the index does not give what it was given")
    return seconds, cpu_seconds, _megabytes("VmRSS"), _megabytes("VmHWM")


def _put_back(catalog: Catalog, file: SectionFile) -> Callable[[], object]:
    """Read the runs; what is given puts them into the catalog."""
    return partial(restore, catalog, ROOT, read(file))


def _save(catalog: Catalog, cache: str) -> None:
    """Write the index of `ROOT` in a cache directory of its own."""
    with patch.dict(os.environ, XDG_CACHE_HOME=cache):
        index = Index(ROOT)
        if not index.save(sections(catalog, ROOT)):
            raise RuntimeError(index.note)


def _start(cache: str) -> tuple[float, float, float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.index_start"],
        env={**os.environ, "XDG_CACHE_HOME": cache}, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    seconds, cpu_seconds, resident, peak = json.loads(done.stdout)
    return seconds, cpu_seconds, resident, peak


def _megabytes(field: str) -> float:
    """A field of this process's status: `VmRSS` or `VmHWM`, which are in units of 1,024 bytes."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1_024 / 1e6 for line in lines if line.startswith(f"{field}:"))


if __name__ == "__main__":
    json.dump(load(), sys.stdout)
