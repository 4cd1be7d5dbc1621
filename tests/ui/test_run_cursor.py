"""The cursor among rows that come anew: with its run, not with its place."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from spt_tui.runs.arrange import Rows
from spt_tui.runs.rows import RowView
from spt_tui.runs.run import Run, State
from spt_tui.ui.widgets.run_cursor import RunCursor
from tests.catalogs import catalog_of

NAMES = "abcde"
CATALOG = catalog_of(Run(f"/r/{name}", "/r", name, name, State.COMPLETED) for name in NAMES)


def rows(names: Sequence[str]) -> Rows:
    """These runs in this order."""
    return Rows(RowView(CATALOG, array("i", map(NAMES.index, names))), len(names))


def after(cursor: RunCursor, names: str, settled: bool = True) -> str:
    """The run that the cursor stands on among these; "" for none."""
    cursor.follow(rows(names), settled)
    return names[cursor.place] if names else ""


def test_until_all_runs_are_read_it_stays_on_the_first_row() -> None:
    cursor = RunCursor()
    assert after(cursor, "bc", settled=False) == "b"
    assert after(cursor, "abc", settled=False) == "a"
    assert after(cursor, "eabc") == "a"


def test_a_row_that_was_chosen_is_kept_even_before() -> None:
    cursor = RunCursor()
    after(cursor, "bc", settled=False)
    cursor.choose(rows("bc"), 1)
    assert after(cursor, "abcd", settled=False) == "c"


def test_it_stands_on_what_took_the_place_and_returns_to_the_choice() -> None:
    cursor = RunCursor()
    cursor.choose(rows("abcde"), 3)
    assert after(cursor, "abce") == "e"
    assert after(cursor, "eab") == "e"
    assert after(cursor, "b") == "b"
    assert after(cursor, "") == ""
    assert after(cursor, "dcba") == "d"
