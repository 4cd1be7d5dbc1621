"""Liveness: from a row that a run logs to the metrics pane that counts it.

Rows are written as the logger writes them. All browsers watch the same moment; they see it through an emulator, whose
cost of some hundredths of a second is in the figure.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from spt_tui.demo.live_run import LiveRun
from tests.bench.ground import Ground
from tests.bench.table import Aim, Row
from tests.bench.tree import Tree
from tests.bench.wire import REPOSITORY, SIZES, Size, spt_tui
from tests.terminal import Terminal

PATIENCE = 10.0
FOLDER = "live_of_the_benchmark"


def rows(ground: Ground) -> Iterator[Row]:
    """Seconds from the logged row to the screen."""
    for name, tree in ground.trees():
        with ExitStack() as stack:
            run_dir = _add_run(stack, ground.bundled, tree)
            screens = [stack.enter_context(_browser(tree, run_dir, size)) for size in SIZES]
            taken = _times(LiveRun(str(run_dir)), run_dir / "metrics.csv", screens, ground.plan.logged_rows)
        for size, seconds in zip(SIZES, taken, strict=True):
            yield Row(f"row logged to shown, {size}, {name}", "s", seconds, aim=Aim(1.5))


def _add_run(stack: ExitStack, bundled: Tree, tree: Tree) -> Path:
    """A copy of the sample's live run in `tree`, until `stack` is closed."""
    source = bundled.live[0]
    run_dir = tree.root / FOLDER / source.name
    stack.callback(shutil.rmtree, run_dir.parent)
    shutil.copytree(source, run_dir)
    return run_dir


def _browser(tree: Tree, run_dir: Path, size: Size) -> Terminal:
    argv = spt_tui(tree.root, "--filter", f"{FOLDER}/{run_dir.name}").argv
    return Terminal(argv, rows=size.lines, cols=size.columns, cwd=REPOSITORY, sync=True)


def _times(run: LiveRun, metrics: Path, screens: list[Terminal], repeats: int) -> list[list[float]]:
    """For each screen the seconds that each row took to be counted on it."""
    taken: list[list[float]] = [[] for _ in screens]
    for screen in screens:
        screen.wait_for(_counted(metrics), timeout=30)
    for _ in range(repeats):
        _rest(screens, random.uniform(0.5, 1.5))
        run.write_row()
        for times, seconds in zip(taken, _arrivals(screens, _counted(metrics)), strict=True):
            times.append(seconds)
    return taken


def _counted(metrics: Path) -> str:
    """What the metrics pane says of a file of so many rows."""
    lines = metrics.read_bytes().count(b"\n")
    return f"{lines - 1:,} rows"


def _arrivals(screens: list[Terminal], text: str) -> list[float]:
    """Seconds from now until each screen shows `text`."""
    began = time.monotonic()
    arrived: dict[Terminal, float] = {}
    while len(arrived) < len(screens):
        for screen in screens:
            if screen not in arrived and screen.pump(0.01) and text in screen.text:
                arrived[screen] = time.monotonic() - began
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError(f"no {text!r} on a screen:\n{screens[0].text}")
    return [arrived[screen] for screen in screens]


def _rest(screens: list[Terminal], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for screen in screens:
            screen.pump(0.02)
