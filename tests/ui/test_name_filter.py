"""What is typed to find metrics never keeps the screen waiting."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from spt_tui.ui.time_limit import TookTooLong, time_limit
from spt_tui.ui.widgets.name_filter import TOO_LONG, NameFilter

ENDLESS = "/(a+)+$/"
NAMES = ["fit/loss", "eval/top1", "a" * 60 + "b"]


def test_an_expression_that_never_ends_leaves_what_was_left() -> None:
    said: list[str] = []
    names = NameFilter(said.append)
    assert names.turn_to("loss", NAMES) and names.left(NAMES) == [0]
    began = time.process_time()
    assert not names.turn_to(ENDLESS, NAMES)
    assert time.process_time() - began < 1.0 and said == [TOO_LONG]
    assert names.left(NAMES) == [0]
    assert not names.turn_to("/[/", NAMES) and said[-1].startswith("no regular expression")
    assert names.left(NAMES[1:]) == []


def test_names_that_come_later_may_take_too_long_too() -> None:
    said: list[str] = []
    names = NameFilter(said.append)
    assert names.turn_to(ENDLESS, NAMES[:2]) and names.left(NAMES[:2]) == []
    assert names.left(NAMES) == [0, 1, 2] and said == [TOO_LONG], "all of them, rather than none or a wait"
    assert names.left([*NAMES, "more"]) == [0, 1, 2, 3] and said == [TOO_LONG], "it is not tried again"


def test_what_many_names_take_is_far_from_too_long() -> None:
    said: list[str] = []
    many = [f"train/layer{place}/block.{place}/weight_norm" for place in range(2_000)]
    assert NameFilter(said.append).turn_to("/^train.*layer.*9.*norm$/", many) and said == []


def test_nothing_of_the_limit_is_left_behind() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    with pytest.raises(TookTooLong), time_limit(0.01):
        while True:
            pass
    with time_limit(0.01):
        pass
    assert signal.getsignal(signal.SIGVTALRM) is before and signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    until = time.process_time() + 0.03
    while time.process_time() < until:
        pass


def test_another_thread_has_no_limit() -> None:
    done = threading.Event()

    def work() -> None:
        with time_limit(0.001):
            sum(range(300_000))
        done.set()

    threading.Thread(target=work).start()
    assert done.wait(5)
