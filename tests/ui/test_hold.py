"""The terminal before Textual has it: held, handed over or given back, in a process of its own."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]
BEGIN = "import os, signal, sys, termios, time\nfrom spt_tui.ui.hold import HOLD\n"


def holding(code: str, **options: str) -> Terminal:
    """A program that does this with the terminal."""
    return Terminal([sys.executable, "-c", BEGIN + code], cwd=ROOT, **options)  # type: ignore[arg-type]


def test_it_is_taken_and_given_back() -> None:
    with holding("print('before'); print(HOLD.take('picture'), HOLD.holds); input(); HOLD.give_back()") as terminal:
        terminal.wait_for("True True")
        assert terminal.alternate and not terminal.cursor_visible and not terminal.echoes and not terminal.canonical
        assert "picture" in terminal.text and "before" not in terminal.text
        terminal.send("\n")
        assert terminal.wait() == 0 and terminal.restored
        assert terminal.lines[0] == "before" and "picture" not in terminal.text


def test_giving_back_twice_or_what_was_never_taken_sends_nothing() -> None:
    with holding("HOLD.give_back(); HOLD.take(''); HOLD.give_back(); HOLD.give_back()") as terminal:
        assert terminal.wait() == 0 and terminal.restored
        assert terminal.transcript.count(b"\x1b[?1049l") == 1


def test_who_takes_over_restores_what_was_there_before() -> None:
    code = """
before = termios.tcgetattr(0)
HOLD.take('picture')
assert termios.tcgetattr(0) != before
assert HOLD.hand_over() == before and not HOLD.holds and HOLD.hand_over() is None
HOLD.give_back()
"""
    with holding(code) as terminal:
        assert terminal.wait() == 0, terminal.text
        assert terminal.alternate and not terminal.echoes


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_that_was_ignored_stays_so(number: signal.Signals) -> None:
    code = f"""
signal.signal({int(number)}, signal.SIG_IGN)
HOLD.take('picture')
os.kill(os.getpid(), {int(number)})
HOLD.give_back()
print(signal.getsignal({int(number)}) is signal.SIG_IGN)
"""
    with holding(code) as terminal:
        assert terminal.wait() == 0 and terminal.restored and "True" in terminal.text


def test_handlers_are_put_back() -> None:
    code = """
kinds = signal.SIGINT, signal.SIGTERM, signal.SIGHUP
before = [signal.getsignal(kind) for kind in kinds]
HOLD.take('')
assert not set(before) & {signal.getsignal(kind) for kind in kinds}
HOLD.give_back()
assert before == [signal.getsignal(kind) for kind in kinds]
"""
    with holding(code) as terminal:
        assert terminal.wait() == 0, terminal.text


def test_a_stopped_terminal_is_not_waited_for() -> None:
    code = (
        "termios.tcflow(1, termios.TCOOFF); took = HOLD.take('picture'); termios.tcflow(1, termios.TCOON); print(took)"
    )
    with holding(code) as terminal:
        assert terminal.wait() == 0 and terminal.restored
        assert terminal.lines[0] == "False" and b"picture" not in terminal.transcript


def test_a_lost_terminal_is_no_error(tmp_path: Path) -> None:
    code = """
signal.signal(signal.SIGHUP, signal.SIG_IGN)
HOLD.take('picture')
while True:
    try:
        os.write(1, b'.')
    except OSError:
        break
    time.sleep(0.01)
HOLD.give_back()
open('told', 'w').write(str(HOLD.take('picture')))
"""
    program = [sys.executable, "-c", BEGIN + code]
    with Terminal(program, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}) as terminal:
        terminal.wait_for("...")
        terminal.hang_up()
        assert terminal.wait() == 0
    assert (tmp_path / "told").read_text() == "False"
