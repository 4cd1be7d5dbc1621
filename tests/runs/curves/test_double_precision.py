"""Numbers are the same in double precision, and everything else is as before once it is left."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.curves import double_precision
from spt_tui.runs.curves.double_precision import DoublePrecision, prepare

SIXTY_FOUR_BITS, FIFTY_THREE_BITS = 3, 2

digits = st.text("0123456789", min_size=1, max_size=30)
decimal = st.tuples(st.sampled_from(["", "-"]), digits, digits, st.integers(-330, 300)).map(
    lambda parts: "{}{}.{}e{}".format(*parts)
)
number = st.one_of(st.floats().map(repr), st.floats(width=32).map(repr), st.integers().map(str), decimal)


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As a large file leaves it."""
    monkeypatch.setattr(double_precision, "_functions", None)
    prepare(double_precision.WORTH_IT)
    if double_precision._functions is None:
        pytest.skip("no x86-64, or no ctypes")
    yield


def precision() -> int:
    """Of the x87 unit in this thread, as its control word has it."""
    environment = ctypes.create_string_buffer(64)
    ctypes.CDLL(None).fegetenv(environment)
    return environment.raw[1] & 3


@settings(max_examples=400)
@given(st.lists(number, max_size=8))
def test_numbers_are_the_same(texts: list[str]) -> None:
    prepare(double_precision.WORTH_IT)
    with DoublePrecision():
        within = [float(text).hex() for text in texts]
    assert within == [float(text).hex() for text in texts]


@pytest.mark.usefixtures("prepared")
def test_it_holds_within_and_in_this_thread_only() -> None:
    found = []
    with DoublePrecision():
        found.append(precision())
        with DoublePrecision():
            found.append(precision())
        found.append(precision())
    assert found == [FIFTY_THREE_BITS] * 3
    assert precision() == SIXTY_FOUR_BITS


@pytest.mark.usefixtures("prepared")
def test_another_thread_computes_as_it_did() -> None:
    asked, told = threading.Event(), threading.Event()
    found = []

    def look() -> None:
        asked.wait(5)
        found.append(precision())
        told.set()

    thread = threading.Thread(target=look)
    thread.start()
    with DoublePrecision():
        asked.set()
        assert told.wait(5)
    thread.join()
    assert found == [SIXTY_FOUR_BITS]


@pytest.mark.usefixtures("prepared")
def test_an_error_leaves_it_as_it_was() -> None:
    with pytest.raises(ValueError, match="text"), DoublePrecision():
        float("text")
    assert precision() == SIXTY_FOUR_BITS


def test_little_to_read_is_not_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(double_precision, "_functions", None)
    prepare(double_precision.WORTH_IT - 1)
    assert double_precision._functions is None
    with DoublePrecision():
        assert float("0.1") == 0.1


def test_where_the_processor_is_another_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(double_precision, "_functions", None)
    monkeypatch.setattr(double_precision, "_has_x87", lambda: False)
    prepare(double_precision.WORTH_IT)
    assert double_precision._functions is None
