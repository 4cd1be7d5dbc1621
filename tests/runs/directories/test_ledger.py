"""The ledger keeps a tree of directories in arrays, gives entries again, and can be kept for the next session."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.directories.ledger import NONE, ROOT, UNVERIFIED, Ledger

steps = st.lists(st.tuples(st.sampled_from("aadr"), st.integers(0, 1_000), st.sampled_from("xyz")), max_size=60)


def grown(plan: list[tuple[str, int, str]]) -> tuple[Ledger, dict[str, int]]:
    """A ledger that directories were added to and removed from, and what it should know: path -> entry."""
    ledger = Ledger()
    known = {"": ledger.add(NONE, "")}
    for what, number, name in plan:
        path = sorted(known)[number % len(known)]
        if what == "a":
            below = f"{path}/{name}" if path else name
            if below not in known:
                known[below] = ledger.add(known[path], below)
        elif what == "d" and path:
            gone = {ledger.below[entry] for entry in ledger.remove(known[path])}
            assert gone == {each for each in known if each == path or each.startswith(path + "/")}
            known = {each: entry for each, entry in known.items() if each not in gone}
        elif what == "r":
            ledger.reuse()
    return ledger, known


@given(steps)
def test_it_knows_what_a_dict_would(plan: list[tuple[str, int, str]]) -> None:
    ledger, known = grown(plan)
    assert len(ledger) == len(known)
    assert {ledger.below[entry]: entry for entry in range(ledger.size) if ledger.is_known(entry)} == known
    for path, entry in known.items():
        inside = {ledger.below[child] for child in ledger.children(entry)}
        assert inside == {each for each in known if each and each.rpartition("/")[0] == path}
        assert ledger.name(entry) == path.rpartition("/")[2]


@given(steps)
def test_a_page_brings_it_back(plan: list[tuple[str, int, str]]) -> None:
    ledger, known = grown(plan)
    for number, entry in enumerate(known.values(), 1):
        ledger.mtime_ns[entry] = number
    runs = [entry for path, entry in known.items() if path.endswith("x")]
    rows = array("i", range(len(runs)))
    for slot, entry in enumerate(runs):
        ledger.bind(entry, slot)
    again = Ledger()
    again.take(ledger.page(rows, {ROOT}), 7)
    assert sorted(again.below) == sorted(known)
    for entry, path in enumerate(again.below):
        assert again.mtime_ns[entry] == (0 if entry == ROOT else ledger.mtime_ns[known[path]])
        assert again.flags[entry] & UNVERIFIED
        assert (again.slot[entry] == NONE) == (ledger.slot[known[path]] == NONE)
        if again.slot[entry] != NONE:
            assert again.slot[entry] == ledger.slot[known[path]] + 7
            assert again.entry_of(again.slot[entry]) == entry
        assert {again.below[child] for child in again.children(entry)} == {
            ledger.below[child] for child in ledger.children(known[path])
        }


@pytest.mark.parametrize("parents", [[0, 0], [NONE, 1], [NONE, 5], [NONE, NONE], [NONE, -7]])
def test_a_page_that_does_not_hold_together_is_refused(parents: list[int]) -> None:
    ledger, _ = grown([("a", 0, "x")])
    page = ledger.page(array("i"), set())
    page.columns["parent"][:] = array("i", parents)
    with pytest.raises(ValueError, match=r"root|before"):
        Ledger().take(page, 0)


@given(st.lists(st.integers(0, 50), max_size=40))
def test_the_newest_come_first(times: list[int]) -> None:
    ledger = Ledger()
    for number, time_ns in enumerate(times):
        ledger.mtime_ns[ledger.add(NONE if number == 0 else ROOT, str(number))] = time_ns
    assert [ledger.mtime_ns[entry] for entry in ledger.newest_first()] == sorted(times, reverse=True)


def test_the_oldest_look_is_that_of_a_directory_that_is_there() -> None:
    ledger = Ledger()
    assert ledger.oldest_look() is None
    root, child = ledger.add(NONE, ""), None
    child = ledger.add(root, "x")
    ledger.looked_at[root], ledger.looked_at[child] = 100, 50
    assert ledger.oldest_look() == 50
    list(ledger.remove(child))
    assert ledger.oldest_look() == 100
