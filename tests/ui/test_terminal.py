"""The terminal is given back whatever happens, and nothing but the program draws on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "tests.ui.unruly"]


@contextmanager
def unruly(*argv: str, rows: int = 24, cols: int = 80) -> Iterator[Terminal]:
    with Terminal(argv or PROGRAM, rows=rows, cols=cols, cwd=ROOT) as terminal:
        terminal.wait_for("ready")
        terminal.settle()
        yield terminal


def in_shell(script: str, *words: str) -> list[str]:
    return ["sh", "-c", script, "sh", *words]


def seconds_to_end(terminal: Terminal) -> float:
    began = time.monotonic()
    terminal.wait()
    return time.monotonic() - began


@pytest.mark.parametrize("keys", ["q", "\x03", "dq"])
def test_a_key_ends_it_quickly_and_in_order(keys: str) -> None:
    with unruly() as terminal:
        assert terminal.alternate and not terminal.echoes and not terminal.cursor_visible
        terminal.send(keys)
        assert seconds_to_end(terminal) < 1.5
        assert terminal.exit_code == 0
        assert terminal.restored
        assert terminal.text.strip() == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_in_order(number: int) -> None:
    with unruly() as terminal:
        terminal.signal(number)
        assert terminal.wait() == 128 + number
        assert terminal.restored


def test_a_signal_ends_it_also_when_it_hangs() -> None:
    with unruly() as terminal:
        terminal.send("b")
        terminal.settle()
        terminal.signal(signal.SIGTERM)
        assert terminal.wait() == 128 + signal.SIGTERM
        assert terminal.restored


def test_an_exception_is_told_on_the_restored_screen() -> None:
    with unruly(rows=60) as terminal:
        terminal.send("x")
        assert terminal.wait() == 1
        assert terminal.restored
        assert "ZeroDivisionError: divided by nothing" in terminal.text


@pytest.mark.parametrize("trap", ["trap : HUP", "trap '' HUP"])
def test_a_lost_terminal_ends_it_also_where_hangups_are_ignored(trap: str, tmp_path: Path) -> None:
    told = tmp_path / "told"
    background = 'exec 3<&0; "$@" <&3 3<&- & program=$!; until wait $program; do s=$?; kill -0 $program || break; done'
    with unruly(*in_shell(f'{trap}; {background}; echo $s >"{told}"', *PROGRAM)) as terminal:
        terminal.hang_up()
        assert seconds_to_end(terminal) < 2
        assert told.read_text() == f"{128 + signal.SIGHUP}\n"


def test_what_others_write_to_standard_error_is_printed_afterwards() -> None:
    with unruly() as terminal:
        terminal.send("wt")
        terminal.wait_for("typed t")
        assert "warns" not in terminal.text and "IndexError" not in terminal.text
        terminal.send("q")
        assert terminal.wait() == 0
        assert "a library warns ␛[31m\na child warns\n" in terminal.text
        assert "IndexError" in terminal.text
        assert terminal.screen.cursor.attrs == terminal.screen.default_char


def test_standard_error_in_a_file_is_left_alone(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with unruly(*in_shell('log=$1; shift; exec "$@" 2>"$log"', str(log), *PROGRAM)) as terminal:
        terminal.send("w")
        terminal.wait_for("typed w")
        assert log.read_text() == "a library warns \x1b[31m\na child warns\n"
        terminal.send("q")
        assert terminal.wait() == 0
        assert terminal.restored and "warns" not in terminal.text


def test_the_mouse_reports_buttons_and_wheel_and_never_motion() -> None:
    with unruly() as terminal:
        assert {1000, 1006} <= terminal.modes
        terminal.send("q")
        terminal.wait()
        for mode in (1002, 1003, 1015, 1016):
            assert f"?{mode}h".encode() not in terminal.transcript


def test_a_terminal_that_takes_nothing_does_not_stop_the_program() -> None:
    with unruly(rows=50, cols=200) as terminal:
        terminal.send("f")
        time.sleep(0.3)
        terminal.send("q")
        began = time.monotonic()
        while os.waitid(os.P_PID, terminal.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            assert time.monotonic() - began < 3
            time.sleep(0.01)
        assert terminal.wait() == 0
        assert terminal.restored


def test_frames_are_left_out_for_a_slow_terminal_and_the_last_one_arrives() -> None:
    with unruly(rows=50, cols=200) as terminal:
        terminal.send("f")
        time.sleep(1.2)
        assert terminal.bytes_read < 1000
        terminal.wait_for("the flood is over")
        assert sum(map(bool, terminal.lines)) == 1
        assert terminal.bytes_read < 5 * 30_000


@pytest.mark.parametrize("stop", [signal.SIGTSTP, signal.SIGSTOP])
def test_after_a_stop_the_screen_is_drawn_again(stop: int) -> None:
    with unruly() as terminal:
        terminal.signal(stop)
        os.waitid(os.P_PID, terminal.pid, os.WSTOPPED)
        terminal.settle()
        assert terminal.restored == (stop == signal.SIGTSTP)
        terminal.screen.erase_in_display(2)
        terminal.signal(signal.SIGCONT)
        terminal.wait_for("ready")
        assert terminal.alternate and not terminal.echoes
        terminal.send("q")
        assert terminal.wait() == 0
        assert terminal.restored


def test_a_suspended_program_leaves_the_terminal_to_its_child() -> None:
    with unruly() as terminal:
        terminal.send("s")
        terminal.wait_for("typed s")
        terminal.send("q")
        assert terminal.wait() == 0
        assert terminal.lines[0] == "on the main screen"


def test_the_window_s_size_counts_and_not_the_environment() -> None:
    with unruly(*in_shell('COLUMNS=33 LINES=11 exec "$@"', *PROGRAM), cols=70) as terminal:
        terminal.send("k")
        terminal.wait_for("typed k, 70 wide")
        terminal.resize(10, 50)
        terminal.settle()
        terminal.send("l")
        terminal.wait_for("typed l, 50 wide")


@pytest.mark.parametrize(("term", "piped", "found"), [("xterm", "", 1), ("dumb", "", 0), ("xterm", "| cat", 0)])
def test_whether_there_is_a_terminal(term: str, piped: str, found: int) -> None:
    question = f"{sys.executable} -c 'from spt_tui.ui.hold import has_terminal as h; print(h() + 0)' {piped}"
    with Terminal(["sh", "-c", question], env={"TERM": term}, cwd=ROOT) as terminal:
        assert terminal.wait() == 0
        assert terminal.text.strip() == str(found)


def test_without_a_terminal_there_is_none() -> None:
    question = "from spt_tui.ui.hold import has_terminal; raise SystemExit(has_terminal())"
    assert (
        subprocess.run([sys.executable, "-c", question], stdin=subprocess.DEVNULL, cwd=ROOT, check=False).returncode
        == 0
    )
