import base64
import re
import threading
from pathlib import Path

import pytest

from spt_tui.ui import clipboard
from spt_tui.ui.clipboard import carried, hand_over, osc52, through_tmux


def content(sequence: str) -> str:
    found = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sequence)
    assert found is not None
    return base64.b64decode(found[1]).decode()


def unwrapped(sequence: str) -> str:
    """What tmux hands on of a wrapped sequence."""
    assert sequence.startswith("\x1bPtmux;") and sequence.endswith("\x1b\\")
    return sequence[len("\x1bPtmux;") : -2].replace("\x1b\x1b", "\x1b")


def own_tmux(directory: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let `tmux` be this shell script."""
    program = directory / "tmux"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{directory}:/usr/bin:/bin")


def sent(text: str, environment: dict[str, str]) -> list[str]:
    """What is written to the terminal by the time that tmux has answered."""
    written: list[str] = []
    hand_over(text, written.append, environment)
    for thread in threading.enumerate():
        if thread.name == "tmux-buffer":
            thread.join(5)
    return written


@pytest.mark.parametrize("text", ["/runs/a", "", "naïve 名前", "a\nb", "x" * 10_000, "\udcff"])
def test_what_a_terminal_decodes_is_the_text(text: str) -> None:
    assert content(osc52(text)) == text.replace("\udcff", "?")


def test_a_terminal_of_its_own_gets_the_bare_sequence() -> None:
    assert sent("a", {"TERM": "xterm-256color"}) == [osc52("a")]


def test_tmux_at_the_other_end_of_an_ssh_gets_it_both_ways() -> None:
    sequence = carried(osc52("a"), {"TERM": "tmux-256color"})
    assert sequence.startswith(osc52("a")) and unwrapped(sequence.removeprefix(osc52("a"))) == osc52("a")


def test_gnu_screen_gets_pieces_that_it_hands_on() -> None:
    text = "x" * 5_000
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", carried(osc52(text), {"STY": "1.pts"}), re.DOTALL)
    assert max(map(len, pieces)) < 768 and content("".join(pieces)) == text


def test_tmux_is_asked_to_take_it_where_it_does_not_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take = f'echo "$@" >{tmp_path}/asked; cat >>{tmp_path}/asked'
    own_tmux(tmp_path, monkeypatch, f'[ "$1" = show-options ] && echo external || {{ {take}; }}')
    assert sent("one\ntwo", {"TMUX": "x"}) == [osc52("one\ntwo")]
    assert (tmp_path / "asked").read_text() == "load-buffer -w -\none\ntwo"


def test_tmux_that_takes_it_by_itself_is_not_asked_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_tmux(tmp_path, monkeypatch, f'[ "$1" = show-options ] && echo on || touch {tmp_path}/asked')
    assert sent("a", {"TMUX": "x"}) == [osc52("a")]
    assert not (tmp_path / "asked").exists()


def test_an_old_tmux_takes_it_into_a_buffer_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_tmux(tmp_path, monkeypatch, f'[ "$2" = -w ] && exit 1; [ "$1" = load-buffer ] && cat >{tmp_path}/asked')
    assert sent("a", {"TMUX": "x"}) == [osc52("a")]
    assert (tmp_path / "asked").read_text() == "a"


@pytest.mark.parametrize("script", ["exit 1", "exec sleep 5"])
def test_where_tmux_cannot_be_asked_it_is_sent_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(clipboard, "PATIENCE_SECONDS", 0.1)
    own_tmux(tmp_path, monkeypatch, script)
    assert sent("a", {"TMUX": "x"}) == [osc52("a"), through_tmux(osc52("a"))]


def test_without_tmux_it_is_sent_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sent("a", {"TMUX": "x"}) == [osc52("a"), through_tmux(osc52("a"))]
