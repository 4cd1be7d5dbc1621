"""The logs of a run of four ranks: one, several merged while they are written, and the one that failed first."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.e2e.browser import ESC, Browser
from tests.e2e.conftest import Browse
from tests.trees import MANIFEST, replace_json, touch_heartbeat

SECONDS = 5.0
"""From the write to the screen: four logs are looked at twice a second, who failed every ten."""


class FourRanks:
    """Writes on in the logs of a sample run of four ranks."""

    def __init__(self, place: Path) -> None:
        self.dir = place / MANIFEST["A0"]
        self._logs = place / "multirun" / "2026-11-22" / "digits_sweep" / "48213_0" / ".submitit"
        self._status("running")

    def say(self, rank: int, *lines: str) -> str:
        """Append to the rank's .err; the first line carries the time, which is given back as it is written."""
        now = f"{datetime.fromtimestamp(time.time()):%Y-%m-%d %H:%M:%S.%f}"
        with (self._logs / f"48213_0_{rank}_log.err").open("a") as file:
            file.write(f"{now} " + "".join(f"{line}\n" for line in lines))
        time.sleep(0.002)
        return now

    def die(self) -> None:
        """What the trainer writes last."""
        self._status("failed")

    def _status(self, status: str) -> None:
        content = json.loads((self.dir / "sidecar.json").read_text())
        replace_json(self.dir / "sidecar.json", {**content, "status": status})
        touch_heartbeat(self.dir)


@pytest.fixture
def ranks(own_runs: Path) -> FourRanks:
    return FourRanks(own_runs)


@pytest.fixture
def browser(browse: Browse, own_runs: Path, ranks: FourRanks) -> Browser:
    """A browser on the log of rank 0, alone on the screen."""
    browser = browse("--filter", "911c2c68ac34", own_runs, rows=24, cols=100)
    browser.shows("1 of 16")
    browser.go("3")
    browser.send("z")
    browser.shows("rank 0 of 4 .out")
    return browser


def test_four_ranks_are_merged_while_they_are_written(browser: Browser, ranks: FourRanks) -> None:
    browser.send("m")
    browser.shows("ranks 0-3 of 4 .out", "0-3 │ submitit INFO")
    browser.send("o")
    browser.shows("ranks 0-3 of 4 .err", "MEMBER: 4/4")
    first = ranks.say(2, "epoch 1 of rank 2")
    ranks.say(0, "epoch 1 of rank 0")
    for rank in (3, 1, 0, 2):
        ranks.say(rank, "all together")
    browser.shows_line("  2 │", first, "epoch 1 of rank 2", timeout=SECONDS)
    browser.shows_line("0-3 │", "all together", timeout=SECONDS)
    places = [
        next(y for y, line in enumerate(browser.lines) if text in line) for text in ("rank 2", "rank 0", "all tog")
    ]
    assert places == [places[0], places[0] + 1, places[0] + 2]
    browser.send("m")
    browser.shows("rank 0 of 4 .err", but_not="│")
    assert browser.alive()
    browser.quits()


def test_ranks_are_picked(browser: Browser) -> None:
    browser.send("#")
    browser.shows("[ ] rank 0", "[ ] rank 3")
    browser.send("1,3\r")
    browser.shows("ranks 1,3 of 4 .out", "1,3 │ submitit INFO")
    browser.send("#")
    browser.shows("[x] rank 3")
    browser.send("2\r")
    browser.shows("rank 2 of 4 .out", but_not="│ submitit")
    browser.send("#")
    browser.shows("[ ] rank 3")
    browser.send(ESC)
    browser.shows("rank 2 of 4 .out", but_not="[ ] rank")
    browser.quits()


def test_the_rank_that_failed_first_is_marked(browser: Browser, ranks: FourRanks) -> None:
    browser.send("m")
    browser.shows("ranks 0-3 of 4 .out")
    when = ranks.say(3, "step", "torch.OutOfMemoryError: CUDA out of memory")
    for rank in (0, 1, 2):
        ranks.say(rank, f"[rank{rank}]: NCCL watchdog caught collective operation timeout")
    ranks.die()
    browser.shows_line("✗ rank 3 failed first?", "CUDA out of memory", f"(at {when[11:19]}, 4 of 4", timeout=15)
    browser.send("o")
    browser.shows("ranks 0-3 of 4 .err", "3 │ torch.OutOfMemoryError", "0-2 │")
    browser.send("#")
    browser.shows_line("rank 3", "✗ failed first?")
    browser.send(ESC)
    browser.shows_line("[ ] rank 3")
    browser.send(ESC)
    browser.shows("✗ rank 3 failed first?", but_not="[ ] rank")
    browser.quits()
