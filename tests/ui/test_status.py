"""The words of the top and bottom lines, by the room there is."""

from __future__ import annotations

import pytest

from spt_tui.runs.scanner import Progress
from spt_tui.ui.runs_screen import RunsScreen
from spt_tui.ui.status import key_hints, progress_line
from spt_tui.ui.widgets.hardware_pane import HardwarePane
from spt_tui.ui.widgets.one_line import cells_of

GONE = "/data/group/runs: no such file or directory"


def said(*progress: Progress, room: int, most: int = 0) -> str:
    line = progress_line(progress, room, most)
    assert cells_of(line) <= max(room, most, 20)
    return "".join(text for text, _ in line).rstrip()


@pytest.mark.parametrize(
    ("phase", "words", "numbers"),
    [
        ("verifying", "verifying 1,200 of 2,200", "1,200/2,200"),
        ("discovering", "discovering 2,200", "2,200+"),
    ],
)
def test_numbers_stand_for_words_where_there_is_no_room(phase: str, words: str, numbers: str) -> None:
    progress = Progress(phase, 2_200, 1_200)  # type: ignore[arg-type]
    assert said(progress, room=len(words) + 1) == words
    assert said(progress, room=len(words)) == numbers
    assert said(progress, room=0) == numbers


def test_roots_are_counted_together_while_any_is_at_work() -> None:
    busy, done = Progress("verifying", 10, 4), Progress("watching", 5, 5)
    assert said(busy, done, busy, room=80) == "verifying 8 of 20"
    assert said(done, done, room=80) == ""


def test_of_a_problem_the_reason_stays_longest() -> None:
    away = Progress("verifying", 16, 0, (GONE,))
    assert said(away, room=80) == f"verifying 0 of 16 {GONE}"
    assert said(away, room=60) == f"0/16 {GONE}"
    assert said(away, room=32) == "0/16 no such file or directory"
    assert said(away, room=10, most=40) == "0/16 no such file or directory"
    assert said(away, room=10, most=20) == "0/16 1 problem"


def test_more_problems_are_counted() -> None:
    torn = Progress("watching", 16, 16, (GONE, "/data/group/runs/a: permission denied"))
    assert said(torn, room=80) == f"{GONE} and 1 more"
    assert said(torn, room=40) == "no such file or directory and 1 more"
    assert said(torn, room=20) == "2 problems"


def test_a_key_that_would_change_nothing_is_no_hint() -> None:
    def texts(*idle: str) -> str:
        hints, _ = key_hints(RunsScreen, HardwarePane, idle)
        return "".join(text for hint in hints for text, _ in hint)

    assert "o this node" in texts() and "o this node" not in texts("hardware.here")
    assert texts("hardware.here").endswith("z zoom ")
