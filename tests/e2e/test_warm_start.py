"""The index of the installed command: written at the end, read at the next start, in nobody's way."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.e2e.browser import QUIT_SECONDS
from tests.e2e.conftest import Browse, Start
from tests.trees import MANIFEST, write_run


def indexes(caches: Path) -> list[Path]:
    return list(caches.glob("spt-tui/*.index*"))


def test_the_next_start_knows_the_runs_and_what_changed_since(start: Start, caches: Path, own_runs: Path) -> None:
    first = start(own_runs)
    first.settles_on("1/16")
    first.quits()
    (index,) = indexes(caches)
    assert index.stat().st_mode & 0o777 == 0o600 and index.suffix == ".index"
    shutil.rmtree(own_runs / MANIFEST["A0"])
    write_run(own_runs / "runs" / "new-one", notes="came later", status="failed")
    write_run(own_runs / "runs" / "new-two", status="failed")
    again = start(own_runs)
    again.settles_on("1/17", "new-one")
    again.quits()
    assert not (own_runs / MANIFEST["A0"]).exists()


def test_no_cache_neither_reads_nor_writes_it(start: Start, caches: Path, still_runs: Path) -> None:
    browser = start("--no-cache", still_runs)
    browser.settles_on("1/16")
    browser.quits()
    assert not caches.exists()


@pytest.mark.parametrize("option", ["--once", "--json"])
def test_printing_reads_and_writes_it_too_unless_told_not_to(
    start: Start, caches: Path, still_runs: Path, option: str
) -> None:
    assert start(option, "--no-cache", still_runs).wait() == 0
    assert not caches.exists()
    for _ in range(2):
        assert start(option, still_runs).wait() == 0
        assert len(indexes(caches)) == 1


def test_a_signal_keeps_it_too(start: Start, caches: Path, still_runs: Path) -> None:
    browser = start(still_runs)
    browser.settles_on("1/16")
    os.kill(browser.pid, signal.SIGTERM)
    assert browser.wait() == 128 + signal.SIGTERM
    assert len(indexes(caches)) == 1


def test_a_damaged_one_does_not_keep_the_runs_from_being_shown(start: Start, caches: Path, still_runs: Path) -> None:
    first = start(still_runs)
    first.settles_on("1/16")
    first.quits()
    (index,) = indexes(caches)
    index.write_bytes(index.read_bytes()[:-100] + b"\0" * 100)
    again = start(still_runs)
    again.wait_for(lambda _: "the saved index was not used: damaged" in again.lines[-1])
    again.settles_on("1/16")
    assert again.quits() < QUIT_SECONDS + 0.3


def test_a_cache_directory_that_cannot_be_made_is_no_hindrance(start: Start, caches: Path, still_runs: Path) -> None:
    caches.write_text("in the way")
    browser = start(still_runs)
    browser.settles_on("1/16")
    browser.quits()


def test_nothing_is_left_below_the_runs(browse: Browse, own_runs: Path) -> None:
    before = sorted(own_runs.rglob("*"))
    browser = browse(own_runs, env={"XDG_CACHE_HOME": str(own_runs / "runs")})
    browser.settles_on("1/16")
    browser.quits()
    assert sorted(own_runs.rglob("*")) == before


def test_a_root_that_is_away_shows_what_was_known_until_it_is_back(
    start: Start, caches: Path, own_runs: Path, tmp_path: Path
) -> None:
    first = start(own_runs)
    first.settles_on("1/16")
    first.quits()
    away = tmp_path / "away"
    (own_runs / "runs").rename(away)
    again = start(own_runs)
    again.shows("1/16", "no such file or directory")
    away.rename(own_runs / "runs")
    again.shows("1/16", but_not="no such file or directory")
    again.quits()
