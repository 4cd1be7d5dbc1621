from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs import order
from spt_tui.runs.arrange import Arrangement, Arranger, Group, Rows, arrange, best_of
from spt_tui.runs.metric_directions import Directions
from spt_tui.runs.query import parse
from spt_tui.runs.record import Record, Value
from spt_tui.runs.run import Run, State
from tests.catalogs import catalog_of

NOW = 1_000_000.0


def make(
    name: str, value: object = None, sweep: str | None = None, state: State = State.COMPLETED, **fields: object
) -> Run:
    summary = Record({} if value is None else {"fit/loss": value})  # type: ignore[dict-item]
    return Run(dir=f"/r/{name}", root="/r", id=name, name=name, state=state, sweep=sweep, summary=summary, **fields)  # type: ignore[arg-type]


VALUES = st.one_of(st.none(), st.floats(), st.integers(), st.text("aAbBß", max_size=3), st.booleans())
RUNS = st.lists(VALUES, max_size=30).map(lambda values: [make(f"run{place:02}", v) for place, v in enumerate(values)])
LOSS = "m.fit/loss"


def arranged(runs: Iterable[Run], sort: str = "age", descending: bool = False, **more: object) -> Rows:
    return arrange(catalog_of(runs), Arrangement(sort=sort, descending=descending, **more), NOW)  # type: ignore[arg-type]


def names(rows: Rows) -> list[str]:
    return [row.dir.rpartition("/")[2] for row in rows.rows]


@given(RUNS, st.booleans())
def test_sorting_loses_nothing_and_puts_the_absent_last(runs: list[Run], descending: bool) -> None:
    found = [row for row in arranged(reversed(runs), LOSS, descending).rows if isinstance(row, Run)]
    assert {run.dir for run in found} == {run.dir for run in runs}
    absent = [
        run.summary.get("fit/loss") in (None,) or run.summary["fit/loss"] != run.summary["fit/loss"] for run in found
    ]
    assert absent == sorted(absent)


@given(RUNS, st.booleans())
def test_present_keys_are_in_order_numbers_before_texts(runs: list[Run], descending: bool) -> None:
    found = [row.summary.get("fit/loss") for row in arranged(runs, LOSS, descending).rows if isinstance(row, Run)]
    keys = [(isinstance(key, str), key.casefold() if isinstance(key, str) else key) for key in found if not absent(key)]
    assert keys == sorted(keys, reverse=descending)  # type: ignore[type-var]


def absent(value: object) -> bool:
    return value is None or value != value


@given(RUNS, st.booleans())
def test_order_does_not_depend_on_the_order_of_arrival(runs: list[Run], descending: bool) -> None:
    assert names(arranged(runs, LOSS, descending)) == names(arranged(reversed(runs), LOSS, descending))


def test_numbers_sort_as_numbers_and_ties_by_id() -> None:
    runs = [make("d", 10), make("c", 9.5), make("b", 10.0), make("a", math.nan), make("e")]
    assert names(arranged(runs, LOSS)) == ["c", "b", "d", "a", "e"]
    assert names(arranged(runs, LOSS, descending=True)) == ["b", "d", "c", "a", "e"]


def test_hparams_sort_by_value_whatever_they_hold() -> None:
    runs = [replace(make(str(lr)), hparams=Record({"optim.lr": lr})) for lr in (0.1, "auto", 1e-5, True)]
    assert names(arranged(runs, "hp.optim.lr")) == ["1e-05", "0.1", "True", "auto"]


def test_newest_first_by_default() -> None:
    rows = arranged([make("old", created_at=1.0), make("new", created_at=2.0), make("none")])
    assert names(rows) == ["new", "old", "none"]


def test_groups_count_states_and_carry_the_best_of_the_sorted_metric() -> None:
    runs = [make("a", 3.0, "7"), make("b", 1.0, "7", State.FAILED), make("c", 2.0, "8"), make("d", 0.5)]
    rows = arranged(runs, LOSS, grouped=True).rows
    heads = [row for row in rows if isinstance(row, Group)]
    assert [(head.sweep, head.size, head.best) for head in heads] == [("7", 2, 1.0), ("8", 1, 2.0), ("", 1, 0.5)]
    assert heads[0].counts == ((State.FAILED, 1), (State.COMPLETED, 1))
    assert rows.place_of("/r/b") == 1
    assert rows.place_of("sweep:8") == 3
    assert rows.place_of("/r/never") is None


GROUPED = st.lists(st.tuples(VALUES, st.sampled_from([None, "7", "8", "9"])), max_size=30)


@given(GROUPED, st.booleans(), st.sets(st.sampled_from(["", "7", "8", "9"])), st.booleans())
def test_grouped_rows_are_the_plain_ones_dealt_to_their_sweeps(
    given: list[tuple[object, str | None]], descending: bool, folded: set[str], filtered: bool
) -> None:
    catalog = catalog_of([make(f"run{place:02}", value, sweep) for place, (value, sweep) in enumerate(given)])
    wanted = Arrangement(parse("-run3") if filtered else None, LOSS, descending)
    plain = [row for row in arrange(catalog, wanted, NOW).rows if isinstance(row, Run)]
    sweeps = sorted(dict.fromkeys(run.sweep or "" for run in plain), key=lambda sweep: sweep == "")
    expected, slots = list[str](), list[int]()
    for sweep in sweeps:
        runs = [run for run in plain if (run.sweep or "") == sweep]
        slots += [catalog.find(run.dir) or 0 for run in runs]
        expected += [f"sweep:{sweep}", *(run.dir for run in runs if sweep not in folded)]
    grouped = arrange(catalog, replace(wanted, grouped=True, collapsed=frozenset(folded)), NOW)
    assert [row.dir for row in grouped.rows] == expected
    assert [grouped.rows.place_of(dir) for dir in expected] == list(range(len(expected)))
    hidden = {run.dir for run in plain}.difference(expected)
    assert {grouped.rows.place_of(dir) for dir in hidden} <= {None}
    assert list(grouped.slots) == slots
    assert [row.dir for row in grouped.rows[1:-1]] == expected[1:-1]
    assert [head.size for head in grouped.rows if isinstance(head, Group)] == [
        sum((run.sweep or "") == sweep for run in plain) for sweep in sweeps
    ]


def test_a_folded_sweep_keeps_its_head_its_count_and_its_runs() -> None:
    rows = arranged([make("a", 3.0, "7"), make("b", 1.0, "7")], grouped=True, collapsed=frozenset({"7"}))
    assert [row.dir for row in rows.rows] == ["sweep:7"]
    assert rows.shown == 2
    assert rows.dirs_of("7") == {"/r/a", "/r/b"}
    assert rows.rows.place_of("/r/a") is None


def test_the_best_of_a_sweep_is_what_people_say_is_best() -> None:
    catalog = catalog_of([make("a", 3.0, "7"), make("b", 1.0, "7"), make("c", 2.0, "8")])
    catalog.judge_by(Directions({"/r": {"fit/loss": False}}))
    rows = Arranger(catalog).rows(Arrangement(sort="m.fit/loss", descending=True, grouped=True), NOW).rows
    assert [(head.sweep, head.best) for head in rows if isinstance(head, Group)] == [("7", 3.0), ("8", 2.0)]


def test_best_is_the_largest_where_large_is_good() -> None:
    keys: list[Value] = [0.1, math.nan, 0.7, 0.9, "odd"]
    assert best_of(keys, [0, 2, 4, 1], False, descending=False) == 0.7
    assert best_of(keys, [4, 2, 0, 1], False, descending=True) == 0.7
    assert best_of(keys, [0, 2, 1], True, descending=False) == 0.1
    assert best_of(keys, [2, 0, 1], True, descending=True) == 0.1
    assert best_of(keys, [4, 1], True, descending=True) is None


def moved(arrangement: Arrangement, **changes: object) -> bool:
    """Whether a live run that changes so moves a row."""
    run = make("a", 1.0, state=State.RUNNING, step=1, created_at=NOW - 50)
    catalog = catalog_of([run, make("b", 2.0)])
    arranger = Arranger(catalog)
    arranger.rows(arrangement, NOW)
    catalog.put(replace(run, **changes))  # type: ignore[arg-type]
    return not arranger.stays(0)


def test_a_live_update_moves_no_row_unless_its_sort_key_changed() -> None:
    assert not moved(Arrangement(), step=2)
    assert moved(Arrangement(sort="step"), step=2)
    assert not moved(Arrangement(), state=State.STALE)
    assert moved(Arrangement(grouped=True), state=State.STALE)
    assert moved(Arrangement(grouped=True), sweep="9")
    assert moved(Arrangement(parse("state:running")), state=State.STALE)
    assert not moved(Arrangement(parse("state:completed")), step=2)
    assert not moved(Arrangement(sort="duration"), heartbeat_at=NOW)


def test_a_run_that_came_or_went_moves_rows() -> None:
    catalog = catalog_of([make("a"), make("b")])
    arranger = Arranger(catalog)
    rows = arranger.rows(Arrangement(), NOW)
    catalog.put(make("c"))
    assert not arranger.stays(2)
    catalog.drop("/r", "a")
    assert not arranger.stays(0)
    gone = rows.rows[0]
    assert isinstance(gone, Run)
    assert (gone.dir, gone.status) == ("/r/a", "gone")
    assert names(arranger.rows(Arrangement(), NOW)) == ["b", "c"]


def test_an_order_follows_what_changed() -> None:
    catalog = catalog_of([make("a", 1.0), make("b", 2.0), make("c", math.nan)])
    arranger = Arranger(catalog)
    assert names(arranger.rows(Arrangement(sort=LOSS), NOW)) == ["a", "b", "c"]
    catalog.put(make("a", 3.0))
    assert names(arranger.rows(Arrangement(sort=LOSS), NOW)) == ["b", "a", "c"]
    catalog.put(make("c", 0.0))
    catalog.put(make("d", 2.5))
    assert names(arranger.rows(Arrangement(sort=LOSS), NOW)) == ["c", "b", "d", "a"]


def test_an_order_at_hand_is_taken_as_it_is_but_for_the_filter() -> None:
    catalog = catalog_of([make("a", 1.0), make("b", 2.0), make("c", 3.0)])
    arranger = Arranger(catalog)
    arranger.rows(Arrangement(sort=LOSS), NOW)
    catalog.put(make("a", 9.0))
    catalog.put(make("d", 0.0))
    narrowed = Arrangement(parse("-name:b"), sort=LOSS)
    assert names(arranger.rows(narrowed, NOW, at_hand=True)) == ["a", "c"]
    assert not arranger.stays(0)
    assert not arranger.stays(3)
    assert names(arranger.rows(narrowed, NOW)) == ["d", "c", "a"]
    assert arranger.stays(0)


def test_an_order_by_duration_is_made_anew_in_time() -> None:
    running = make("a", state=State.RUNNING, created_at=NOW - 10)
    catalog = catalog_of([running, make("b", created_at=NOW - 500, ended_at=NOW - 480)])
    arranger = Arranger(catalog)
    assert names(arranger.rows(Arrangement(sort="duration"), NOW)) == ["a", "b"]
    assert names(arranger.rows(Arrangement(sort="duration"), NOW + 100)) == ["b", "a"]


@given(RUNS, st.booleans())
def test_turning_an_order_round_is_sorting_anew(runs: list[Run], descending: bool) -> None:
    catalog = catalog_of(runs)
    arranger = Arranger(catalog)
    arranger.rows(Arrangement(sort=LOSS, descending=descending), NOW)
    turned = Arrangement(sort=LOSS, descending=not descending)
    assert names(arranger.rows(turned, NOW)) == names(arrange(catalog, turned, NOW))


def test_a_live_run_that_is_slower_than_its_sweep_stays_where_the_filter_has_it() -> None:
    """The filter's mask judges it beside the others, and so must what is asked of it at each heartbeat."""
    now = time.time()
    times = {"created_at": now - 1_000, "heartbeat_at": now}
    runs = [make(f"quick{place}", 1.0, "48", State.RUNNING, step=100_000, **times) for place in range(4)]
    catalog = catalog_of([*runs, make("slow", 1.0, "48", State.RUNNING, step=100, **times)])
    arranger, slow = Arranger(catalog), parse("health:slow")
    assert names(arranger.rows(Arrangement(slow, sort="name"), now)) == ["slow"]
    assert all(map(arranger.stays, range(5)))
    assert list(map(slow.among(catalog).matches, catalog.view(range(5)))) == [False] * 4 + [True]
    assert list(map(parse("-health:slow m.fit/loss:1").among(catalog).matches, catalog.view(range(5)))) == [
        *[True] * 4,
        False,
    ]


@given(RUNS, RUNS, st.booleans(), st.booleans(), st.booleans())
def test_what_was_foreseen_is_what_would_have_been_made(
    runs: list[Run], later: list[Run], descending: bool, grouped: bool, turned: bool
) -> None:
    catalog = catalog_of(runs)
    arranger = Arranger(catalog)
    arranger.rows(Arrangement(), NOW)
    wanted = Arrangement(sort="name", descending=descending, grouped=grouped)
    for column_id in ("tags", "state", LOSS, "name"):
        arranger.foresee(replace(wanted, sort=column_id, descending=descending is not turned), NOW)
    arranger.rows(Arrangement(), NOW)
    for run in later:
        catalog.put(replace(run, name=f"new {run.name}"))
    assert names(arranger.rows(wanted, NOW)) == names(arrange(catalog, wanted, NOW))
    arranger.forget()
    assert names(arranger.rows(Arrangement(), NOW)) == names(arrange(catalog, Arrangement(), NOW))


def test_taking_what_was_foreseen_arranges_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = catalog_of([make(f"run{place}", float(-place), "48") for place in range(9)])
    arranger, by_loss = Arranger(catalog), Arrangement(sort=LOSS)
    arranger.rows(Arrangement(), NOW)
    arranger.foresee(by_loss, NOW)
    sorts: list[object] = []
    monkeypatch.setattr(order, "sort_slots", lambda *given: sorts.append(given))
    assert names(arranger.rows(by_loss, NOW + 1))[0] == "run8"
    assert not sorts


def test_what_was_foreseen_leaves_the_rows_that_are_shown_as_they_are() -> None:
    """A heartbeat is judged by the order on the screen, not by one that may come."""
    catalog = catalog_of([make("a", 1.0, "48"), make("b", 2.0, "48")])
    arranger = Arranger(catalog)
    arranger.rows(Arrangement(sort=LOSS), NOW)
    arranger.foresee(Arrangement(sort="name"), NOW)
    catalog.put(make("a", 3.0, "48"))
    assert not arranger.stays(0)
