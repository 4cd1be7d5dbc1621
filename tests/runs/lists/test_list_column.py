"""Columns by the words that users write, and the order of runs by them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.lists.list_column import UnknownColumn, column_words, is_unused, list_column
from spt_tui.runs.lists.list_order import ordered_slots
from spt_tui.runs.lists.run_group import groups, hparam_of, tags_of
from spt_tui.runs.metric_directions import Directions
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from tests.catalogs import catalog_of
from tests.strategies import runs

NOW = 2e9


def run(name: str, **fields: object) -> Run:
    return Run(f"/r/{name}", "/r", name, name, State.COMPLETED, **fields)  # type: ignore[arg-type]


CATALOG = catalog_of(
    [
        run("a", summary=Record({"loss": 1.0, "both": 1}), hparams=Record({"lr": 0.1, "both": 2})),
        run("b", lows=Record({"loss": 0.5}), highs=Record({"loss": 4.0}), checkpoint_path="/r/b/x.ckpt"),
    ]
)


@pytest.mark.parametrize(
    ("word", "id"),
    [
        ("state", "state"),
        ("run_id", "id"),
        ("took", "duration"),
        ("left", "eta"),
        ("checkpoint_path", "checkpoint"),
        ("loss", "m.loss"),
        ("lr", "hp.lr"),
        ("m.loss", "m.loss"),
        ("summary.loss", "m.loss"),
        ("hparams.lr", "hp.lr"),
        ("bests.loss", "best.loss"),
        ("m.both", "m.both"),
        ("hp.none", "hp.none"),
    ],
)
def test_words_name_columns(word: str, id: str) -> None:
    assert list_column(word, CATALOG).id == id


@pytest.mark.parametrize(("word", "said"), [("both", "write m.both or hp.both"), ("losss", "did you mean m.loss")])
def test_words_that_name_none_or_two_are_refused(word: str, said: str) -> None:
    with pytest.raises(UnknownColumn, match=said):
        list_column(word, CATALOG)


def test_every_word_that_is_offered_names_a_column_that_is_used() -> None:
    words = list(column_words(CATALOG))
    assert {"state", "dir", "m.loss", "best.loss", "hp.lr"} <= set(words)
    assert [list_column(word, CATALOG).id for word in words] == words
    assert not any(is_unused(word, CATALOG) for word in words) and is_unused("hp.none", CATALOG)


def test_a_best_follows_the_directions_of_the_catalog() -> None:
    catalog = catalog_of([CATALOG.run(1)])
    for directions, best in ((Directions({}), 0.5), (Directions({"/r": {"loss": False}}), 4.0)):
        catalog.judge_by(directions)
        column = list_column("best.loss", catalog).among(catalog)
        assert column.plain(catalog.run(0), NOW) == best == column.column.keys(catalog, NOW)[0]
        assert column.starts_high(catalog) is (best == 4.0)


@settings(max_examples=25)
@given(st.lists(runs(), max_size=6, unique_by=lambda run: run.dir))
def test_programs_read_what_the_order_goes_by(found: list[Run]) -> None:
    catalog = catalog_of(found)
    for word in ("created", "ended", "updated", "heartbeat", "dir", "checkpoint", "step", "duration", "age"):
        column = list_column(word, catalog).among(catalog)
        keys = column.column.keys(catalog, NOW)
        for slot in catalog.slots():
            value, key = column.plain(catalog.run(slot), NOW), keys[slot]
            assert value == key or (value in (None, "") and (key is None or key != key))


@given(st.lists(st.one_of(st.none(), st.floats(), st.integers(-5, 5)), max_size=12), st.booleans())
def test_what_lacks_a_value_comes_last_in_both_directions(values: list[float | None], is_reversed: bool) -> None:
    records = [Record({}) if value is None else Record({"x": value}) for value in values]
    catalog = catalog_of([run(f"{place:02}", hparams=record) for place, record in enumerate(records)])
    by = list_column("hp.x", catalog)
    slots = ordered_slots(catalog, catalog.present(), by, NOW, is_reversed)
    assert sorted(slots) == list(range(len(values)))
    told = [values[slot] for slot in slots]
    absent = [value is None or math.isnan(value) for value in told]
    assert absent == sorted(absent)
    numbers = [value for value in told if value is not None and not math.isnan(value)]
    assert numbers == sorted(numbers, reverse=is_reversed)


def test_groups_tell_true_from_one_and_take_all_nans_for_one() -> None:
    nans = [float("nan"), math.nan]
    values = [1, True, 1.0, "1", *nans, None]
    catalog = catalog_of([run(str(place), hparams=Record({"x": value})) for place, value in enumerate(values)])
    found = [(group.key, list(group.slots)) for group in groups(catalog, range(7), hparam_of(catalog, "x"))]
    assert [slots for _, slots in found] == [[0, 2], [1], [3], [4, 5], [6]] and found[-1][0] is None
    assert [key for key, _ in found[:3]] == [1, True, "1"]


def test_a_run_is_in_the_group_of_each_of_its_tags_once() -> None:
    catalog = catalog_of([run("a", tags=("x", "y", "x")), run("b"), run("c", tags=("y",))])
    found = {group.key: list(group.slots) for group in groups(catalog, range(3), tags_of(catalog))}
    assert found == {"x": [0], "y": [0, 2], None: [1]} and list(found)[-1] is None
