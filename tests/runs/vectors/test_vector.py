"""Vectors hold what a dict by slot would, in whatever way they hold it."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.record import Record
from spt_tui.runs.vectors.number_vector import Numbers
from spt_tui.runs.vectors.record_vectors import RecordVectors
from spt_tui.runs.vectors.text_vector import Texts
from spt_tui.runs.vectors.vector import ABSENT, Few, Store, Vector
from spt_tui.runs.vectors.word_vector import Words, are_below
from tests.strategies import VALUES, hostile_text, records

SLOTS = st.integers(0, 60)
ANY_VALUE = st.one_of(VALUES, hostile_text(2), st.integers(2**53 - 2, 2**53 + 2))
CHANGES = st.lists(st.tuples(SLOTS, st.one_of(st.just(ABSENT), ANY_VALUE)), max_size=60)
HOLDERS = (Few, Words, Numbers, Texts, Vector)


def alike(one: Any, other: Any) -> bool:
    """Equal and of one type; all NaN are alike."""
    return type(one) is type(other) and (repr(one) == repr(other) or (one != one and other != other))


def change(store: Store | Vector, changes: list[tuple[int, Any]]) -> dict[int, Any]:
    """Make the changes; gives what must be in the store then."""
    model: dict[int, Any] = {}
    for slot, value in changes:
        if value is ABSENT:
            store.cut(slot)
            model.pop(slot, None)
        else:
            store.put(slot, value)
            model[slot] = value
    return model


@pytest.mark.parametrize("holder", HOLDERS)
@given(changes=CHANGES)
def test_what_was_put_is_there(holder: type[Store], changes: list[tuple[int, Any]]) -> None:
    store = holder()
    model = change(store, changes)
    assert all(alike(store.get(slot), model.get(slot, ABSENT)) for slot in range(70))
    cells = store.cells(61)
    assert all(cells[slot] == value or value != value for slot, value in model.items())
    assert all(cells[slot] is None for slot in range(61) if slot not in model)


@pytest.mark.parametrize("holder", HOLDERS)
@given(changes=CHANGES)
def test_a_mask_asks_each_value_as_it_was_put(holder: type[Store], changes: list[tuple[int, Any]]) -> None:
    store = holder()
    model = change(store, changes)
    for test in (lambda value: True, lambda value: value is None, lambda value: str(value) in ("1", "1.0", "")):
        assert list(store.mask(test, 61)) == [slot in model and test(model[slot]) for slot in range(61)]


@given(st.lists(st.one_of(st.just(ABSENT), st.floats(), st.integers(-9, 9)), max_size=60))
def test_packed_numbers_are_the_cells_with_nan_for_none(values: list[Any]) -> None:
    numbers = Numbers()
    change(numbers, list(enumerate(values)))
    packed = numbers.packed(70)
    assert packed is not None
    pairs = zip(packed, numbers.cells(70), strict=True)
    assert all(key == cell or (key != key and (cell is None or cell != cell)) for key, cell in pairs)
    numbers.put(3, "odd")
    assert numbers.packed(70) is None


def test_a_vector_changes_to_what_is_smallest() -> None:
    vector = Vector()
    vector.put(5, "adamw")
    assert isinstance(vector.store, Few)
    for slot in range(100):
        vector.put(slot, "adamw")
    assert isinstance(vector.store, Words)
    for slot in range(2_000):
        vector.put(slot, slot / 7)
    assert isinstance(vector.store, Numbers)
    assert vector.get(1_999) == 1_999 / 7

    paths = Vector()
    for slot in range(2_000):
        paths.put(slot, f"/out/{slot}")
    assert isinstance(paths.store, Texts)
    assert paths.get(1_234) == "/out/1234"


def test_numbers_that_many_share_after_all_are_words() -> None:
    seeds = Vector()
    for slot in range(9_000):
        seeds.put(slot, slot % 300)
    assert isinstance(seeds.store, Words)
    assert seeds.cells(9_000) == [slot % 300 for slot in range(9_000)]


def test_texts_that_were_replaced_make_room() -> None:
    texts = Texts()
    for turn in range(200):
        for slot in range(10):
            texts.put(slot, f"{turn:0100}")
    assert len(texts.heap) < 20_000
    assert texts.cells(10) == [f"{199:0100}"] * 10


def test_words_that_nobody_has_any_more_are_forgotten() -> None:
    words = Words()
    for number in range(500):
        words.put(number % 3, f"word {number}")
        if words.is_crowded:
            words.tidy()
    assert len(words.values) < 100
    assert words.cells(3) == ["word 498", "word 499", "word 497"]
    assert sorted(words.tally()) == [("word 497", 1), ("word 498", 1), ("word 499", 1)]
    assert words.tally(b"\0\1\0") == [("word 499", 1)]


def test_codes_widen_with_the_number_of_words() -> None:
    words = Words()
    for slot in range(70_000):
        words.put(slot, slot)
    assert (words.codes.itemsize, words.get(69_999), words.get(255)) == (4, 69_999, 255)


@given(st.lists(st.tuples(st.integers(0, 12), st.one_of(st.none(), records())), max_size=40))
def test_records_are_what_was_put_in_their_order(changes: list[tuple[int, Record | None]]) -> None:
    vectors, model = RecordVectors(), dict[int, Record]()
    for slot, record in changes:
        if record is None:
            vectors.cut(slot)
            model.pop(slot, None)
        else:
            vectors.put(slot, record)
            model[slot] = record
    for slot in range(13):
        expected, found = model.get(slot, Record({})), vectors.get(slot)
        assert list(found) == list(expected)
        assert all(alike(found[key], expected[key]) for key in expected)
    counts = vectors.key_counts()
    assert counts == {key: n for key in counts if (n := sum(key in record for record in model.values()))}


def test_kept_parts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="codes"):
        Words.restored(array("B", [0, 3]), [ABSENT, "one"])
    with pytest.raises(ValueError, match="kind"):
        Numbers.restored(bytearray(b"\1"), array("d"), {})
    with pytest.raises(ValueError, match="without an end"):
        Texts.restored(bytearray(b"\0abc"), array("I", [1]), {})


def test_values_that_all_differ_are_not_tidied_with_each_that_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    tidied = 0
    tidy = Words.tidy

    def counted(words: Words) -> None:
        nonlocal tidied
        tidied += 1
        tidy(words)

    monkeypatch.setattr(Words, "tidy", counted)
    words = Words()
    for slot in range(5_000):
        words.put(slot, (str(slot),))
        if words.is_untidy:
            words.tidy()
    assert tidied < 16
    assert [words.get(slot) for slot in (0, 4_999)] == [("0",), ("4999",)]


@given(
    st.sampled_from("BHI"), st.lists(st.integers(0, 255) | st.integers(0, 1_100), max_size=40), st.integers(0, 1_100)
)
def test_whether_codes_are_below_a_limit(typecode: str, codes: list[int], limit: int) -> None:
    kept = array(typecode, [code for code in codes if typecode != "B" or code < 256])
    assert are_below(kept, limit) == all(code < limit for code in kept)


@given(st.lists(st.integers(0, 700), max_size=50), st.integers(600, 900), st.sets(st.integers(0, 899), max_size=12))
def test_a_mask_finds_values_whose_codes_take_two_bytes(codes: list[int], values: int, wanted: set[int]) -> None:
    words = Words()
    for slot, value in enumerate([*range(values), *codes]):
        words.put(slot, value)
    expected = bytes(value in wanted for value in [*range(values), *codes])
    assert words.codes.itemsize == 2
    assert words.mask(wanted.__contains__, len(expected) + 3) == expected + bytes(3)


def test_texts_that_nobody_has_any_more_are_not_handed_on_to_the_next_session() -> None:
    texts = Texts()
    for slot in range(2_000):
        texts.put(slot, f"text {slot}")
    restored = Texts.restored(texts.heap[:-1] + texts.heap, texts.starts[:], {})
    assert restored.cells(2_000) == [f"text {slot}" for slot in range(2_000)]
    assert restored.heap == texts.heap
