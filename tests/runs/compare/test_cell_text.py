from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.compare.cell_text import cell_text, change_text
from spt_tui.runs.compare.run_label import run_labels
from spt_tui.runs.compare.sameness import ABSENT, identity
from spt_tui.runs.run import Run, State
from tests.strategies import VALUES


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (ABSENT, "-"),
        (None, "null"),
        (True, "true"),
        (0.1, "0.1"),
        (math.nan, "NaN"),
        (-math.inf, "-Inf"),
        ("AdamW", "AdamW"),
        ("0.1", '"0.1"'),
        ("1e-3", '"1e-3"'),
        ("nan", '"nan"'),
        ("", '""'),
        ("-", '"-"'),
        ("48213_0", "48213_0"),
        ("3 layers", "3 layers"),
    ],
)
def test_what_differs_reads_differently(cell: object, text: str) -> None:
    assert cell_text(cell) == text


@given(VALUES, VALUES)
def test_two_texts_are_equal_only_for_what_is_the_same(one: object, other: object) -> None:
    if cell_text(one) == cell_text(other) and not isinstance(one, str):
        assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (None, ""),
        (0.0, ""),
        (0.125, "+12.5 %"),
        (-0.125, "-12.5 %"),
        (1.0, "+100 %"),
        (0.099951, "+10 %"),
        (0.001, "+0.1 %"),
        (-1e-9, "-<0.01 %"),
        (99.0, "+9900 %"),
        (1234.5, "+123k %"),
    ],
)
def test_changes_are_percentages(change: float | None, text: str) -> None:
    assert change_text(change) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_no_change_is_long_or_loses_its_sign(change: float) -> None:
    text = change_text(change)
    assert len(text) <= 9 and (not change or text[0] == ("-" if change < 0 else "+"))


def test_labels_tell_runs_apart() -> None:
    def run(root: str, id: str) -> Run:
        return Run(f"{root}/{id}", root, id, id.rpartition("/")[2], State.COMPLETED)

    runs = [run("/a", "x/one"), run("/a", "x/two"), run("/a", "y/two"), run("/b", "y/two")]
    assert run_labels(runs) == ["one", "x/two", "/a/y/two", "/b/y/two"]
    assert run_labels(runs[:1]) == ["one"]
