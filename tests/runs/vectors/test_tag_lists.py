"""Tag lists hold what a dict by slot would."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.vectors.tag_lists import TagLists

SLOTS = st.integers(0, 12)
TAGS = st.lists(st.sampled_from(["a", "b", "sweep:1", "sweep:2", "é", "long one"]), max_size=5).map(tuple)
STEPS = st.lists(st.tuples(SLOTS, st.none() | TAGS), max_size=60)
SIZE = 16


def built(steps: list[tuple[int, tuple[str, ...] | None]]) -> tuple[TagLists, dict[int, tuple[str, ...]]]:
    """The lists after some puts and, for `None`, cuts; and the dict that they have to equal.

    They are asked for all their cells now and then, which they remember.
    """
    lists, model = TagLists(), {}
    for slot, tags in steps:
        if tags is None:
            lists.cut(slot)
            model.pop(slot, None)
        else:
            lists.put(slot, tags)
            model[slot] = tags
        if slot % 3 == 0:
            lists.cells(SIZE)
    return lists, model


def has(tag: str, texts: Sequence[str]) -> bytes:
    return bytes(text == tag for text in texts)


@given(STEPS)
def test_they_equal_a_dict(steps: list[tuple[int, tuple[str, ...] | None]]) -> None:
    lists, model = built(steps)
    assert lists.cells(SIZE) == [model.get(slot, ()) for slot in range(SIZE)]
    assert lists.cells(SIZE, " ".join) == [" ".join(model.get(slot, ())) for slot in range(SIZE)]
    assert dict(lists.entries()) == {slot: tags for slot, tags in model.items() if tags}
    assert lists.tally() == Counter(tag for tags in model.values() for tag in tags)


@given(STEPS, st.sampled_from(["a", "é", "none has it"]))
def test_a_mask_says_who_has_a_tag(steps: list[tuple[int, tuple[str, ...] | None]], tag: str) -> None:
    lists, model = built(steps)
    assert lists.mask(lambda texts: has(tag, texts), SIZE) == bytes(tag in model.get(slot, ()) for slot in range(SIZE))


@given(STEPS, st.lists(SLOTS, unique=True).map(sorted), st.integers(0, 3))
def test_some_of_them_go_elsewhere_and_come_back(
    steps: list[tuple[int, tuple[str, ...] | None]], slots: list[int], start: int
) -> None:
    lists, model = built(steps)
    again = TagLists()
    again.take(TagLists.restored(*lists.listed(slots)), start)
    assert [again.get(start + place) for place in range(len(slots))] == [model.get(slot, ()) for slot in slots]
    again.put(start, ("new",))
    assert again.get(start) == ("new",)


def test_lists_that_change_without_end_do_not_grow() -> None:
    lists = TagLists()
    for number in range(20_000):
        lists.put(number % 10, (f"tag {number}", "shared"))
    assert len(lists.codes) < 10_000 and len(lists.tags) < 10_000
    assert lists.get(9) == ("tag 19999", "shared") and lists.tally()["shared"] == 10


@pytest.mark.parametrize(
    ("tags", "codes", "counts"),
    [(["a"], [1], [1]), (["a"], [0], [2]), (["a", "a"], [0, 1], [2]), (["a"], [0, 0], [1])],
)
def test_parts_that_do_not_fit_are_refused(tags: list[str], codes: list[int], counts: list[int]) -> None:
    with pytest.raises(ValueError, match="codes"):
        TagLists.restored(tags, array("H", codes), array("H", counts))
