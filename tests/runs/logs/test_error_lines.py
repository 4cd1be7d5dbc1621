"""Only errors, tracebacks in whole, however the lines come."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.logs import error_lines
from spt_tui.runs.logs.error_lines import ErrorLines
from spt_tui.runs.logs.growing_log import LogLine

TRACEBACK = ["Traceback (most recent call last):", '  File "a.py", line 1, in f', "    f()", "ValueError: 1"]
LOG = ["step 1", *TRACEBACK, "step 2", "\x1b[31mERROR\x1b[0m no", "step 3", *TRACEBACK[:2]]


def lines_of(texts: Sequence[str]) -> list[LogLine]:
    return [LogLine(place, text) for place, text in enumerate(texts)]


def offsets(texts: Sequence[str], cuts: Sequence[int] = ()) -> list[int]:
    errors, lines = ErrorLines(), lines_of(texts)
    places = sorted({min(cut, len(lines)) for cut in cuts} | {0, len(lines)})
    found: list[LogLine] = []
    for begin, end in zip(places, [*places[1:], len(lines)], strict=True):
        found += errors.of(lines[begin:end])
    return [line.offset for line in [*found, *errors.rest()]]


def test_lines_of_errors() -> None:
    assert offsets(LOG) == [1, 2, 3, 4, 6, 8, 9]
    assert offsets(["step 1", "step 2"]) == []


@given(st.lists(st.integers(0, len(LOG)), max_size=6))
def test_they_are_the_same_however_the_lines_come(cuts: Sequence[int]) -> None:
    assert offsets(LOG, cuts) == offsets(LOG)


def test_a_traceback_across_the_lines_that_are_held_at_once_is_whole() -> None:
    for before in range(error_lines.MOST_HELD - 6, error_lines.MOST_HELD + 2, 2):
        assert offsets(["step"] * before + TRACEBACK) == [*range(before, before + 4)]
        early = before - error_lines.LINE_LIMIT
        assert offsets(["step"] * early + TRACEBACK + ["step"] * 9_000) == [*range(early, early + 4)]


def test_a_traceback_is_told_when_it_is_whole() -> None:
    errors, lines = ErrorLines(), lines_of(TRACEBACK)
    assert list(errors.of(lines[:2])) == []
    assert list(errors.of(lines[2:])) == lines
