"""Idle: what a screen costs that nobody touches and under which nothing changes.

All programs idle side by side over the same seconds. 80x24 shows no gauges; at 160x45 they are on the screen, so there
the bytes are theirs. "live": runs whose heartbeat is fresh, and that write nothing meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from tests.bench.ground import Ground
from tests.bench.table import Aim, Row
from tests.bench.wire import EMPTY_APP, LARGE, SIZES, Command, Size, Wire, listen_to, spt_tui, started

SETTLED_SECONDS = 5.0
GAUGE_BYTES = 250.0
IDLE_CPU_PERCENT = 0.3


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a program a second."""

    sent: float
    """Bytes."""
    cpu_percent: float
    """Of one core."""


def rows(ground: Ground) -> Iterator[Row]:
    """Bytes a second and share of a core."""
    commands = {"empty": EMPTY_APP}
    commands |= {f"{name}, none live": spt_tui(tree.root) for name, tree in ground.trees() if tree is ground.bundled}
    quiet = _costs(commands, ground.plan.idle_seconds)
    for _, tree in ground.trees():
        tree.keep_alive()
    commands = {"empty": EMPTY_APP}
    commands |= {f"{name}, {len(tree.live)} live": spt_tui(tree.root) for name, tree in ground.trees()}
    for costs in (quiet, _costs(commands, ground.plan.idle_seconds)):
        yield from _rows(costs)


def _rows(costs: dict[tuple[Size, str], Cost]) -> Iterator[Row]:
    for (size, name), cost in costs.items():
        if name == "empty":
            continue
        empty = costs[size, "empty"]
        gauges = size == LARGE
        yield Row(f"{size}, {name}", "B/s", [cost.sent], [empty.sent], Aim(GAUGE_BYTES if gauges else 0))
        aim = None if gauges else Aim(IDLE_CPU_PERCENT)
        yield Row(f"{size}, {name}", "% of a core", [cost.cpu_percent], [empty.cpu_percent], aim)


def _costs(commands: dict[str, Command], seconds: float) -> dict[tuple[Size, str], Cost]:
    """What each command costs at each size, all of them side by side."""
    with ExitStack() as stack:
        wires: dict[tuple[Size, str], Wire] = {}
        for size in reversed(SIZES):
            for name, command in commands.items():
                wires[size, name] = started(stack, command, size)
        listen_to(wires.values(), SETTLED_SECONDS)
        before = {key: wire.cpu_seconds() for key, wire in wires.items()}
        sent = dict(zip(wires, listen_to(wires.values(), seconds), strict=True))
        cpu = {key: wire.cpu_seconds() - before[key] for key, wire in wires.items()}
    return {key: Cost(sent[key] / seconds, 100 * cpu[key] / seconds) for key in wires}
