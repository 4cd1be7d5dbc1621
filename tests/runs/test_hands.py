"""Several questions at a time, of which some are never answered."""

from __future__ import annotations

import threading
import time

import pytest

from spt_tui.runs import hands
from spt_tui.runs.hands import asked


def test_every_item_is_answered_once() -> None:
    assert sorted(asked(range(100), lambda number: number * 2)) == [(number, number * 2) for number in range(100)]
    assert list(asked([], str)) == []


def test_several_are_asked_at_a_time_and_no_more() -> None:
    together = threading.Barrier(3)
    assert len(list(asked(range(9), lambda _: together.wait(5), hands=3))) == 9
    names: set[str] = set()
    most = 0

    def ask(number: int) -> None:
        nonlocal most
        names.add(threading.current_thread().name)
        most = max(most, sum(thread.name == "hand" for thread in threading.enumerate()))

    list(asked(range(50), ask, hands=2))
    assert most <= 2 and names == {"hand"}


@pytest.mark.parametrize("threads", [0, 1])
def test_where_threads_are_missing_those_that_there_are_do_it(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    start, started = threading.Thread.start, 0

    def start_or_fail(thread: threading.Thread) -> None:
        nonlocal started
        started += 1
        if started > threads:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_or_fail)
    assert sorted(asked(range(9), str)) == [(number, str(number)) for number in range(9)]


def test_answers_come_as_they_are_given() -> None:
    first_may_come = threading.Event()

    def ask(number: int) -> int:
        if number == 0:
            first_may_come.wait(5)
        return number

    found = []
    for number, _ in asked(range(10), ask, hands=2):
        found.append(number)
        if len(found) == 9:
            first_may_come.set()
    assert found[-1] == 0 and sorted(found) == list(range(10))


def test_one_that_hangs_stops_no_other_and_is_named() -> None:
    for_ever = threading.Event()
    began = time.monotonic()
    found = list(asked(range(8), lambda number: for_ever.wait() if number in (2, 3) else True, hands=2, patience=0.05))
    assert time.monotonic() - began < 1
    assert {number for number, answer in found if answer is None} == {2, 3}
    assert {number for number, answer in found if answer} == {0, 1, 4, 5, 6, 7}
    for_ever.set()


def test_an_answer_that_is_late_comes_while_others_are_waited_for() -> None:
    late, last = threading.Event(), threading.Event()

    def ask(number: int) -> int:
        (late if number == 0 else last).wait(5)
        return number

    found = []
    for pair in asked([0, 1], ask, hands=1, patience=0.05):
        found.append(pair)
        (late if pair == (0, None) else last).set()
    assert found == [(0, None), (0, 0), (1, 1)]


def test_where_all_hang_it_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands, "MOST_LATE", 4)
    for_ever = threading.Event()
    found = list(asked(range(40), lambda _: for_ever.wait(), hands=2, patience=0.02))
    assert sorted(found) == [(number, None) for number in range(40)]
    for_ever.set()


def test_an_error_is_raised_where_the_answers_are_wanted() -> None:
    def ask(number: int) -> int:
        raise FileNotFoundError(number)

    with pytest.raises(FileNotFoundError):
        list(asked([1], ask))


def test_nothing_more_is_asked_once_nobody_wants_answers() -> None:
    seen = []
    answers = asked(range(1_000), lambda number: (seen.append(number), time.sleep(0.01)), hands=1)
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    count = len(seen)
    time.sleep(0.05)
    assert len(seen) <= count + 1
