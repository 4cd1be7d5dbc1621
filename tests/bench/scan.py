"""Scanning: ours beside stable-pretraining 0.1.8's `RunScanner`, on the same tree, in turns, each in fresh processes.

`python -m tests.bench.scan ROOT` measures a tree of yours. Nothing is written into it, unless `--write` says that its
running runs may be kept alive and log rows: without that nothing is live, and no poll finds anything changed.

Seconds and processor seconds are those of the scan or the poll alone, without imports. Requests are counted by strace
in a run of its own, those about the tree alone, all that a server could be asked: see `tests.bench.calls`. MB are those
of the whole process afterwards. A request that takes 1 ms is one of `tests.bench.slow_fs`; processor seconds hold the
cost of that too. The reference is driven as its own thread drives it and keeps its thread pools.

A poll of ours looks at the live runs and at a sixtieth of the others, so the steady one is the mean of sixty in a row;
one of the reference looks at everything. What our cold scan puts off is done in the polls soon after, within their
budget, and none of it is in a steady one. The reference puts nothing off and has no index: there the ratios are to its
steady poll and to its cold start. A warm start has put the rows of the last session on the screen long before it ends;
see `tests.bench.index_start` for that.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.comparison import OURS, REFERENCE, Comparison, Costs
from tests.bench.ground import FULL, Ground
from tests.bench.table import aligned, number

HEAD = ("what", "by", "s", "CPU s", "calls", "MB")
PHASES = {
    "cold": "cold start",
    "warm": "warm start, verified",
    "catch_up": "poll soon after, until all is read",
    "steady": "steady poll",
    "changing": "poll, 1 % of the runs logged a row",
}
BESIDE = {"warm": "cold", "catch_up": "steady"}
"""What the reference does where it has nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted of the share that ours takes of what the reference takes."""

    medium: str
    phase: str
    column: int
    """Place in `Cost.values`."""
    limit: float

    @property
    def what(self) -> str:
        """In words."""
        return f"{PHASES[self.phase]}, {HEAD[self.column + 2]}, {self.medium}"


LOCAL, SLOW = "local disk", "1 ms a request"
AIMS = (
    Aim(LOCAL, "steady", 2, 1 / 80),
    Aim(LOCAL, "steady", 1, 1 / 100),
    Aim(LOCAL, "cold", 2, 1 / 2),
    Aim(SLOW, "cold", 0, 1 / 3),
)


def report(ground: Ground) -> str:
    """The tables for the generated tree. A larger one is compared by `python -m tests.bench.scan ROOT`."""
    plan = ground.plan
    with tempfile.TemporaryDirectory() as place:
        many = Comparison(ground.many.root, plan, Path(place), may_write=True)
        return _tables(many, {LOCAL: many.local(), SLOW: many.slow()})


def _tables(comparison: Comparison, media: Mapping[str, Costs]) -> str:
    parts = []
    for medium, costs in media.items():
        if costs:
            parts += [f"{comparison.title}, {medium}:", aligned([HEAD, *_lines(costs)])]
    verdicts = list(_verdicts(media, AIMS))
    if verdicts:
        parts.append(aligned([("share of the reference's", "aim", "measured", "met"), *verdicts], words=1))
    return "\n\n".join([*parts, *comparison.notes, *_noticed(media)])


def _lines(costs: Costs) -> Iterator[Sequence[str]]:
    for phase, name in PHASES.items():
        ours, reference = costs.get((phase, OURS)), costs.get((BESIDE.get(phase, phase), REFERENCE))
        if ours:
            yield name, OURS, *map(_cell, ours.values)
        if reference and phase not in BESIDE:
            yield "", REFERENCE, *map(_cell, reference.values)
        if ours and reference:
            shares = (_share(*pair) for pair in zip(ours.values, reference.values, strict=True))
            yield "", "ratio", *(_ratio(share) for share in shares)


def _verdicts(media: Mapping[str, Costs], aims: Sequence[Aim]) -> Iterator[Sequence[str]]:
    for aim in aims:
        costs = media.get(aim.medium, {})
        sides = [costs.get((aim.phase, side)) for side in (OURS, REFERENCE)]
        share = _share(*(side.values[aim.column] if side else None for side in sides))
        if share is not None:
            yield aim.what, f"≤ {_ratio(aim.limit)}", _ratio(share), "yes" if share <= aim.limit else "**no**"


def _noticed(media: Mapping[str, Costs]) -> Iterator[str]:
    for medium, costs in media.items():
        for side in (OURS, REFERENCE):
            if cost := costs.get(("changing", side)):
                yield (
                    f"Of {cost.rows} logged rows, {medium}, {side} reported {cost.rows - cost.late} with the next poll,"
                    f" {cost.late - cost.missed} with the one after, {cost.missed} not by then."
                )


def _cell(value: float | None) -> str:
    return "" if value is None else number(value)


def _share(ours: float | None, reference: float | None) -> float | None:
    return ours / reference if ours is not None and reference else None


def _ratio(share: float | None) -> str:
    """`1/80`; a share over a half as a factor."""
    if share is None:
        return ""
    return f"1/{1 / share:.3g}" if 0 < share <= 0.5 else f"{share:.2g}"


def main() -> None:
    """Measure the tree that was named, or generated ones."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scan", description="Print what scanning costs.")
    parser.add_argument("root", nargs="?", type=Path, help="the folder that holds the runs; default: generated trees")
    parser.add_argument("--write", action="store_true", help="the tree may be changed: let its running runs log rows")
    options = parser.parse_args()
    with ExitStack() as stack:
        if options.root is None:
            print(report(Ground(FULL, stack)))
            return
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        comparison = Comparison(options.root, FULL, place, may_write=options.write)
        print(_tables(comparison, {LOCAL: comparison.local(), SLOW: comparison.slow()}))


if __name__ == "__main__":
    main()
