from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs import columns
from spt_tui.runs.column_keys import joined_tags
from spt_tui.runs.columns import column
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.runs.run_texts import duration
from tests.catalogs import catalog_of
from tests.strategies import runs

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
    assert duration(make(created_at=10.0, ended_at=25.0), NOW) == 15
    assert duration(make(State.STALE, created_at=10.0, heartbeat_at=20.0), NOW) == 10
    assert duration(make(), NOW) is None
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
    rare = Record({"rare/loss": 1.0})
    runs = [replace(make(summary=Record(both)), dir=f"/r/{name}") for name in "ab"]
    catalog = catalog_of([*runs, replace(make(summary=rare), dir="/r/c")])
    assert columns.shared_metrics(catalog) == ["fit/loss", "eval/top1", "rankme", "lr-AdamW", "rare/loss", "epoch"]
    assert columns.shared_metrics(catalog, b"\0\0\1") == ["rare/loss"]


def test_an_unknown_column_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        column("nonsense")


def same(key: object, value: object) -> bool:
    return key == value or all(each is None or each != each for each in (key, value))


@given(st.lists(runs(), max_size=8, unique_by=lambda run: run.dir))
def test_the_keys_of_all_runs_are_the_values_of_each(known: list[Run]) -> None:
    catalog = catalog_of(known)
    ids = [*(each.id for each in columns.FIXED), "m.fit/loss", "m.odd", "hp.optim.lr", "hp.odd"]
    for by in map(column, ids):
        keys = by.keys(catalog, NOW)
        assert len(keys) == len(known)
        assert all(same(key, by.value(run, NOW)) for key, run in zip(keys, known, strict=True)), by.id


@pytest.mark.parametrize(
    ("tags", "shown"),
    [
        ((), None),
        (("sweep:7",), None),
        (("a", "sweep:7", "b"), "a b"),
        (("sweep:7", "a", "sweep:8", "sweep:7"), "a sweep:8"),
        (("sweep:", "a", "sweep:7"), "sweep: a"),
        (("sweep:", "a"), "sweep: a"),
    ],
)
def test_the_tags_of_a_run_are_shown_without_its_sweep(tags: tuple[str, ...], shown: str | None) -> None:
    assert joined_tags(tags) == shown
