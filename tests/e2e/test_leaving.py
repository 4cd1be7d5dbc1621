"""Leaving: the terminal is as it was, nothing hangs, nothing stays behind."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.browser import QUIT_SECONDS, Browser
from tests.e2e.conftest import Browse

ENDINGS = {signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.fixture
def browser(browse: Browse, still_runs: Path) -> Browser:
    browser = browse(still_runs, rows=24, cols=80)
    browser.settles_on("1/16")
    return browser


def test_what_it_switches_on_while_it_runs(browser: Browser) -> None:
    assert browser.alternate and not browser.cursor_visible and not browser.echoes and not browser.restored


@pytest.mark.parametrize("keys", ["q", "3q", "2zq"])
def test_q_gives_the_terminal_back(browser: Browser, keys: str) -> None:
    browser.quits(keys)
    assert not browser.alternate and browser.cursor_visible and browser.echoes and browser.canonical


def test_quitting_takes_less_than_half_a_second(browse: Browse, still_runs: Path) -> None:
    took = []
    while not took or (took[-1] >= QUIT_SECONDS and len(took) < 3):  # other programs may have slowed the first ones
        browser = browse(still_runs, rows=24, cols=80)
        browser.settles_on("1/16", "feature_std")
        browser.settle(0.2)
        took.append(browser.quits())
    assert took[-1] < QUIT_SECONDS, took


@pytest.mark.parametrize("number", ENDINGS, ids=lambda number: number.name)
def test_a_signal_gives_the_terminal_back(browser: Browser, number: signal.Signals) -> None:
    browser.signal(number)
    assert browser.wait() == ENDINGS[number]
    assert browser.restored and b"Traceback" not in browser.transcript


def test_a_lost_terminal_ends_it(browser: Browser) -> None:
    browser.hang_up()
    assert browser.wait() == 129


def test_it_can_be_left_while_it_reads(browse: Browse, still_runs: Path) -> None:
    browser = browse(still_runs, rows=24, cols=80)
    browser.wait_for(lambda _: browser.alternate)
    browser.quits()


# The demo -----------------------------------------------------------------------------------------------------


def demo_directories(place: Path) -> list[Path]:
    return list(place.glob("spt-tui-demo-*"))


def step_of(browser: Browser) -> int:
    """The step of the run under the cursor, if it is running; else 0."""
    found = re.search(r"^▶ +● running .* (\d+)/\d+ ", browser.text, re.MULTILINE)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("how", ["q", "SIGTERM"])
def test_the_demo_lives_and_leaves_nothing(browse: Browse, tmp_path: Path, how: str) -> None:
    browser = browse("--demo", "--filter", "tag:live", env={"TMPDIR": str(tmp_path)})
    browser.shows("demo", "16 runs", "1 running", "1 of 16")
    browser.wait_for(lambda _: step_of(browser))
    first = step_of(browser)
    browser.wait_for(lambda _: step_of(browser) > first)
    assert first >= 28 and len(demo_directories(tmp_path)) == 1
    if how == "q":
        browser.quits()
    else:
        browser.signal(signal.SIGTERM)
        assert browser.wait() == 143 and browser.restored
    assert not demo_directories(tmp_path)


def test_the_demo_prints_too(tmp_path: Path) -> None:
    import subprocess

    from tests.e2e.browser import COMMAND

    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run([COMMAND, "--demo", "--once"], capture_output=True, text=True, check=True, env=environment)
    assert len(done.stdout.splitlines()) == 17 and "● running" in done.stdout and not done.stderr
    assert not demo_directories(tmp_path)


def test_a_demo_that_finds_no_room_says_so(tmp_path: Path) -> None:
    import subprocess

    from tests.e2e.browser import COMMAND

    began = time.monotonic()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "none"), "HOME": str(tmp_path)}
    done = subprocess.run([COMMAND, "--demo", "--once"], capture_output=True, text=True, env=environment)
    assert done.returncode in (0, 2) and "Traceback" not in done.stderr and time.monotonic() - began < 10
