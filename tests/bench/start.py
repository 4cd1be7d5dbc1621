"""Start: from the process's start to the first picture worth looking at.

That is the first frame of the empty app, and of the browser the first frame that holds rows of runs. The processor
time until then is the figure that other programs on the machine disturb least.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.ground import Ground
from tests.bench.table import Aim, Of, Row
from tests.bench.tree import Tree
from tests.bench.wire import EMPTY_APP, SIZES, Command, Size, Wire, spt_tui


def rows(ground: Ground) -> Iterator[Row]:
    """Time, processor time and bytes until the first rows."""
    for size in SIZES:
        for name, tree in ground.trees():
            yield from _starts(f"{size}, {name}", size, tree, ground.plan.starts)


def _starts(where: str, size: Size, tree: Tree, repeats: int) -> Iterator[Row]:
    browser = spt_tui(tree.root)
    _start(browser, size)
    _start(EMPTY_APP, size)
    pairs = [(_start(browser, size), _start(EMPTY_APP, size)) for _ in range(repeats)]
    ours, reference = (list(zip(*side, strict=True)) for side in zip(*pairs, strict=True))
    yield Row(f"first rows, {where}", "ms", ours[0], reference[0], Aim(60, Of.EXCESS))
    yield Row(f"  processor time, {where}", "ms", ours[1], reference[1])
    yield Row(f"  bytes, {where}", "B", ours[2], reference[2], Aim(14_000))


def _start(command: Command, size: Size) -> tuple[float, float, float]:
    """Milliseconds, milliseconds of processor time, bytes."""
    with Wire(command, size) as wire:
        seen = wire.start()
        return seen.seconds * 1e3, wire.cpu_seconds() * 1e3, seen.size
