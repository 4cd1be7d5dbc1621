"""What the bottom line says that nobody asked for: once each, one after another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from spt_tui.runs import index as index_module
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.index import Index, file_name
from spt_tui.runs.scanner import RunScanner
from spt_tui.ui.app import RunsApp
from spt_tui.ui.widgets import hint_line
from tests.trees import real_runs, write_run
from tests.ui.browser import Browser

DAMAGED = "the saved index was not used"
UNWRITABLE = "the index cannot be written"


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.setattr(hint_line, "NOTICE_SECONDS", 0.3)
    yield tmp_path / "caches" / "spt-tui"


def damage(caches: Path, root: Path) -> None:
    """Leave an index of `root` that is none."""
    caches.mkdir(mode=0o700, parents=True, exist_ok=True)
    (caches / file_name(str(root))).write_bytes(b"no index")


def app_on(*roots: Path, notice: str = "") -> RunsApp:
    catalog = Catalog()
    scanners = [RunScanner(root, 0.1, catalog=catalog, index=Index(str(root))) for root in roots]
    return RunsApp(scanners, notice=notice)


@asynccontextmanager
async def listening(app: RunsApp, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Browser, list[str]]]:
    """The browser, and the notices as they come and go, "" between two."""
    async with app.run_test(size=size) as pilot:
        opened = Browser(app, pilot)
        notices = [opened.screen.hint_line.notice]
        opened.screen.watch(opened.screen.hint_line, "notice", lambda text: notices.append(text), init=False)
        yield opened, notices


async def test_each_is_shown_once_and_none_hides_another(tmp_path: Path, caches: Path) -> None:
    root = real_runs(tmp_path) / "runs"
    damage(caches, root)
    async with listening(app_on(root, notice="the saved picture was not used: damaged")) as (b, notices):
        hints = "q quit"
        await b.until(lambda: notices.count("") >= 2 and notices[-1] == "" and hints in b.lines[-1])
        write_run(root / "new")
        await b.until("17 runs")
        shown = sorted(filter(None, notices))
        assert len(shown) == 2 and DAMAGED in shown[0] and "picture" in shown[1]


async def test_an_index_that_cannot_be_written_is_told_when_that_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(tmp_path / "run")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(index_module, "FIRST_SAVE", 0.0)
    async with listening(app_on(tmp_path)) as (b, notices):
        await b.until(lambda: any(UNWRITABLE in notice for notice in notices))
        assert "below the runs" in b.lines[-1]


async def test_what_two_roots_say_alike_is_said_once(tmp_path: Path, caches: Path) -> None:
    roots = [tmp_path / "one", tmp_path / "two"]
    for root in roots:
        write_run(root / "run")
        damage(caches, root)
    async with listening(app_on(*roots)) as (b, notices):
        await b.until(lambda: notices[-1] == "" and any(notices))
        assert sum(DAMAGED in notice for notice in notices) == 1


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_notice_takes_the_whole_line_if_it_has_to(tmp_path: Path, caches: Path, size: tuple[int, int]) -> None:
    write_run(tmp_path / "run")
    damage(caches, tmp_path)
    async with listening(app_on(tmp_path), size) as (b, _):
        await b.until(lambda: DAMAGED in b.lines[-1])
        assert ("q quit" in b.lines[-1]) == (size[0] == 80)
