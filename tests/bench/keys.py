"""Keys: from a key to the end of its repaint's frame, and how many bytes that takes.

Single keys are pressed in turns with the empty app, at which a key changes one digit: that is the floor under any
Textual program. For the bytes a key is held down, 30 a second, so that the other panes do not follow; with
`--no-diff` the same is Textual's own output. "followed": the key and all that the panes then draw of another run.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle, islice

from tests.bench.ground import Ground, Plan
from tests.bench.table import Aim, Of, Row
from tests.bench.tree import Tree
from tests.bench.wire import EMPTY_APP, SIZES, Size, Wire, listen_to, spt_tui, started

SETTLED_SECONDS = 2.5
"""After a start the browser sets its objects apart from garbage collection; then it is what it will be all day."""
FOLLOWED_SECONDS = 0.7
HELD_HZ = 30
HELD_KEYS = 30
SCROLL_BYTES = 150
"""A scroll's frame is larger, a gauge's is smaller; the cursor's sign stays in its cell and is not sent."""
WITHIN = "jjjjkkkk"
"""Cursor keys that stay on the page."""


def rows(ground: Ground) -> Iterator[Row]:
    """Cursor keys on both trees, scrolling on the one that is longer than a page."""
    for size in SIZES:
        for name, tree in ground.trees():
            yield from _keys(f"{size}, {name}", size, tree, ground.plan, scrolls=tree is ground.many)


def _keys(where: str, size: Size, tree: Tree, plan: Plan, scrolls: bool) -> Iterator[Row]:
    browser, undiffed = spt_tui(tree.root), spt_tui(tree.root, "--no-diff")
    with ExitStack() as stack:
        ours, plain, reference = wires = [started(stack, each, size) for each in (browser, undiffed, EMPTY_APP)]
        listen_to(wires, SETTLED_SECONDS)
        within = list(islice(cycle(WITHIN), plan.keys))
        yield _pressed(f"cursor key, {where}", ours, reference, within, Aim(5, Of.P95))
        yield from _held(f"cursor key, {where}", wires, WITHIN, Aim(150))
        yield Row(f"  bytes, followed, {where}", "B", [_followed(ours, key) for key in within[: plan.follows]])
        if scrolls:
            for wire in (ours, plain):
                _go_to_edge(wire, size)
            scrolling = ["j"] * plan.keys
            yield _pressed(f"scroll key, {where}", ours, reference, scrolling, Aim(15, Of.P95), SCROLL_BYTES)
            yield from _held(f"scroll key, {where}", wires, "j", Aim(600))


def _pressed(what: str, ours: Wire, reference: Wire, keys: Iterable[str], aim: Aim, large: int | None = None) -> Row:
    """Milliseconds from single keys to their repaints."""
    taken: tuple[list[float], list[float]] = ([], [])
    for key in keys:
        for wire, times in zip((ours, reference), taken, strict=True):
            times.append(wire.press(key, large).seconds * 1e3)
            wire.listen(random.uniform(0.005, 0.025))
    return Row(what, "ms", *taken, aim)


def _held(what: str, wires: Sequence[Wire], keys: str, aim: Aim) -> Iterator[Row]:
    """Processor time and bytes a key while keys are held down, in the browser, without its diff, in the empty app."""
    for wire in wires:
        wire.settle()
    before = [wire.cpu_seconds() for wire in wires]
    sent = [0] * len(wires)
    for key in islice(cycle(keys), HELD_KEYS):
        for wire in wires:
            wire.send(key)
        sent = [sum(pair) for pair in zip(sent, listen_to(wires, 1 / HELD_HZ), strict=True)]
    cpu = [(wire.cpu_seconds() - start) * 1e3 / HELD_KEYS for wire, start in zip(wires, before, strict=True)]
    ours, plain, reference = (count / HELD_KEYS for count in sent)
    yield Row(f"  processor time, held, {what}", "ms", cpu[:1], cpu[2:])
    yield Row(f"  bytes, held, {what}", "B", [ours], [reference], aim)
    yield Row(f"  bytes, held, --no-diff, {what}", "B", [plain], [reference])


def _followed(wire: Wire, key: str) -> int:
    """Bytes of a key and of all that follows it."""
    wire.settle()
    wire.send(key)
    return wire.listen(FOLLOWED_SECONDS)


def _go_to_edge(wire: Wire, size: Size) -> None:
    """Bring the cursor to where the next key scrolls."""
    wire.send("j" * size.lines)
    wire.settle()
