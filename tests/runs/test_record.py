from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs import record
from spt_tui.runs.record import EMPTY, Record, Value

ENTRIES = st.dictionaries(st.text(max_size=4), st.none() | st.booleans() | st.integers() | st.text(max_size=4))


@given(ENTRIES)
def test_a_record_reads_like_the_dict_it_was_made_of(entries: dict[str, Value]) -> None:
    made = Record(entries)
    assert dict(made) == entries and made == entries and list(made) == list(entries)
    assert hash(made) == hash(Record(dict(entries)))
    assert made.get("no such key") is None


def test_records_of_one_sort_share_their_keys() -> None:
    assert Record({"lr": 1, "wd": 2})._index is Record({"lr": 3, "wd": 4})._index
    assert Record({"lr": 1, "wd": 2})._index is not Record({"wd": 2, "lr": 1})._index
    assert Record({})._index is EMPTY._index


def test_sorts_without_end_are_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "_shapes", {})
    monkeypatch.setattr(record, "MOST_SHAPES", 10)
    shared = Record({"lr": 1})
    records = [Record({f"key{number}": number}) for number in range(100)]
    assert len(record._shapes) == 10
    assert [each[f"key{number}"] for number, each in enumerate(records)] == list(range(100))
    assert len({id(each._index) for each in records}) == 100
    assert Record({"lr": 2})._index is shared._index, "what was remembered stays so"
    assert Record({"key99": 0}) == Record({"key99": 0}), "equal, although they share nothing"
