"""Scanning: what the first scan and the polls after it cost. In this process, without a screen."""

from __future__ import annotations

import time
from collections.abc import Iterator

from spt_tui.runs.scanner import RunScanner
from tests.bench.ground import Ground
from tests.bench.table import Row
from tests.bench.tree import Tree


def rows(ground: Ground) -> Iterator[Row]:
    """The first scan, and polls of a tree under which nothing changes."""
    for count, tree in ((ground.plan.many, ground.many), (ground.plan.huge, ground.huge)):
        yield from _scanned(f"{count:,} runs", tree, ground.plan.polls)


def _scanned(what: str, tree: Tree, polls: int) -> Iterator[Row]:
    scanner = RunScanner(tree.root)
    scanner.step()
    first = scanner.footprint()
    yield Row(f"first scan, {what}", "s", [first.last_poll_seconds])
    yield Row(f"  processor time, {what}", "s", [first.cpu_seconds])
    yield Row(f"  requests a run, {what}", "calls", [first.calls / first.runs])
    calls, milliseconds = zip(*(_poll(scanner) for _ in range(polls)), strict=True)
    yield Row(f"poll, {what}", "calls", calls)
    yield Row(f"  processor time, {what}", "ms", milliseconds)


def _poll(scanner: RunScanner) -> tuple[float, float]:
    """Calls, and milliseconds of processor time."""
    before = scanner.footprint()
    time.sleep(0.1)
    scanner.step()
    after = scanner.footprint()
    return after.calls - before.calls, (after.cpu_seconds - before.cpu_seconds) * 1e3
