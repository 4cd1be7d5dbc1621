import re
import signal
import time
from collections.abc import Callable

import pytest

from spt_tui.ui.widgets.line_pattern import LinePattern

FOR_EVER = re.compile("(a|b|ab)*c")
LONG = "ab" * 5_000


def test_it_finds_what_the_expression_does() -> None:
    pattern = LinePattern(re.compile("l[ou]ss"))
    assert pattern.is_in(["loss", "acc", "luss 1"]) == [True, False, True]
    assert pattern.spans_in("loss, luss") == [(0, 4), (6, 10)]


@pytest.mark.parametrize("find", [lambda p: p.is_in([LONG, "c"]), lambda p: p.spans_in(LONG)])
def test_what_takes_for_ever_is_given_up(find: Callable[[LinePattern], object]) -> None:
    pattern, began = LinePattern(FOR_EVER), time.monotonic()
    find(pattern)
    assert pattern.is_given_up and time.monotonic() - began < 2
    assert pattern.is_in(["c"]) == [False] and pattern.spans_in("c") == []


def test_lines_that_are_slow_one_by_one_are_given_up_too() -> None:
    pattern, line, began = LinePattern(re.compile(".*x")), "a" * 6_000, time.monotonic()
    for _ in range(100):
        pattern.spans_in(line)
    assert pattern.is_given_up and time.monotonic() - began < 2


def test_the_alarm_of_others_goes_on() -> None:
    before = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)[0]
    LinePattern(re.compile("a")).is_in(["a"])
    assert signal.getsignal(signal.SIGALRM) is before[0]
    left = signal.getitimer(signal.ITIMER_REAL)[0]
    assert before[1] - 1 < left <= before[1]
