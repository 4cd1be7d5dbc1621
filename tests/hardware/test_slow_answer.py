from __future__ import annotations

import threading

from spt_tui.hardware.slow_answer import SlowAnswer


def test_an_answer_that_never_comes_costs_one_thread_and_no_time() -> None:
    asked, never = threading.Semaphore(0), threading.Event()

    def question() -> str:
        asked.release()
        never.wait()
        return "at last"

    slow = SlowAnswer(question, every=0.0, name="never answers")
    assert [slow.latest(hurry=True) for _ in range(50)] == [None] * 50
    assert asked.acquire(timeout=5) and not asked.acquire(blocking=False)
    assert sum(thread.name == "never answers" for thread in threading.enumerate()) == 1
    never.set()
    assert slow.latest(patience=5) in (None, "at last") and slow.latest(patience=5) == "at last"


def test_the_last_answer_stays_until_the_next_is_due() -> None:
    answers = iter(range(9))
    slow = SlowAnswer(lambda: next(answers), every=60.0, name="counts")
    assert [slow.latest(patience=5) for _ in range(3)] == [0, 0, 0]
    assert slow.latest(hurry=True, patience=5) == 1


def test_it_is_asked_again_when_it_is_due() -> None:
    answers = iter(range(9))
    slow = SlowAnswer(lambda: next(answers), every=0.0, name="counts")
    assert [slow.latest(patience=5) for _ in range(3)] == [0, 1, 2]
