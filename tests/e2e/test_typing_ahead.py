"""Keys that come in one packet, before the panes they are for: they act in their order."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.e2e.browser import ESC, Browser
from tests.e2e.conftest import Start

DOWN, TAB, BACK_TAB = "\x1b[B", "\t", "\x1b[Z"
HINTS = {"runs": " s sort", "metrics": " space mark", "logs": " r next"}
"""The bottom line begins with these while a pane has the keyboard."""


@pytest.fixture(params=[0.1, 0.2, 0.3, 0.4])
def typed(request: pytest.FixtureRequest, start: Start, still_runs: Path) -> Start:
    """A browser that is typed to so many seconds after its start."""

    def typed(keys: str, rows: int = 24, cols: int = 100) -> Browser:
        browser = start(still_runs, rows=rows, cols=cols)
        time.sleep(request.param)
        browser.send(keys)
        return browser

    return typed


def ends_in(browser: Browser, pane: str) -> None:
    browser.wait_for(lambda _: browser.lines[-1].startswith(HINTS[pane]))


def test_a_filter_is_that_of_the_pane_that_was_gone_to(typed: Start) -> None:
    browser = typed("2/loss")
    browser.shows("metrics / loss", "16 runs")
    browser.send("\r")
    ends_in(browser, "metrics")
    browser.settles_on("1/16")
    assert browser.alive()
    browser.quits()


def test_a_letter_that_quits_is_a_letter_of_the_filter(typed: Start) -> None:
    browser = typed("2/q")
    browser.shows("metrics / q")
    assert browser.alive()


@pytest.mark.parametrize(
    ("keys", "pane", "place"),
    [
        ("21j", "runs", "2/16"),
        ("2" + DOWN, "metrics", "1/16"),
        (TAB + TAB, "logs", "1/16"),
        (BACK_TAB + BACK_TAB, "logs", "1/16"),
        ("2" + ESC, "runs", "1/16"),
        ("231", "runs", "1/16"),
    ],
    ids=["2 1 j", "2 down", "tab tab", "shift+tab shift+tab", "2 esc", "2 3 1"],
)
def test_keys_find_the_pane_that_was_gone_to(typed: Start, keys: str, pane: str, place: str) -> None:
    browser = typed(keys)
    browser.settles_on(place)
    ends_in(browser, pane)
    assert browser.stands_still()[-1].startswith(HINTS[pane])


@pytest.mark.parametrize("keys", ["2z", "z2"])
@pytest.mark.parametrize(("rows", "cols"), [(12, 60), (24, 100)])
def test_a_pane_is_zoomed_before_it_was_ever_seen(typed: Start, keys: str, rows: int, cols: int) -> None:
    browser = typed(keys, rows, cols)
    browser.shows("best", " step, linear")
    assert browser.lines[1].startswith(" 2 ") and browser.alive()
    browser.quits()


@pytest.mark.parametrize(
    ("keys", "label", "pane", "place"),
    [
        ("/sweep:48213" + ESC + "jj", " 1 runs", "runs", "15/16"),
        ("/sweep:48213\rjj", " / sweep:48213", "runs", "3/4"),
        ("/sweep:48213" + ESC + ESC + "j", " 1 runs", "runs", "14/16"),
        ("/sweep:48213" + TAB + TAB, " 1 runs", "logs", "1/4"),
        ("/sweep:48213" + TAB + BACK_TAB + "j", " / sweep:48213", "runs", "2/4"),
        ("/sweep:48213\r" + ESC + "jj", " 1 runs", "runs", "15/16"),
        ("/sweep:48213" + TAB + "/lo\r1j", " / sweep:48213", "runs", "2/4"),
    ],
    ids=["esc j j", "enter j j", "esc esc j", "tab tab", "tab shift+tab j", "enter esc j j", "tab / l o enter 1 j"],
)
def test_keys_after_the_filter_act_after_it(
    start: Start, still_runs: Path, keys: str, label: str, pane: str, place: str
) -> None:
    browser = start(still_runs, rows=24, cols=100)
    browser.settles_on("1/16")
    browser.send(keys)
    browser.shows(place)
    ends_in(browser, pane)
    assert browser.stands_still()[1].startswith(label)
    browser.shows(place)
