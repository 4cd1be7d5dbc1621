from __future__ import annotations

import math

import pytest

from spt_tui.runs import columns
from spt_tui.runs.columns import column
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State

NOW = 1_000_000.0


def make(state: State = State.COMPLETED, **fields: object) -> Run:
    return Run(dir="/r/a", root="/r", id="a", name="a", state=state, **fields)  # type: ignore[arg-type]


def test_state_is_a_glyph_and_a_word() -> None:
    texts = {column("state").text(make(state), NOW) for state in State}
    assert len(texts) == len(State)
    assert all(" " in text for text in texts)
    assert column("state").text(make(State.UNKNOWN, status="paused"), NOW) == "? paused"


@pytest.mark.parametrize("seconds", [0, 30, 59, 61, 3_599, 7_500, 200_000])
def test_a_running_runs_duration_moves_by_the_minute(seconds: float) -> None:
    run = make(State.RUNNING, created_at=NOW - seconds)
    text = column("duration").text(run, NOW)
    assert column("duration").text(run, NOW + 0.9) == text
    assert "s" not in text


def test_durations() -> None:
    assert columns.duration(make(created_at=10.0, ended_at=25.0), NOW) == 15
    assert columns.duration(make(State.STALE, created_at=10.0, heartbeat_at=20.0), NOW) == 10
    assert columns.duration(make(), NOW) is None
    assert column("duration").text(make(State.RUNNING, created_at=NOW - 7_500), NOW) == "2h05m"
    assert column("duration").text(make(State.RUNNING, created_at=NOW - 200), NOW) == "3m"
    assert column("duration").text(make(State.RUNNING, created_at=NOW - 273_600), NOW) == "3d4h"


def test_none_is_a_dash_and_nan_is_nan() -> None:
    run = make(summary=Record({"loss": math.nan}))
    assert column("m.loss").text(run, NOW) == "NaN"
    assert column("m.other").text(run, NOW) == "-"
    assert column("step").text(run, NOW) == "-"
    assert column("step").text(make(step=12_400, epoch=3), NOW) == "12.4k/3"


def test_tags_leave_the_sweep_to_its_own_column() -> None:
    run = make(tags=("digits", "sweep:48213"), sweep="48213")
    assert column("tags").text(run, NOW) == "digits"
    assert column("sweep").text(run, NOW) == "48213"


def test_shared_metrics_come_by_how_many_share_them_then_by_interest() -> None:
    both = {"lr-AdamW": 1.0, "fit/loss": 1.0, "eval/top1": 1.0, "epoch": 1.0, "rankme": 1.0}
    runs = [make(summary=Record(both)), make(summary=Record(both)), make(summary=Record({"rare/loss": 1.0}))]
    assert columns.shared_metrics(runs) == ["fit/loss", "eval/top1", "rankme", "lr-AdamW", "rare/loss", "epoch"]


def test_an_unknown_column_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        column("nonsense")
