"""Questions that may hang: the others are answered, and a server that is gone is not asked for ever."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from spt_tui.runs.patience import NoAnswer
from spt_tui.runs.triage import inquiry
from spt_tui.runs.triage.inquiry import Inquiry


@pytest.fixture
def hang() -> Iterator[Callable[[], str]]:
    """A call that answers when the test is over."""
    over = threading.Event()

    def call() -> str:
        over.wait(10)
        return "late"

    yield call
    over.set()


def answers(asked: Inquiry[int, str]) -> dict[int, object]:
    found: dict[int, object] = {}
    while asked.waiting:
        if (answer := asked.next()) is not None:
            found[answer[0]] = answer[1]
    return found


def test_every_question_is_answered_once() -> None:
    asked = Inquiry[int, str]()
    for number in range(100):
        asked.ask(number, lambda number=number: str(number))  # type: ignore[misc]
    assert answers(asked) == {number: str(number) for number in range(100)}
    assert asked.next() is None
    asked.close()


def test_errors_are_answers() -> None:
    asked = Inquiry[int, str]()
    asked.ask(1, lambda: os.readlink("/nowhere"))
    asked.ask(2, lambda: "\ud800".encode().decode())
    found = answers(asked)
    assert isinstance(found[1], FileNotFoundError) and isinstance(found[2], ValueError)


def test_what_hangs_holds_up_nothing_else(hang: Callable[[], str]) -> None:
    asked = Inquiry[int, str](threads=2, patience=0.1)
    for number in range(12):
        asked.ask(number, hang if number in (0, 1, 5) else lambda: "soon")
    found = answers(asked)
    assert {number for number, answer in found.items() if isinstance(answer, NoAnswer)} == {0, 1, 5}
    assert set(map(str, found.values())) == {"soon", "[Errno 0] no answer for 0.1 s"}


def test_a_server_that_is_gone_is_given_up(hang: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inquiry, "MOST_LOST", 3)
    asked = Inquiry[int, str](threads=2, patience=0.05)
    before = threading.active_count()
    for number in range(500):
        asked.ask(number, hang)
    began = time.monotonic()
    assert len(answers(asked)) == 500
    assert time.monotonic() - began < 3 and threading.active_count() - before <= 5
    asked.close()


def test_an_answer_that_comes_too_late_is_not_told(hang: Callable[[], str]) -> None:
    late = threading.Event()
    asked = Inquiry[int, str](threads=1, patience=0.05)
    asked.ask(1, lambda: str(late.wait(5)))
    assert isinstance(answers(asked)[1], NoAnswer)
    late.set()
    asked.ask(1, lambda: "again")
    assert answers(asked) == {1: "again"}
