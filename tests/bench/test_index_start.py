"""That the start from a kept index is measured on what was kept."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace

from tests.bench import index_start
from tests.bench.ground import QUICK, Ground


def test_a_start_from_the_index_is_measured() -> None:
    before = os.environ.get("XDG_CACHE_HOME")
    with ExitStack() as stack:
        rows = list(index_start.rows(Ground(replace(QUICK, many=20, arranged=(50,), starts=1), stack)))
    figures = {row.what.strip(): row.ours for row in rows}
    assert figures.keys() == {
        "from the index to a screenful, 50 runs", "processor time, 50 runs", "resident, 50 runs",
        "resident at most, 50 runs", "the file, 50 runs",
    }  # fmt: skip
    assert all(len(values) == 1 and values[0] > 0 for values in figures.values())
    assert figures["resident at most, 50 runs"] >= figures["resident, 50 runs"]
    assert os.environ.get("XDG_CACHE_HOME") == before
