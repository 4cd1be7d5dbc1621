from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.order import is_absent, sort_slots
from spt_tui.runs.record import Value

NAN = float("nan")
FEW: tuple[Value, ...] = (None, NAN, 0, -0.0, 1, True, 2.5, 10**30, float("-inf"), "b", "B", "ß", "ss", "", "2")


def by_the_book(slots: list[int], keys: list[Value], descending: bool) -> list[int]:
    def place(slot: int) -> tuple[bool, Any]:
        key = keys[slot]
        return (True, key.casefold()) if isinstance(key, str) else (False, key)

    present = [slot for slot in slots if not is_absent(keys[slot])]
    return sorted(present, key=place, reverse=descending) + [slot for slot in slots if is_absent(keys[slot])]


@pytest.mark.parametrize("descending", [False, True])
@given(keys=st.lists(st.sampled_from(FEW), max_size=90), turned=st.booleans())
def test_ties_stay_as_they_were_and_the_absent_are_last(keys: list[Value], turned: bool, descending: bool) -> None:
    slots = sorted(range(len(keys)), reverse=turned)
    assert sort_slots(slots, keys, descending).tolist() == by_the_book(slots, keys, descending)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("distinct", [5, 2_500])
def test_many_slots_with_few_keys_or_many(distinct: int, descending: bool) -> None:
    keys: list[Value] = [None if slot % 7 == 0 else f"Name{slot * 31 % distinct}" for slot in range(5_000)]
    slots = list(range(5_000))
    assert sort_slots(slots, keys, descending).tolist() == by_the_book(slots, keys, descending)


def test_slots_that_are_looked_at_first_may_be_alike_and_the_others_not() -> None:
    keys: list[Value] = [1.0] * 2_000 + [float(-slot) for slot in range(3_000)]
    assert sort_slots(range(5_000), keys, False).tolist() == by_the_book(list(range(5_000)), keys, False)
