from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.arrange import Arrangement, Group, arrange, best_value, same_place, sort_runs
from spt_tui.runs.columns import column
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State

NOW = 1_000_000.0


def make(
    name: str, value: object = None, sweep: str | None = None, state: State = State.COMPLETED, **fields: object
) -> Run:
    summary = Record({} if value is None else {"fit/loss": value})  # type: ignore[dict-item]
    return Run(dir=f"/r/{name}", root="/r", id=name, name=name, state=state, sweep=sweep, summary=summary, **fields)  # type: ignore[arg-type]


VALUES = st.one_of(st.none(), st.floats(), st.integers(), st.text(max_size=3), st.booleans())
RUNS = st.lists(VALUES, max_size=30).map(lambda values: [make(f"run{place:02}", v) for place, v in enumerate(values)])


@given(RUNS, st.booleans())
def test_sorting_loses_nothing_and_puts_the_absent_last(runs: list[Run], descending: bool) -> None:
    found = sort_runs(reversed(runs), column("m.fit/loss"), descending, NOW)
    assert {run.dir for run in found} == {run.dir for run in runs}
    absent = [
        run.summary.get("fit/loss") in (None,) or run.summary["fit/loss"] != run.summary["fit/loss"] for run in found
    ]
    assert absent == sorted(absent)


@given(RUNS, st.booleans())
def test_order_does_not_depend_on_the_order_of_arrival(runs: list[Run], descending: bool) -> None:
    by = column("m.fit/loss")
    assert sort_runs(runs, by, descending, NOW) == sort_runs(reversed(runs), by, descending, NOW)


def test_numbers_sort_as_numbers_and_ties_by_id() -> None:
    runs = [make("d", 10), make("c", 9.5), make("b", 10.0), make("a", math.nan), make("e")]
    assert [run.name for run in sort_runs(runs, column("m.fit/loss"), False, NOW)] == ["c", "b", "d", "a", "e"]
    assert [run.name for run in sort_runs(runs, column("m.fit/loss"), True, NOW)] == ["b", "d", "c", "a", "e"]


def test_hparams_sort_by_value_whatever_they_hold() -> None:
    runs = [replace(make(str(lr)), hparams=Record({"optim.lr": lr})) for lr in (0.1, "auto", 1e-5, True)]
    assert [run.name for run in sort_runs(runs, column("hp.optim.lr"), False, NOW)] == ["1e-05", "0.1", "True", "auto"]


def test_newest_first_by_default() -> None:
    rows = arrange([make("old", created_at=1.0), make("new", created_at=2.0), make("none")], Arrangement(), NOW).rows
    assert [row.dir for row in rows] == ["/r/new", "/r/old", "/r/none"]


def test_groups_count_states_and_carry_the_best_of_the_sorted_metric() -> None:
    runs = [make("a", 3.0, "7"), make("b", 1.0, "7", State.FAILED), make("c", 2.0, "8"), make("d", 0.5)]
    rows = arrange(runs, Arrangement(sort="m.fit/loss", grouped=True), NOW)
    heads = [row for row in rows.rows if isinstance(row, Group)]
    assert [(head.sweep, head.size, head.best) for head in heads] == [("7", 2, 1.0), ("8", 1, 2.0), ("", 1, 0.5)]
    assert heads[0].counts == ((State.FAILED, 1), (State.COMPLETED, 1))
    assert rows.places["/r/b"] == 1


def test_a_folded_sweep_keeps_its_head_and_its_count() -> None:
    runs = [make("a", 3.0, "7"), make("b", 1.0, "7")]
    rows = arrange(runs, Arrangement(grouped=True, collapsed=frozenset({"7"})), NOW)
    assert [row.dir for row in rows.rows] == ["sweep:7"]
    assert rows.shown == 2


def test_best_is_the_largest_where_large_is_good() -> None:
    runs = [
        replace(make(name), summary=Record({"eval/top1": value}))
        for name, value in (("a", 0.1), ("b", math.nan), ("c", 0.7))
    ]
    assert best_value(runs, "eval/top1") == 0.7
    assert best_value([], "eval/top1") is None


def test_a_live_update_moves_no_row_unless_its_sort_key_changed() -> None:
    old = make("a", 1.0, state=State.RUNNING, step=1)
    assert same_place(old, replace(old, step=2), Arrangement(), NOW)
    assert not same_place(old, replace(old, step=2), Arrangement(sort="step"), NOW)
    assert not same_place(old, replace(old, state=State.STALE), Arrangement(grouped=True), NOW)
    running = Arrangement(matches=lambda run: run.state is State.RUNNING)
    assert not same_place(old, replace(old, state=State.STALE), running, NOW)
