"""A catalog of any number of runs that lie on no disk: copies of real ones, each with a path and figures of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.record import Record, Value
from spt_tui.runs.run import Run

ROOT = "/synthetic/runs"


def synthetic_runs(source: Sequence[Run], count: int, root: str = ROOT) -> Iterator[Run]:
    """`count` runs like those of `source` below `root`; the same arguments give the same runs.

    Every finite number of a summary, and every extreme, is a little different in each, as it would be: what is
    measured is seldom equal.
    """
    chance = random.Random(count)
    for place in range(count):
        run = source[place % len(source)]
        turn = place // len(source)
        below = run.dir[len(run.root) :].strip("/") or run.name
        first, _, rest = below.partition("/")
        id = f"{first}-{turn}/{rest}" if rest else f"{first}-{turn}"
        dir = f"{root}/{id}"
        checkpoint_path = run.checkpoint_path and run.checkpoint_path.replace(run.dir, dir)
        names = ("summary", "lows", "highs")
        shaken = {name: _shaken(getattr(run, name), chance) for name in names}
        yield replace(run, root=root, dir=dir, id=id, checkpoint_path=checkpoint_path, **shaken)


def synthetic_catalog(source: Sequence[Run], count: int, root: str = ROOT) -> Catalog:
    """A catalog that holds `synthetic_runs`."""
    catalog = Catalog()
    for run in synthetic_runs(source, count, root):
        catalog.put(run)
    return catalog


def _shaken(summary: Record, chance: random.Random) -> Record:
    return Record({key: _other(value, chance) for key, value in summary.items()})


def _other(value: Value, chance: random.Random) -> Value:
    return value * chance.uniform(0.9, 1.1) if isinstance(value, float) else value
