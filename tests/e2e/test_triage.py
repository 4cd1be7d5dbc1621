"""Asking in a real terminal why runs died, and going to one of them."""

from pathlib import Path

import pytest

from tests.e2e.browser import ESC
from tests.e2e.conftest import Browse
from tests.e2e.test_looking import name_of


@pytest.mark.parametrize("size", [(45, 160), (24, 80), (12, 40)], ids=["160x45", "80x24", "40x12"])
def test_from_the_groups_to_a_run(browse: Browse, still_runs: Path, size: tuple[int, int]) -> None:
    browser = browse(still_runs, rows=size[0], cols=size[1])
    browser.shows("16 runs", "1/16")
    browser.narrow("status:failed")
    browser.accept()
    browser.send("!")
    browser.shows("triage", "1  CUDA out of memory", "1  signal: SIGINT", " mark its runs" if size[1] > 40 else "")
    browser.send("\r")
    browser.shows_line(" enter go to the run")
    browser.send(ESC)
    browser.shows("triage", "1  signal: SIGINT", but_not="go to the run")
    browser.send("\r")
    browser.shows_line(" enter go to the run")
    browser.send("\r\r")
    browser.shows(name_of("failed"), but_not="triage")
    browser.send(ESC)  # the second return may have opened the run
    browser.quits()
