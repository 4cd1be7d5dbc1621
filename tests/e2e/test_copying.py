"""Copying from the installed command: what the terminal, and a real tmux, get of it."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.browser import COMMAND, Browser
from tests.e2e.conftest import Browse

Tmux = Callable[..., str]


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    """A tmux of its own, asked by its commands."""
    program = shutil.which("tmux")
    if program is None:
        pytest.skip("no tmux here")
    env = {**os.environ, "TMUX_TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    env.pop("TMUX", None)

    def ask(*arguments: str) -> str:
        command = [program, "-L", "copying", "-f", "/dev/null", *arguments]
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=10).stdout

    yield ask
    ask("kill-server")


def until(says: Callable[[], str], text: str) -> None:
    deadline = time.monotonic() + 15
    while text not in says():
        assert time.monotonic() < deadline, says()
        time.sleep(0.05)


def reports_mouse(browser: Browser) -> bool:
    """Whether the terminal was last told to tell of the mouse's buttons."""
    return browser.transcript.rfind(b"\x1b[?1000h") > browser.transcript.rfind(b"\x1b[?1000l")


def test_a_terminal_gets_the_path_and_keeps_reporting_the_mouse(browse: Browse, still_runs: Path) -> None:
    browser = browse(still_runs, env={"TMUX": None, "STY": None})
    browser.settles_on("1/16")
    browser.send("y")
    browser.shows("yp path")
    assert not reports_mouse(browser), "it selects"
    browser.send("y")
    browser.shows("copied")
    found = re.findall(rb"\x1b\]52;c;([^\x07]*)\x07", browser.transcript)
    path = base64.b64decode(found[-1]).decode()
    assert os.path.isdir(path) and path.startswith(str(still_runs))
    browser.wait_for(lambda _: reports_mouse(browser))
    browser.quits()


@pytest.mark.parametrize("takes", ["external", "on"])
def test_tmux_has_it_in_its_buffer_once(tmux: Tmux, still_runs: Path, takes: str) -> None:
    tmux("new-session", "-d", "-x", "100", "-y", "30", f"{COMMAND} {still_runs}")
    tmux("set-option", "-s", "set-clipboard", takes)

    def screen() -> str:
        return tmux("capture-pane", "-p")

    until(screen, "1/16")
    tmux("send-keys", "y")
    until(screen, "yp path")
    tmux("send-keys", "y")
    until(lambda: tmux("list-buffers", "-F", "#{buffer_sample}"), str(still_runs))
    time.sleep(0.1)
    assert len(tmux("list-buffers").splitlines()) == 1
    assert os.path.isdir(tmux("show-buffer"))
