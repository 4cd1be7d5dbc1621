"""The picture of the last screen: there before anything else, gone without a trace, never in the way."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import termios
import time
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.browser import COMMAND, ESC, Browser
from tests.e2e.conftest import Start
from tests.e2e.hostile_tree import MARK, PAYLOADS, hostile_tree
from tests.e2e.wire import CLEAR, foreign
from tests.terminal import Screen, Terminal, _Stream
from tests.trees import MANIFEST

AS_OF = b" as of "
TEXTUAL = b"\x1b[?1000h"
"""What Textual sends next after it has entered the alternate screen."""
ALTERNATE = b"\x1b[?1049h"
NAMES = [path.rpartition("/")[2] for path in MANIFEST.values()]


@pytest.fixture
def start(start: Start) -> Start:
    """On the smaller screen unless said otherwise."""
    return partial(start, rows=24, cols=80)


def left(browser: Browser, keys: str = "q") -> None:
    """Leave a browser on the sample runs once they are all there, drawn by Textual."""
    browser.wait_for(lambda _: CLEAR in browser.transcript.partition(TEXTUAL)[2])
    browser.settles_on("1/16")
    browser.settle(0.1)
    browser.quits(keys)


def pictures(caches: Path) -> list[Path]:
    return list(caches.glob("spt-tui/picture-*"))


def shows_picture(browser: Browser) -> None:
    browser.wait_for(lambda _: AS_OF in browser.transcript)


def before_textual(browser: Browser) -> bytes:
    """What was sent before Textual sent anything."""
    browser.wait_for(lambda _: TEXTUAL in browser.transcript)
    return bytes(browser.transcript).partition(TEXTUAL)[0]


def emulated(sent: bytes) -> Screen:
    """A terminal of 80x24 that was sent this."""
    screen = Screen(80, 24)
    _Stream(screen).feed(sent)
    return screen


# Shown --------------------------------------------------------------------------------------------------------


def test_the_last_screen_comes_before_textual(start: Start, still_runs: Path) -> None:
    left(start(still_runs))
    again = start(still_runs)
    sent = before_textual(again)
    screen = emulated(sent)
    lines = screen.display
    assert AS_OF.decode() in lines[0] and "16 runs" in lines[0] and lines[0].rstrip()[-3] == ":"
    assert sum(any(name[:8] in line for name in NAMES) for line in lines) > 5
    assert screen.cursor.hidden and 1049 in screen.private_modes
    cells = [screen.buffer[y][x] for y in range(24) for x in range(80)]
    assert all(cell.dim or cell.reverse for cell in cells if cell.data.strip())  # type: ignore[attr-defined]
    assert not foreign(sent)
    left(again)


def test_the_live_screen_takes_its_place_in_one_step(start: Start, still_runs: Path) -> None:
    left(start(still_runs))
    again = start(still_runs)
    left(again)
    before, _, after = bytes(again.transcript).partition(TEXTUAL)
    assert ALTERNATE in before and ALTERNATE not in after  # some terminals would clear the screen at a second one
    assert before.count(CLEAR) == after.count(CLEAR) == 1
    assert b"16 runs" in after.partition(CLEAR)[2] and AS_OF not in after and again.text.strip() == ""


def test_what_is_typed_at_the_picture_is_neither_echoed_nor_lost(start: Start, still_runs: Path) -> None:
    left(start(still_runs))
    again = start(still_runs)
    shows_picture(again)
    assert not again.echoes and not again.canonical
    again.send("zz2zq")
    assert again.wait() == 0 and again.restored
    assert b"zz" not in again.transcript


@pytest.mark.parametrize("moment", [0.1, 0.2, 0.3, 0.4])
def test_a_filter_typed_ahead_keeps_the_keyboard(start: Start, still_runs: Path, moment: float) -> None:
    browser = start(still_runs)
    time.sleep(moment)
    browser.send("/sweep:48")
    time.sleep(0.2)
    browser.send("213")
    browser.shows("sweep:48213", "4 of 16")
    browser.send(ESC)
    browser.shows("13/16")
    browser.send("j")
    browser.shows("14/16")
    browser.quits()


def test_the_terminal_s_own_attributes_come_back(start: Start, still_runs: Path) -> None:
    fresh, other = pty.openpty()
    attributes = termios.tcgetattr(fresh)
    for fd in (fresh, other):
        os.close(fd)
    for number in range(2):
        browser = start(still_runs)
        left(browser)
        assert (AS_OF in browser.transcript) == bool(number)
        assert termios.tcgetattr(browser.fd) == attributes


@pytest.mark.parametrize("ending", ["q", "\x03", signal.SIGTERM, signal.SIGHUP], ids=["q", "^C", "TERM", "HUP"])
def test_every_orderly_end_leaves_a_picture(start: Start, caches: Path, still_runs: Path, ending: str | int) -> None:
    browser = start(still_runs)
    browser.settles_on("1/16")
    if isinstance(ending, str):
        browser.quits(ending)
    else:
        browser.signal(ending)
        assert browser.wait() == 128 + ending and browser.restored
    assert len(pictures(caches)) == 1
    shows_picture(start(still_runs))


def test_a_lost_terminal_leaves_a_picture(start: Start, caches: Path, still_runs: Path) -> None:
    browser = start(still_runs)
    browser.settles_on("1/16")
    browser.hang_up()
    assert browser.wait() == 129 and len(pictures(caches)) == 1


def test_runs_that_mean_harm_do_none_through_it(start: Start, tmp_path: Path) -> None:
    tree = hostile_tree(tmp_path / "tree")
    for _ in range(2):
        browser = start(tree, rows=45, cols=160)
        browser.settles_on(f"1/{len(PAYLOADS)}")
        browser.settle()
        browser.quits()
        assert not foreign(bytes(browser.transcript)) and MARK not in browser.screen.title
    assert AS_OF in browser.transcript


# Not shown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], {"rows": 25}),
        ([], {"cols": 81}),
        ([], {"env": {"NO_COLOR": "1"}}),
        ([], {"env": {"TERM": "screen"}}),
        (["--no-cache"], {}),
        (["--filter", "status:completed"], {}),
    ],
    ids=["rows", "columns", "NO_COLOR", "TERM", "--no-cache", "--filter"],
)
def test_another_call_or_terminal_sees_none(
    start: Start, still_runs: Path, arguments: list[str], options: dict[str, object]
) -> None:
    left(start(still_runs))
    other = start(*arguments, still_runs, **options)
    other.settles_on("16 runs", "1 runs")
    other.quits()
    assert AS_OF not in other.transcript


@pytest.mark.parametrize("arguments", [["--no-cache"], ["--demo"]])
def test_some_calls_leave_none(start: Start, caches: Path, own_runs: Path, arguments: list[str]) -> None:
    for _ in range(2):
        browser = start(*arguments, *([own_runs] if arguments == ["--no-cache"] else []))
        browser.settles_on("1/16")
        browser.quits()
        assert AS_OF not in browser.transcript
    assert not pictures(caches)


def test_a_screen_without_runs_or_under_a_page_leaves_none(start: Start, caches: Path, still_runs: Path) -> None:
    empty = start(caches.parent)
    empty.shows("no runs here yet")
    empty.quits()
    helped = start(still_runs)
    helped.settles_on("1/16")
    helped.send("?")
    helped.shows("esc close")
    helped.quits("\x03")
    assert not pictures(caches)


def test_a_damaged_one_is_not_used_and_told(start: Start, caches: Path, still_runs: Path) -> None:
    left(start(still_runs))
    (picture,) = pictures(caches)
    picture.write_bytes(picture.read_bytes().replace(b"16 runs", b"61 runs"))
    again = start(still_runs)
    again.shows("the saved picture was not used: damaged", "16 runs")
    left(again)
    assert AS_OF not in again.transcript
    shows_picture(start(still_runs))


def test_a_page_opened_at_once_does_not_disturb_what_is_told(start: Start, caches: Path, still_runs: Path) -> None:
    left(start(still_runs))
    (picture,) = pictures(caches)
    picture.write_text("damaged")
    again = start(still_runs)
    again.send("?")
    again.shows("esc close")
    again.send(ESC)
    again.shows("1/16", but_not="esc close")
    again.quits()


@pytest.mark.parametrize("where", ["/proc/none", "/dev/null"])
def test_without_a_place_for_it_all_is_as_ever(start: Start, still_runs: Path, where: str) -> None:
    for _ in range(2):
        browser = start(still_runs, env={"XDG_CACHE_HOME": where})
        left(browser)
        assert AS_OF not in browser.transcript and "saved picture" not in browser.text


# A start that fails after it ----------------------------------------------------------------------------------


def slowly(tmp_path: Path, statement: str) -> dict[str, str]:
    """An environment in which importing textual does this first."""
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "textual.py").write_text(statement)
    return {"PYTHONPATH": str(tmp_path / "first")}


def test_a_root_that_is_gone_is_told_on_the_terminal_as_it_was(start: Start, caches: Path, own_runs: Path) -> None:
    left(start(own_runs))
    shutil.rmtree(own_runs)
    for index in caches.glob("spt-tui/*.index"):  # with it the browser would open on what was known of the root
        index.unlink()
    again = start(own_runs)
    assert again.wait() == 2 and again.restored
    assert AS_OF in again.transcript
    assert again.lines[0].startswith("spt-tui: ") and "no such file" in again.text and "16 runs" not in again.text


def test_an_import_that_fails_is_told_on_the_terminal_as_it_was(
    start: Start, caches: Path, still_runs: Path, tmp_path: Path
) -> None:
    left(start(still_runs))
    env = {**slowly(tmp_path, "raise ImportError('broken')"), "HOME": str(still_runs.parent)}
    with Terminal([COMMAND, str(still_runs)], env={"XDG_CACHE_HOME": str(caches), **env}) as again:
        assert again.wait() == 1 and again.restored
        assert AS_OF in again.transcript and "ImportError: broken" in again.text and "16 runs" not in again.text


@pytest.mark.parametrize("how", ["^C", signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_start_that_is_ended_gives_the_terminal_back(
    start: Start, still_runs: Path, tmp_path: Path, how: str | int
) -> None:
    left(start(still_runs))
    again = start(still_runs, env=slowly(tmp_path, "import time; time.sleep(30)"))
    shows_picture(again)
    again.settle(0.1)
    assert "as of" in again.text
    if isinstance(how, str):
        again.send("\x03")
    else:
        again.signal(how)
    assert again.wait() == 128 + (signal.SIGINT if isinstance(how, str) else how)
    assert again.restored and again.text.strip() == ""


def test_keys_that_stop_a_program_do_nothing_to_the_picture(start: Start, still_runs: Path, tmp_path: Path) -> None:
    left(start(still_runs))
    again = start(still_runs, env=slowly(tmp_path, "import time; time.sleep(30)"))
    shows_picture(again)
    again.send("\x1a\x1c")
    again.settle(0.1)
    assert again.alive() and "as of" in again.text
    again.send("\x03")
    assert again.wait() == 128 + signal.SIGINT and again.restored
