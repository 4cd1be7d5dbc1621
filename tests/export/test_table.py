from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from spt_tui.export.aligned import cells_of
from spt_tui.export.table import json_lines, text_lines
from spt_tui.runs.arrange import Arrangement, arrange
from spt_tui.runs.columns import column
from spt_tui.runs.metric_directions import Directions
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from tests.catalogs import catalog_of

RUNS = [
    Run("/r/a", "/r", "a", "模型", State.COMPLETED, sweep="7", summary=Record({"loss": math.nan})),
    Run("/r/b\udcff", "/r", "b", "long-name", State.RUNNING, summary=Record({"loss": 0.5, "acc": math.inf})),
]


def test_text_is_aligned_by_cells() -> None:
    lines = text_lines(RUNS, [column("name"), column("m.loss"), column("sweep")], 0.0)
    assert lines == ["name       loss  sweep", "模型        NaN  7", "long-name   0.5  -"]
    assert {cells_of(line.rstrip("7- ")) for line in lines[1:]} == {15}


def test_group_heads_stand_between() -> None:
    rows = arrange(catalog_of(RUNS), Arrangement(grouped=True), 0.0).rows
    assert text_lines(rows, [column("name")], 0.0) == [
        "name",
        "sweep 7 · 1 run · 1 completed",
        "模型",
        "no sweep · 1 run · 1 running",
        "long-name",
    ]


def test_json_is_strict_and_one_object_a_line() -> None:
    first, second = (json.loads(line, parse_constant=lambda word: 1 / 0) for line in json_lines(RUNS, 0.0))
    assert first["summary"] == {"loss": "NaN"}
    assert second["summary"] == {"loss": 0.5, "acc": "Infinity"}
    assert second["run_dir"] == "/r/b\\udcff"
    assert first["state"] == "completed"


def test_json_judges_each_run_beside_its_sweep() -> None:
    now = 1e6
    times = {"created_at": now - 1_000, "heartbeat_at": now - 1}
    known = [
        Run(f"/r/{place}", "/r", f"{place}", f"{place}", State.RUNNING, step=step, sweep="7", **times)
        for place, step in enumerate([999, 999, 999, 99])
    ]
    slow = replace(
        known[3],
        hparams=Record({"trainer.max_steps": 200}),
        summary=Record({"eval/loss": 0.5}),
        lows=Record({"eval/loss": 0.25}),
        highs=Record({"eval/loss": 2.5}),
    )
    catalog = catalog_of([*known[:3], slow])
    *_, beside = (json.loads(line) for line in json_lines(catalog.view(range(4)), now, catalog))
    (alone,) = (json.loads(line) for line in json_lines([slow], now))
    assert (beside["health"], alone["health"]) == ("slow", "ok")
    assert beside["health_reason"] == "0.1 steps/s, the median of its sweep is 1 steps/s"
    assert beside["eta_seconds"] == pytest.approx(999)
    assert beside["bests"] == {"eval/loss": 0.25}
    catalog.judge_by(Directions({"/r": {"eval/loss": False}}))
    (turned,) = (json.loads(line) for line in json_lines([slow], now, catalog))
    assert turned["bests"] == {"eval/loss": 2.5}
    first = json.loads(next(iter(json_lines(RUNS, now))))
    assert (first["health"], first["health_reason"], first["eta_seconds"]) == ("nan", "loss is NaN", None)
