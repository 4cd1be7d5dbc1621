from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.natural import natural_key
from spt_tui.runs.compare.difference import differences
from spt_tui.runs.compare.sameness import ABSENT, identity, relative_change
from tests.runs.compare.runs_of import run_of
from tests.strategies import VALUES, records


@pytest.mark.parametrize(
    ("one", "other"), [(1, 1.0), (0.0, -0.0), (math.nan, -math.nan), (math.inf, math.inf), ("a", "a"), (None, None)]
)
def test_a_number_is_its_value(one: object, other: object) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(True, 1), (False, 0), ("1", 1), ("nan", math.nan), (None, ABSENT), ("", None), (2**53 + 1, float(2**53))],
)
def test_what_was_treated_differently_differs(one: object, other: object) -> None:
    assert identity(one) != identity(other)


@pytest.mark.parametrize(
    ("cell", "first", "change"),
    [
        (0.9, 0.8, 0.125),
        (0.1, 0.4, -0.75),
        (-3, -2, -0.5),
        (1, -1, 2.0),
        (5, 5, 0.0),
        (1, 0, None),
        (0, 0, None),
        (math.nan, 1.0, None),
        (1.0, math.inf, None),
        (True, 2, None),
        ("3", 2, None),
        (ABSENT, 2, None),
        (1e300, 1e-300, None),
    ],
)
def test_changes_are_shares_of_the_first(cell: object, first: object, change: float | None) -> None:
    assert relative_change(cell, first) == (None if change is None else pytest.approx(change))


def test_differing_keys_stand_apart_in_natural_order() -> None:
    found = differences(
        [
            run_of("a", {"layers.10": 1, "layers.2": 2, "lr": 0.1, "same": "x", "only": None}, {"loss": math.nan}),
            run_of("b", {"layers.10": 3, "layers.2": 4, "lr": 0.1, "same": "x"}, {"loss": math.nan}),
        ]
    )
    assert [row.key for row in found.hparams.differing] == ["layers.2", "layers.10", "only"]
    assert [row.key for row in found.hparams.equal] == ["lr", "same"]
    assert found.hparams.differing[2].cells == (None, ABSENT)
    assert found.hparams.differing[0].changes == (None, 1.0)
    assert not found.summary.differing and [row.key for row in found.summary.equal] == ["loss"]


def test_no_runs_have_no_differences() -> None:
    with pytest.raises(ValueError, match="no runs"):
        differences([])


@given(st.lists(records(), min_size=1, max_size=4))
def test_every_key_is_told_once_and_rightly(hparams: list[dict[str, object]]) -> None:
    found = differences([run_of(f"r{i}", record) for i, record in enumerate(hparams)]).hparams
    told = [row.key for row in (*found.differing, *found.equal)]
    assert sorted(told) == sorted({key for record in hparams for key in record})
    for rows, equal in ((found.differing, False), (found.equal, True)):
        for row in rows:
            assert row.cells == tuple(record.get(row.key, ABSENT) for record in hparams)
            assert (len({identity(cell) for cell in row.cells}) == 1) is equal
            assert row.changes[0] is None and all(change is None or math.isfinite(change) for change in row.changes)


@given(VALUES, VALUES)
def test_sameness_is_the_same_in_both_directions(one: object, other: object) -> None:
    assert identity(one) == identity(one)
    assert (identity(one) == identity(other)) == (identity(other) == identity(one))
    assert {identity(one), identity(other)}


@given(st.lists(st.integers(0, 10**20), max_size=5))
def test_numbers_in_names_are_counted(numbers: list[int]) -> None:
    names = sorted((f"layers.{number}.bias" for number in numbers if number < 10**18), key=natural_key)
    assert [int(name.split(".")[1]) for name in names] == sorted(number for number in numbers if number < 10**18)


@given(st.text(), st.text())
def test_any_two_names_have_an_order(one: str, other: str) -> None:
    assert (natural_key(one) == natural_key(other)) == (one == other)
    assert (natural_key(one) < natural_key(other)) != (natural_key(other) <= natural_key(one))


def test_digits_of_any_script_are_no_error() -> None:
    assert re.search(r"\d", "²٣") and natural_key("²٣") != natural_key("²3")
