import os
import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.export.view_command import browser_command, list_command, shell_word

HOSTILE = [
    "a b",
    "it's",
    "$(touch x)",
    "`x`",
    "a\nb",
    "\x1b]52;c;eA==\x07",
    "\udcff\udcfe",
    "naïve",
    "",
    "-x",
    "a\\b'\n",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_shell_reads_the_word_as_it_is_and_nothing_in_it_is_obeyed(text: str) -> None:
    word = shell_word(text)
    assert word.isprintable()
    done = subprocess.run(["bash", "-c", f"printf %s {word}"], capture_output=True, check=True)
    assert done.stdout == os.fsencode(text)


@given(st.text().filter(str.isprintable))
def test_what_can_be_printed_is_quoted_as_any_shell_has_it(text: str) -> None:
    assert shlex.split(shell_word(text)) == [text]


def test_the_browser_is_opened_on_the_same_runs() -> None:
    command = browser_command(["/data/my runs", "/b"], "tag:vicreg lr<0.1")
    assert shlex.split(command) == ["spt-tui", "/data/my runs", "/b", "--filter", "tag:vicreg lr<0.1"]
    assert browser_command(["/tmp/x"], "", demo=True) == "spt-tui --demo"


def test_the_list_has_the_same_order_and_columns() -> None:
    command = list_command(["/b"], "x", "m.fit/loss", True, ["state", "name", "hp.lr"], True)
    assert shlex.split(command)[:4] == ["spt-tui", "ls", "--root", "/b"]
    assert shlex.split(command)[4:] == [
        *("--filter", "x"),
        *("--sort", "m.fit/loss"),
        "--reverse",
        *("--columns", "state,name,hp.lr"),
        *("--group", "sweep"),
    ]
