"""Searching and narrowing the log of a real run in a real terminal."""

from pathlib import Path

import pytest

from tests.e2e.browser import ESC, Browser
from tests.e2e.conftest import Browse
from tests.e2e.test_looking import name_of


@pytest.fixture
def log(browse: Browse, still_runs: Path) -> Browser:
    """The log of the run that died of an exception."""
    browser = browse(still_runs, rows=40, cols=120)
    browser.narrow(name_of("failed"))
    browser.accept()
    browser.shows("1 of 16")
    browser.go("3")
    browser.shows("train.err", "following")
    return browser


def test_narrowing_takes_what_is_typed_in_one_go(log: Browser) -> None:
    log.send("&raise")
    log.shows_line("search /", "&raise")
    log.shows_line("&raise", "1 line", "hidden")
    log.shows('raise RuntimeError("CUDA out of memory', but_not="return self.lightning_module")
    log.accept()
    log.send(ESC)
    log.shows("return self.lightning_module", but_not="&raise")
    log.quits()


def test_the_others_and_an_expression(log: Browser) -> None:
    log.send("&!/^( |T)/")
    log.shows_line("&!/^( |T)/", "hidden")
    log.shows("RuntimeError: CUDA out of memory", but_not="return self.lightning_module")
    log.send(ESC)
    log.shows("return self.lightning_module", but_not="&!/^( |T)/")
    log.send("//(/")
    log.shows_line("search /", "/(/", "missing )")
    log.send(ESC)
    log.shows("following", but_not="missing )")
    log.quits()
