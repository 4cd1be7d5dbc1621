from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from spt_tui.runs.logs.file_search import Hit
from spt_tui.ui import theme
from spt_tui.ui.widgets.log_searcher import Goal, Sought
from spt_tui.ui.widgets.searched_log import SearchedLog
from tests.ui.test_log_pane import PaneApp, Screen, append, live

LINES = 200_000
"""Of about 2.6 MB: more than a window, and several cells."""


@pytest_asyncio.fixture
async def screen() -> AsyncIterator[Screen]:
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        yield Screen(app, pilot)


def long_log(*others: tuple[int, bytes]) -> bytes:
    """Numbered lines; each of `others` stands in the place of the line of its number."""
    lines = [b"line %07d" % number for number in range(LINES)]
    for number, line in others:
        lines[number] = line
    return b"\n".join(lines) + b"\n"


def marked(screen: Screen) -> list[str]:
    rows = [screen.pane.render_line(y) for y in range(1, screen.pane.size.height)]
    return [segment.text for row in rows for segment in row if segment.style == theme.CURSOR]


def reversed_rows(screen: Screen) -> list[str]:
    rows = [screen.pane.render_line(y) for y in range(1, screen.pane.size.height)]
    return [row.text.rstrip() for row in rows if any(segment.style and segment.style.reverse for segment in row)]


async def test_the_whole_file_is_searched_not_only_the_window(screen: Screen, tmp_path: Path) -> None:
    needles = [(10, b"needle one"), (100_000, b"needle two"), (LINES - 1, b"needle three")]
    screen.pane.run, _ = live(tmp_path / "run", content=long_log(*needles))
    await screen.sees("needle three")
    screen.pane.search = "needle"
    await screen.sees("/needle 3 matches")
    await screen.press("N")
    await screen.sees("/needle 3 of 3", "following")
    await screen.press("N")
    await screen.sees("/needle 2 of 3", "needle two", "line 0100001")
    assert marked(screen) == ["needle"] and not screen.pane.following
    await screen.press("N")
    await screen.sees("/needle 1 of 3", "needle one", "line 0000009")
    await screen.press("N")
    await screen.sees("/needle 3 of 3", "needle three")
    await screen.press("n", "n")
    await screen.sees("/needle 2 of 3", "needle two")


async def test_keys_that_come_faster_than_answers_each_count(screen: Screen, tmp_path: Path) -> None:
    needles = [(number, b"needle %d" % number) for number in range(0, LINES, 20_000)]
    screen.pane.run, _ = live(tmp_path / "run", content=long_log(*needles))
    await screen.sees("following")
    screen.pane.search = "needle"
    await screen.sees("10 matches")
    for _ in range(4):
        screen.pane.action_match(-1)
    await screen.sees("/needle 7 of 10", "needle 120000")


async def test_new_matches_are_counted_and_a_truncated_log_anew(screen: Screen, tmp_path: Path) -> None:
    screen.pane.run, log = live(tmp_path / "run", content=long_log((5, b"needle")))
    await screen.sees("following")
    screen.pane.search = "needle"
    await screen.sees("/needle 1 match")
    append(log, b"another needle\n")
    await screen.sees("/needle 2 matches")
    log.write_bytes(b"no such thing\n")
    await screen.sees("/needle no matches", "truncated")


async def test_an_expression_between_slashes(screen: Screen, tmp_path: Path) -> None:
    screen.pane.run, _ = live(tmp_path / "run", content=long_log())
    await screen.sees("following")
    screen.pane.search = "/line 00000[0-3]\\d$/"
    await screen.sees("40 matches")
    await screen.press("n")
    await screen.sees("1 of 40", "line 0000000")
    screen.pane.search = "/(/"
    await screen.sees("/(/ is no expression")


async def test_a_search_is_stopped_and_says_how_far_it_came(screen: Screen, tmp_path: Path) -> None:
    run, log = live(tmp_path / "run", content=b"needle\n")
    with log.open("ab") as file:
        file.truncate(3 << 30)  # without an end in sight, and without a block on the disk
        file.seek(0, 2)
        file.write(b"\nlast needle\n")
    screen.pane.run = run
    await screen.sees("last needle")
    screen.pane.search = "needle"
    await screen.until(lambda: "1 match, " in screen.title)
    await screen.press("escape")
    await screen.sees("1 match, stopped at ")
    await screen.settle()
    stopped = screen.title
    await screen.settle()
    assert screen.title == stopped


async def test_narrowing_shows_only_what_matches_or_only_the_others(screen: Screen, tmp_path: Path) -> None:
    needles = [(number, b"needle %d" % number) for number in range(0, LINES, 50)]
    screen.pane.run, log = live(tmp_path / "run", content=long_log(*needles))
    await screen.sees("following")
    screen.pane.search = "&needle"
    await screen.sees("&needle 4,000 lines, 196,000 hidden", "needle 199950", "needle 199900")
    assert "line " not in screen.text.partition("\n")[2]
    append(log, b"needle last\nline last\n")
    await screen.sees("&needle 4,001 lines", "needle last", "following")
    await screen.press("g")
    await screen.sees("needle 0", "needle 50", "at 1%")
    for _ in range(60):
        await screen.press("pagedown")
    await screen.until(lambda: "following" not in screen.title and "needle 0\n" not in screen.text)
    screen.pane.search = "&!needle"
    await screen.sees("196,001 lines, 4,001 hidden", "line 0")
    assert "needle" not in screen.text.partition("\n")[2]
    screen.pane.search = "&nothing of this kind"
    await screen.sees("no such line", "0 lines, 200,002 hidden")


async def test_leaving_a_narrowed_log_shows_what_is_around_the_line(screen: Screen, tmp_path: Path) -> None:
    needles = [(number, b"needle %d" % number) for number in range(0, LINES, 1_000)]
    screen.pane.run, _ = live(tmp_path / "run", content=long_log(*needles))
    await screen.sees("following")
    screen.pane.search = "&needle"
    await screen.sees("200 lines", "needle 199000")
    await screen.press("g", "down", "down", "down")
    await screen.until(lambda: screen.text.splitlines()[1] == "needle 3000")
    screen.pane.search = ""
    await screen.sees("needle 3000", "line 0003001", "line 0002999")
    screen.pane.search = "&needle"
    await screen.until(lambda: "needle 3000" in screen.text and "needle 4000" in screen.text)


TRACEBACK = b"""Traceback (most recent call last):
  File "train.py", line 9, in <module>
    main()
  File "train.py", line 5, in main
    fit()
ValueError: loss is nan"""


async def test_errors_are_gone_to_whole(screen: Screen, tmp_path: Path) -> None:
    content = long_log(
        (50_000, TRACEBACK), (60_000, b"CUDA out of memory"), (LINES - 1, b"srun: error: task 1: Killed")
    )
    screen.pane.run, _ = live(tmp_path / "run", content=content)
    await screen.sees("srun: error")
    await screen.press("E")
    await screen.until(lambda: reversed_rows(screen) == ["srun: error: task 1: Killed"])
    await screen.press("E")
    await screen.until(lambda: reversed_rows(screen) == ["CUDA out of memory"])
    await screen.press("E")
    await screen.sees("Traceback (most recent", "ValueError: loss is nan", "line 0050001", "line 0049999")
    assert reversed_rows(screen) == ["Traceback (most recent call last):", "ValueError: loss is nan"]
    assert not screen.pane.following
    await screen.press("e")
    await screen.sees("CUDA out of memory")
    await screen.press("E", "E")
    await screen.sees("srun: error: task 1: Killed", "error 3 of 3")
    await screen.press("g")
    await screen.sees("line 0000000")
    assert "error" not in screen.title


async def test_who_goes_elsewhere_is_not_called_back_by_what_was_sought(screen: Screen, tmp_path: Path) -> None:
    screen.pane.run, log = live(tmp_path / "run", content=long_log((50_000, b"CUDA out of memory")))
    await screen.sees("following")
    pane = screen.pane
    pane.action_error(-1)
    pane.action_first()
    late = Sought(str(log), pane.log_query, Goal.ERROR, Hit(650_000, None), number=pane._last_asked)
    pane.post_message(SearchedLog.Searched(late))
    await screen.sees("line 0000000")
    await screen.settle()
    assert "line 0000000" in screen.text and not reversed_rows(screen)
    await screen.press("e")
    await screen.until(lambda: reversed_rows(screen) == ["CUDA out of memory"])


async def test_of_an_error_that_is_too_long_the_end_is_seen(screen: Screen, tmp_path: Path) -> None:
    frames = b"".join(b'  File "a.py", line %d, in f\n    f()\n' % number for number in range(100))
    traceback = b"Traceback (most recent call last):\n" + frames + b"RecursionError: too deep"
    screen.pane.run, _ = live(tmp_path / "run", content=long_log((50, b"ValueError: before"), (100, traceback)))
    await screen.sees("following")
    await screen.press("E")
    await screen.until(lambda: screen.text.splitlines()[-1] == "RecursionError: too deep")
    await screen.sees("error 2 of 2")
    await screen.press("E")
    await screen.sees("error 1 of 2", "ValueError: before")
    await screen.press("e")
    await screen.sees("error 2 of 2", "RecursionError: too deep")
    await screen.press("e")
    await screen.sees("error 1 of 2", "ValueError: before")


async def test_a_log_without_errors_says_so(screen: Screen, tmp_path: Path) -> None:
    reasons: list[str] = []
    screen.pane.run, _ = live(tmp_path / "run", content=long_log())
    await screen.sees("following")
    original = screen.pane.post_message
    screen.pane.post_message = lambda message: reasons.append(getattr(message, "reason", "")) or original(message)  # type: ignore[method-assign]
    await screen.press("e")
    await screen.until(lambda: "no error in this log" in reasons)


@pytest.mark.parametrize("key", ["n", "N", "e", "E", "escape"])
async def test_keys_without_a_log_do_nothing(screen: Screen, key: str) -> None:
    await screen.press(key)
    assert screen.pane.search == ""


async def test_colours_and_bars_are_searched_raw(screen: Screen, tmp_path: Path) -> None:
    content = b"\x1b[31mERROR\x1b[0m one\n" + b"\r 10% needle" * 3 + b"\r 99% done   \n"
    screen.pane.run, _ = live(tmp_path / "run", content=content)
    await screen.sees("99% done")
    screen.pane.search = "needle"
    await screen.sees("/needle 1 match")
    await screen.press("n")
    await screen.sees("/needle 1 of 1")
    await screen.press("e")
    await screen.until(lambda: reversed_rows(screen) == ["ERROR one"])


async def test_an_expression_that_takes_for_ever_holds_nobody_up(screen: Screen, tmp_path: Path) -> None:
    lines = b"".join(b"ab" * length + b"\n" for length in range(4_000, 4_100))
    screen.pane.run, log = live(tmp_path / "run", content=lines + b"the end\n")
    await screen.sees("following")
    screen.pane.search = "/(a|b|ab)*c/"
    await screen.sees("the end", "takes too long")
    screen.pane.search = "the"
    await screen.sees("/the 1 match")
    append(log, b"the very end\n")
    await screen.sees("/the 2 matches")


async def test_an_error_that_is_left_out_is_said_to_be(screen: Screen, tmp_path: Path) -> None:
    reasons: list[str] = []
    content = long_log((50_000, TRACEBACK), (60_000, b"CUDA out of memory"))
    screen.pane.run, _ = live(tmp_path / "run", content=content)
    await screen.sees("following")
    original = screen.pane.post_message
    screen.pane.post_message = lambda message: reasons.append(getattr(message, "reason", "")) or original(message)  # type: ignore[method-assign]
    screen.pane.search = "&/^line|memory/"
    await screen.sees("hidden")
    await screen.press("g")
    await screen.sees("line 0000000")
    await screen.press("e")
    await screen.sees("line 0050001")
    await screen.until(lambda: "that error begins in a line that is left out" in reasons)
    assert not reversed_rows(screen)
    await screen.press("e")
    await screen.until(lambda: reversed_rows(screen) == ["CUDA out of memory"])
