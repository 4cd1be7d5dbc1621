"""Arranging: to filter and sort all runs, as every key in the filter line does. In this process, without a screen."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from itertools import pairwise

from spt_tui.runs import query
from spt_tui.runs.arrange import Arrangement, Arranger
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.scan import scan
from tests.bench.ground import Ground
from tests.bench.synthetic import synthetic_catalog
from tests.bench.table import Row

REPEATS = 5
FILTER = "tag:cifar10 -status:failed"
METRIC = "m.eval/top1"
ARRANGEMENTS = {
    "sorted by age": Arrangement(),
    "sorted by name": Arrangement(sort="name"),
    "sorted by a metric": Arrangement(sort=METRIC, descending=True),
    f"sorted by a metric, {FILTER}": Arrangement(query.parse(FILTER), METRIC, descending=True),
    "by sweeps and a metric": Arrangement(sort=METRIC, descending=True, grouped=True),
}
TYPED = {
    "one more letter of a word": "2026-0",
    "one more letter of a tag": "tag:cifar10",
    "one more letter of a pattern": "name:*f1*",
    "one more digit of a number": "hp.optim.lr:0.1",
    "one more digit of a limit": "m.eval/top1>0.75",
    "one more letter of an age": "age<2d",
    "one more letter of an expression": "/f1[0-9]*/",
    "one more letter of terms in a group": "(tag:cifar10 or fit/loss<0.5) -status:failed dir:*f1",
}


def rows(ground: Ground) -> Iterator[Row]:
    """Milliseconds."""
    known = list(scan(str(ground.many.root)))
    for count in ground.plan.arranged:
        catalog = synthetic_catalog(known, count)
        gc.collect()
        gc.freeze()  # as the browser does with what its start has made
        for name, arrangement in ARRANGEMENTS.items():
            yield Row(f"{count:,} runs {name}", "ms", [_sorted(catalog, arrangement) for _ in range(REPEATS)])
        for name, text in TYPED.items():
            yield Row(f"{count:,} runs, {name}", "ms", [_typed(catalog, text) for _ in range(REPEATS)])


def _sorted(catalog: Catalog, arrangement: Arrangement) -> float:
    """Milliseconds to arrange after another order was shown: nothing is at hand but the order of ids."""
    arranger = Arranger(catalog)
    arranger.rows(Arrangement(sort="state"), time.time())
    return _timed(arranger, arrangement)


def _typed(catalog: Catalog, text: str) -> float:
    """Milliseconds of the slowest of the text's last three letters, while runs keep coming."""
    arranger = Arranger(catalog)
    arranger.rows(Arrangement(), time.time())
    lengths = range(max(1, len(text) - 3), len(text) + 1)
    filters = [query.parse(text[:length]) for length in lengths]
    return max(_timed(arranger, Arrangement(after), at_hand=True) for _, after in pairwise(filters))


def _timed(arranger: Arranger, arrangement: Arrangement, at_hand: bool = False) -> float:
    began = time.perf_counter()
    arranger.rows(arrangement, time.time(), at_hand)
    return (time.perf_counter() - began) * 1e3
