"""Memory: what stays resident after the scan and a walk over some runs, shared libraries included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from tests.bench.ground import Ground
from tests.bench.table import Aim, Row
from tests.bench.wire import EMPTY_APP, SIZES, Wire, listen_to, spt_tui, started

SETTLED_SECONDS = 3.0
WALKED = 8
FOLLOWED_SECONDS = 0.3


def rows(ground: Ground) -> Iterator[Row]:
    """Resident megabytes."""
    browser = spt_tui(ground.many.root)
    commands = [(size, command) for size in SIZES for command in (browser, EMPTY_APP)]
    with ExitStack() as stack:
        wires = [started(stack, command, size) for size, command in commands]
        _walk(wires)
        ours, reference = ([wire.resident_bytes() / 1e6 for wire in wires[side::2]] for side in (0, 1))
    for size, mine, empty in zip(SIZES, ours, reference, strict=True):
        yield Row(f"resident, {size}, {ground.plan.many:,} runs", "MB", [mine], [empty], Aim(60))


def _walk(wires: Sequence[Wire]) -> None:
    """Let the scans end, then show some runs."""
    listen_to(wires, SETTLED_SECONDS)
    for _ in range(WALKED):
        for wire in wires:
            wire.send("j")
        listen_to(wires, FOLLOWED_SECONDS)
