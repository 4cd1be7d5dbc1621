"""`python -m tests.bench`: the performance tables, each against an empty Textual app measured in the same run, but for
scanning and the registry, whose references are stable-pretraining's, logs, whose references are coreutils, and
hardware, which stands beside nvitop.

Read the ratio first, then processor times: wall-clock times of a shared machine vary by a factor of two from one
minute to the next, those of the empty app beside them by the same. A p95 of fewer than twenty repeats is the largest.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import time
from contextlib import ExitStack
from importlib.metadata import version

from tests.bench import (
    append,
    arranging,
    cold_scan,
    compare,
    hardware,
    idle,
    index_start,
    keys,
    logs,
    memory,
    metrics,
    plots,
    registry,
    scan,
    start,
)
from tests.bench.ground import FULL, QUICK, Ground
from tests.bench.table import markdown

PROGRAMS = {
    "start": start, "keys": keys, "cold_scan": cold_scan, "idle": idle, "append": append, "memory": memory,
    "arranging": arranging, "index_start": index_start, "scan": scan, "plots": plots,
    "metrics": metrics, "compare": compare, "logs": logs, "hardware": hardware,
    "registry": registry,
}  # fmt: skip

REPORTING = (scan, metrics, logs, hardware, registry)
"""Those that write their tables themselves."""


def main() -> None:
    """Run the programs that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Print the performance tables.")
    parser.add_argument("--quick", action="store_true", help="small trees, few repeats: only shows that all runs")
    parser.add_argument("--only", choices=PROGRAMS, action="append", help="this program; may be repeated")
    options = parser.parse_args()
    print(_machine())
    with ExitStack() as stack:
        ground = Ground(QUICK if options.quick else FULL, stack)
        for name in options.only or PROGRAMS:
            _run(name, ground)


def _run(name: str, ground: Ground) -> None:
    began = time.monotonic()
    program = PROGRAMS[name]
    tables = program.report(ground) if program in REPORTING else markdown(program.rows(ground))
    print(f"\n## {(program.__doc__ or name).strip()}\n\n{tables}\n\n({time.monotonic() - began:.0f} s)", flush=True)


def _machine() -> str:
    """What the figures depend on."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    python = f"Python {platform.python_version()}, Textual {version('textual')}"
    leet = "installed, but it shows only runs of its own" if shutil.which("wandb") else "not installed"
    return f"{python}, {os.cpu_count()} cores, load {load}\nwandb leet: not measured ({leet})"


if __name__ == "__main__":
    main()
